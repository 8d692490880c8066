"""Complaints about what was published."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited, personal


class ComplaintRow(AuditedRow):
    """What a reader or a party complains of, until when it is to be decided, and what was decided."""

    __tablename__ = "complaint"
    __table_args__ = audited(
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("side IN ('reader', 'party', 'author', 'other')", name="side"),
        CheckConstraint("ruling IN ('open', 'upheld', 'partly', 'rejected')", name="ruling"),
        CheckConstraint("(ruling = 'open') = (decided = '')", name="decided"),
        CheckConstraint("ruling = 'open' OR length(answer) > 0", name="answer"),
        Index("ix_complaint_article_id", "article_id"),
    )

    #: Counts up over the whole desk.
    number: Mapped[int] = mapped_column(unique=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("article.id"))
    #: What it is about: an edition, and a claim of it or the whole.
    edition: Mapped[int]
    claim_number: Mapped[int | None]
    #: A Complainant: from which side; then who, and how to reach them.
    side: Mapped[str]
    complainant: Mapped[str] = personal(default="")
    contact: Mapped[str] = personal(default="")
    #: What they say.
    words: Mapped[str] = personal()
    #: Days, YYYY-MM-DD; that of the decision is empty while it is open.
    received: Mapped[str]
    deadline: Mapped[str]
    #: A Ruling.
    ruling: Mapped[str] = mapped_column(default="open")
    decided: Mapped[str] = mapped_column(default="")
    #: The reasons, as the complainant was told.
    answer: Mapped[str] = personal(default="")
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[str]
