"""Openings of the commitments that events hold, and erasures, which alone may remove one."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, Base, audited, plain


class OpeningRow(Base):
    """A personal text that an event commits to (domain.openings). Deleted by an erasure, and by nothing else."""

    __tablename__ = "opening"
    __table_args__ = plain(
        CheckConstraint("length(commitment) = 64", name="commitment"), Index("ix_opening_thing_id", "thing_id")
    )

    #: SHA-256, hex, of the canonical bytes of the other columns.
    commitment: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    thing_id: Mapped[str]
    field: Mapped[str]
    #: 32 random bytes in hex.
    salt: Mapped[str]
    value: Mapped[str]


class ErasureRow(AuditedRow):
    """Personal text of one thing was removed by law: which fields, why, and which commitments can be opened no more."""

    __tablename__ = "erasure"
    __table_args__ = audited(
        CheckConstraint("length(trim(reason)) > 0", name="reason"), Index("ix_erasure_thing_id", "thing_id")
    )

    type: Mapped[str]
    thing_id: Mapped[str]
    #: The revision of the thing whose text was removed; the next one holds what was put in its place.
    thing_rev: Mapped[int]
    #: Names of columns, as a JSON list.
    fields: Mapped[str]
    #: Commitments, as a JSON list.
    commitments: Mapped[str]
    #: A Basis: the ground in law.
    basis: Mapped[str]
    reason: Mapped[str]
    author_id: Mapped[str]
    created_at: Mapped[str]


class ErasedRow(Base):
    """A commitment that an erasure names: whoever reads it finds out why there is no text."""

    __tablename__ = "erased"
    __table_args__ = plain(Index("ix_erased_erasure_id", "erasure_id"))

    commitment: Mapped[str] = mapped_column(primary_key=True)
    erasure_id: Mapped[str] = mapped_column(ForeignKey("erasure.id"))
