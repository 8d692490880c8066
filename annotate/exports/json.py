"""JSON: the canonical bytes themselves, so that their SHA-256 is the edition's fingerprint."""

from __future__ import annotations

from annotate.domain.report import Report, canonical_bytes
from annotate.exports.page import PageContext


def render(report: Report, page: PageContext) -> bytes:
    """The RFC 8785 bytes of the report; no line break at the end."""
    return canonical_bytes(report)
