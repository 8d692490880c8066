"""Claims with their spans, citations and comments."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.domain.vocabulary import Stance, State
from annotate.store.base import AuditedRow, Base, audited, personal, plain


def partial(name: str, column: str, *more: str) -> Index:
    """An index of the rows where `column` is not null; most have none, and then cost nothing."""
    where = text(f"{column} IS NOT NULL")
    return Index(name, column, *more, sqlite_where=where, postgresql_where=where)


def one_of(column: str, values: type[State] | type[Stance]) -> CheckConstraint:
    """A CHECK that holds a column to the members of an enum."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(v)) for v in values)})", name=column)


class ClaimRow(AuditedRow):
    """A statement to be checked. `state` says how far the work is, `status` what was found."""

    __tablename__ = "claim"
    __table_args__ = audited(
        UniqueConstraint("article_id", "number"),
        one_of("state", State),
        CheckConstraint("state NOT IN ('submitted', 'approved') OR length(digest) = 64", name="digest"),
        Index("ix_claim_article_id_state", "article_id", "state"),
        partial("ix_claim_submitted_at_id", "submitted_at", "id"),
        partial("ix_claim_assignee_id_state", "assignee_id", "state"),
        Index("ix_claim_author_id_state", "author_id", "state"),
    )

    article_id: Mapped[str] = mapped_column(ForeignKey("article.id"))
    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id"))
    number: Mapped[int]
    #: The revision of this row at which its spans were last set; the current spans carry it.
    spans_rev: Mapped[int]
    #: Where the first span begins: the order of the text.
    position: Mapped[int]
    state: Mapped[str]
    type: Mapped[str]
    status: Mapped[str]
    statement: Mapped[str] = mapped_column(default="")
    attribution: Mapped[str | None]
    claimant_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    #: Said in the reporter's own voice: the newsroom itself vouches for it.
    own_voice: Mapped[bool] = mapped_column(default=False)
    rationale: Mapped[str] = mapped_column(default="")
    known: Mapped[str] = mapped_column(default="")
    unknown: Mapped[str] = mapped_column(default="")
    settle: Mapped[str] = mapped_column(default="")
    search_log: Mapped[str] = mapped_column(default="")
    confidence: Mapped[str | None]
    worthiness: Mapped[str | None]
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    #: Digest of what a reviewer sees, while submitted or approved.
    digest: Mapped[str | None]
    #: The digest of the last approval that a later change has overtaken.
    stale_digest: Mapped[str | None]
    submitted_at: Mapped[str | None]
    created_at: Mapped[str]
    updated_at: Mapped[str]


class SpanRow(Base):
    """One stretch of the text, written together with revision `rev` of its claim and never changed after."""

    __tablename__ = "span"
    __table_args__ = plain(
        ForeignKeyConstraint(
            ["claim_id", "rev"], ["event.target_id", "event.target_rev"], deferrable=True, initially="DEFERRED"
        ),
        CheckConstraint('"start" >= 0 AND "start" < "end"', name="range"),
        CheckConstraint('length(exact) = "end" - "start"', name="exact"),
        Index("ix_span_revision_id_start", "revision_id", "start"),
    )

    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    rev: Mapped[int] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id"))
    start: Mapped[int]
    end: Mapped[int]
    exact: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]


class CitationRow(AuditedRow):
    """One claim ↔ one source."""

    __tablename__ = "citation"
    __table_args__ = audited(
        one_of("stance", Stance),
        CheckConstraint("credibility BETWEEN 1 AND 6", name="credibility"),
        Index("ix_citation_claim_id", "claim_id"),
        Index("ix_citation_source_id", "source_id"),
    )

    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"))
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    stance: Mapped[str]
    locator: Mapped[str] = mapped_column(default="")
    excerpt: Mapped[str] = mapped_column(default="")
    credibility: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    #: Taken back; the row stays.
    withdrawn: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[str]
    #: The file that the locator points into; null: the source as a whole.
    attachment_id: Mapped[str | None] = mapped_column(ForeignKey("attachment.id"))
    #: Of pictures and recordings: what can be seen or heard, what is concluded from it, what only the source says.
    visible: Mapped[str | None]
    inferred: Mapped[str | None]
    claimed: Mapped[str | None]


class CommentRow(AuditedRow):
    """Discussion on a claim."""

    __tablename__ = "comment"
    __table_args__ = audited(Index("ix_comment_claim_id", "claim_id"))

    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    body: Mapped[str] = personal()
    #: Holds up approval until somebody resolves it.
    blocking: Mapped[bool] = mapped_column(default=False)
    resolved_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    resolved_at: Mapped[str | None]
    created_at: Mapped[str]
