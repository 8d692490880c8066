"""Records on a claim: where somebody looked and what they found, whom they asked and what came back."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited, personal


class LookupRow(AuditedRow):
    """Looked in a place for something: what *unproven* rests on."""

    __tablename__ = "lookup"
    __table_args__ = audited(Index("ix_lookup_claim_id", "claim_id"))

    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"))
    #: Where: an archive, a register, a search engine.
    place: Mapped[str]
    #: For what: the words that were looked for.
    query: Mapped[str]
    #: What was found; empty: nothing.
    found: Mapped[str] = mapped_column(default="")
    #: The day, YYYY-MM-DD.
    looked: Mapped[str]
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[str]


class ReplyRow(AuditedRow):
    """Asked somebody for their side: the right of reply, and what *did not reply* rests on."""

    __tablename__ = "reply"
    __table_args__ = audited(
        CheckConstraint("outcome IN ('waiting', 'answered', 'declined', 'silent')", name="outcome"),
        CheckConstraint("outcome <> 'answered' OR length(answer) > 0", name="answer"),
        Index("ix_reply_claim_id", "claim_id"),
    )

    claim_id: Mapped[str] = mapped_column(ForeignKey("claim.id"))
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"))
    #: By which way: mail to the press office, telephone, letter.
    channel: Mapped[str] = personal()
    question: Mapped[str] = personal(default="")
    #: Days, YYYY-MM-DD; the deadline and the day of the answer may be open.
    asked: Mapped[str]
    deadline: Mapped[str] = mapped_column(default="")
    answered: Mapped[str] = mapped_column(default="")
    #: An Outcome.
    outcome: Mapped[str]
    answer: Mapped[str] = personal(default="")
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[str]
