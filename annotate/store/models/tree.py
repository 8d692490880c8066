"""The one tree over the events of all logs: which event is which leaf, complete subtrees, signed checkpoints."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import Base, plain


class LeafRow(Base):
    """An event's place in the tree, counted from 0; given once, in the order of sequencing."""

    __tablename__ = "leaf"
    __table_args__ = plain(
        UniqueConstraint("log", "seq"),
        ForeignKeyConstraint(["log", "seq"], ["event.log", "event.seq"]),
        CheckConstraint("position >= 0", name="position"),
    )

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log: Mapped[str]
    seq: Mapped[int]


class NodeRow(Base):
    """The hash of a complete subtree (domain.merkle): once there, it never changes."""

    __tablename__ = "node"
    __table_args__ = plain(CheckConstraint("length(hash) = 32", name="hash"))

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes]


class CheckpointRow(Base):
    """A signed statement of size and root, as C2SP notes have it; the last one covers all before it."""

    __tablename__ = "checkpoint"
    __table_args__ = plain(CheckConstraint("length(root) = 32", name="root"))

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes]
    #: The whole note with its signature lines.
    note: Mapped[str]
    at: Mapped[str]
