"""Decisions. Rows are never updated; a change of mind is a new row."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited


class ReviewRow(AuditedRow):
    """One decision about revision `claim_rev` of a claim: the row that the decision makes carries claim_rev + 1."""

    __tablename__ = "review"
    __table_args__ = audited(
        UniqueConstraint("claim_id", "claim_rev"),
        CheckConstraint("decision IN ('submit', 'approve', 'return')", name="decision"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("decision <> 'return' OR length(trim(comment)) > 0", name="comment"),
        CheckConstraint("(passkey_id IS NULL) = (assertion IS NULL)", name="assertion"),
        CheckConstraint("passkey_id IS NULL OR decision = 'approve'", name="passkey_id"),
        Index("ix_review_reviewer_id_at", "reviewer_id", "at"),
    )

    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"))
    claim_rev: Mapped[int]
    decision: Mapped[str]
    reviewer_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    #: The role held at that time.
    role: Mapped[str]
    comment: Mapped[str] = mapped_column(default="")
    #: What was seen.
    digest: Mapped[str]
    at: Mapped[str]
    #: The passkey that signed it and what it signed (domain/passkeys.py); null: decided while signed in, and no more.
    passkey_id: Mapped[str | None] = mapped_column(ForeignKey("passkey.id"))
    assertion: Mapped[str | None]
