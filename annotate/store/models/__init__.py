"""All tables, so that the metadata is whole once this package is imported."""

from annotate.store.base import AuditedRow
from annotate.store.models.article import ArticleRow, RevisionRow
from annotate.store.models.claim import CitationRow, ClaimRow, CommentRow, SpanRow
from annotate.store.models.desk import DraftRow, IdempotencyRow
from annotate.store.models.report import ReportRow
from annotate.store.models.review import ReviewRow
from annotate.store.models.source import FileRow, PartyRow, SourceRow
from annotate.store.models.term import TermRow
from annotate.store.models.trail import EventRow, LogRow
from annotate.store.models.user import CredentialRow, LinkRow, LoginAttemptRow, SessionRow, TokenRow, UserRow

#: Audited tables in the order in which the verifier reads them.
AUDITED: tuple[type[AuditedRow], ...] = (
    UserRow, TermRow, PartyRow, FileRow, SourceRow, ArticleRow, RevisionRow,
    ClaimRow, CitationRow, CommentRow, ReviewRow, ReportRow,
)  # fmt: skip

__all__ = [
    "AUDITED", "ArticleRow", "CitationRow", "ClaimRow", "CommentRow", "CredentialRow", "DraftRow", "EventRow",
    "FileRow", "IdempotencyRow", "LinkRow", "LogRow", "LoginAttemptRow", "PartyRow", "ReportRow", "ReviewRow",
    "RevisionRow", "SessionRow", "SourceRow", "SpanRow", "TermRow", "TokenRow", "UserRow",
]  # fmt: skip
