"""The public side beside the editions: lists, the rating scale, corrections, the newsroom, feeds, cards. Plain values
in, bytes out.

Every page links relatively, so that the same bytes are right on this server, on any other host and in a folder on disk.
What machines read (feeds, JSON-LD) names absolute addresses. No page holds a script.
"""

from __future__ import annotations

from annotate.exports.public.frame import Frame, relative

__all__ = ["Frame", "relative"]
