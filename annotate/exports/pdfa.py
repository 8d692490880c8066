"""PDF for archives: PDF/A-3a and PDF/UA-1 in one, with the frozen record attached to the pages drawn from it.

PDF/A-3 (ISO 19005-3) is the part of the standard that lets a document carry the data it was made from. So one file has
both the report that people read and the bytes that its fingerprint names.
"""

from __future__ import annotations

from annotate.domain.report import Report, canonical_bytes
from annotate.exports.page import PageContext
from annotate.exports.pdf import ACCESSIBLE, drawn

ARCHIVAL = ("a-3a", *ACCESSIBLE)


def render(report: Report, page: PageContext) -> bytes:
    """The same pages as the PDF, for keeping. Raises Conflict as it does."""
    return drawn(report, page, ARCHIVAL, canonical_bytes(report).decode())
