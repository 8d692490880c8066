"""The public side: everything that anybody may read, drawn from published editions and from what the desk says openly.

One function per kind of page, from its address to its bytes: the server answers with them and `annotate site build`
writes them to files, so that both are the same.
"""

from __future__ import annotations

from annotate.services.site.base import Site, open_site

__all__ = ["Site", "open_site"]
