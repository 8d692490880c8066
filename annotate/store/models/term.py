"""Vocabularies as data."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited


class TermRow(AuditedRow):
    """One entry of a vocabulary; switched off when retired, never deleted."""

    __tablename__ = "term"
    __table_args__ = audited(
        UniqueConstraint("vocabulary", "code"),
        CheckConstraint("vocabulary IN ('claim_type', 'status', 'source_kind', 'checklist')", name="vocabulary"),
    )

    vocabulary: Mapped[str]
    code: Mapped[str]
    label: Mapped[str]
    definition: Mapped[str] = mapped_column(default="")
    #: One of the eight display tones; empty for vocabularies that have none.
    tone: Mapped[str] = mapped_column(default="")
    letter: Mapped[str] = mapped_column(default="")
    #: 1 (worst) to 5 (best), null off the axis of truth (schema.org Rating).
    rating_value: Mapped[int | None]
    alternate_name: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    #: Codes of the source kinds that a question of a checklist is asked of, parted by spaces; null for other terms.
    applies_to: Mapped[str | None]
