"""All tables, so that the metadata is whole once this package is imported."""

from annotate.store.base import AuditedRow
from annotate.store.models.article import ArticleRow, RevisionRow
from annotate.store.models.claim import CitationRow, ClaimRow, CommentRow, SpanRow
from annotate.store.models.complaint import ComplaintRow
from annotate.store.models.desk import DraftRow, IdempotencyRow
from annotate.store.models.erasure import ErasedRow, ErasureRow, OpeningRow
from annotate.store.models.file import AttachmentRow, FileRow, InspectionRow
from annotate.store.models.organisation import OrganisationRow
from annotate.store.models.passkey import PasskeyRow
from annotate.store.models.record import LookupRow, ReplyRow
from annotate.store.models.relation import ClearedRow, RelationRow
from annotate.store.models.report import ReportRow
from annotate.store.models.review import ReviewRow
from annotate.store.models.source import AnswerRow, PartyRow, SourceRow
from annotate.store.models.term import TermRow
from annotate.store.models.trail import EventRow, LogRow
from annotate.store.models.tree import CheckpointRow, LeafRow, NodeRow
from annotate.store.models.user import CredentialRow, LinkRow, LoginAttemptRow, SessionRow, TokenRow, UserRow

#: Audited tables in the order in which the verifier reads them.
AUDITED: tuple[type[AuditedRow], ...] = (
    UserRow, PasskeyRow, TermRow, PartyRow, FileRow, SourceRow, AttachmentRow, InspectionRow, AnswerRow, ArticleRow,
    RevisionRow, ClearedRow, ClaimRow, CitationRow, RelationRow, LookupRow, ReplyRow, CommentRow, ReviewRow, ReportRow,
    OrganisationRow, ComplaintRow, ErasureRow,
)  # fmt: skip

__all__ = [
    "AUDITED", "AnswerRow", "ArticleRow", "AttachmentRow", "CheckpointRow", "CitationRow", "ClaimRow",
    "ClearedRow", "CommentRow", "ComplaintRow", "CredentialRow", "DraftRow", "ErasedRow", "ErasureRow", "EventRow",
    "FileRow", "IdempotencyRow", "InspectionRow", "LeafRow", "LinkRow", "LogRow", "LoginAttemptRow", "LookupRow",
    "NodeRow", "OpeningRow", "OrganisationRow", "PartyRow", "PasskeyRow", "RelationRow", "ReplyRow", "ReportRow",
    "ReviewRow", "RevisionRow", "SessionRow", "SourceRow", "SpanRow", "TermRow", "TokenRow", "UserRow",
]  # fmt: skip
