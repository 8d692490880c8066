"""Published editions."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited


class ReportRow(AuditedRow):
    """A frozen edition. Every format is rendered from `body`, its canonical JSON; the row is never updated."""

    __tablename__ = "report"
    __table_args__ = audited(
        UniqueConstraint("article_id", "number"),
        CheckConstraint("kind IN ('correct', 'update', 'clarify', 'retract')", name="kind"),
    )
    hashed: ClassVar[frozenset[str]] = frozenset({"body"})

    article_id: Mapped[str] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    #: SHA-256 of `body`.
    sha256: Mapped[str]
    body: Mapped[bytes]
    #: The public note: what changed since the edition before, and why.
    note: Mapped[str] = mapped_column(default="")
    #: A Correction: what this edition does; null for a first one.
    kind: Mapped[str | None]
    published_by: Mapped[str] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[str]
