"""How claims stand to each other, and what of the text holds nothing to check."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited


class RelationRow(AuditedRow):
    """Two claims of one article: they cannot both hold (a conflict), or one supports or repeats the other."""

    __tablename__ = "relation"
    __table_args__ = audited(
        CheckConstraint(
            "kind IN ('contradiction', 'tension', 'denial', 'rival_motive', 'rival_account', 'supports', 'repeats')",
            name="kind",
        ),
        CheckConstraint("claim_id <> other_id", name="other_id"),
        Index("ix_relation_article_id", "article_id"),
        Index("ix_relation_claim_id", "claim_id"),
        Index("ix_relation_other_id", "other_id"),
    )

    article_id: Mapped[str] = mapped_column(ForeignKey("article.id"))
    #: “claim *kind* other”: the order tells in supports, repeats and denial.
    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"))
    other_id: Mapped[str] = mapped_column(ForeignKey("claim.id"))
    kind: Mapped[str]
    #: What the accounts are about: pairs of one topic stand in one row of the conflicts page.
    topic: Mapped[str] = mapped_column(default="")
    #: What would settle it.
    settle: Mapped[str] = mapped_column(default="")
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[str]


class ClearedRow(AuditedRow):
    """A stretch of a text that somebody read and found nothing checkable in."""

    __tablename__ = "cleared"
    __table_args__ = audited(
        CheckConstraint('"start" >= 0 AND "start" < "end"', name="range"),
        Index("ix_cleared_revision_id_start", "revision_id", "start"),
    )

    article_id: Mapped[str] = mapped_column(ForeignKey("article.id"))
    revision_id: Mapped[str] = mapped_column(ForeignKey("revision.id"))
    #: Code points, half-open.
    start: Mapped[int]
    end: Mapped[int]
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[str]
