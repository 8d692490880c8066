"""The operations, by noun. Importing this package enters all of them into the table."""

from __future__ import annotations

from annotate.api.views import (
    articles,
    checklists,
    citations,
    claims,
    comments,
    decisions,
    files,
    lookups,
    parties,
    relations,
    replies,
    reports,
    sources,
    terms,
    trail,
)

__all__ = [
    "articles", "checklists", "citations", "claims", "comments", "decisions", "files", "lookups", "parties",
    "relations", "replies", "reports", "sources", "terms", "trail",
]  # fmt: skip
