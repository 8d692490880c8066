"""The trail's tables: logs and their events. Events are for ever; `audit.ddl` installs what enforces it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import Base, plain


class LogRow(Base):
    """One chain: an article's, the library's or the system's. PostgreSQL's writers queue on this row."""

    __tablename__ = "log"
    __table_args__ = plain(CheckConstraint("kind IN ('article', 'library', 'system')", name="kind"))

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]


class EventRow(Base):
    """One event: its RFC 8785 bytes, their leaf hash, and columns read from them for looking things up."""

    __tablename__ = "event"
    __table_args__ = plain(
        UniqueConstraint("target_id", "target_rev"),
        Index("ix_event_claim_id_seq", "claim_id", "seq"),
        Index("ix_event_actor_id_at", "actor_id", "at"),
        Index("ix_event_at_log_seq", "at", "log", "seq"),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("length(hash) = 64", name="hash"),
    )

    log: Mapped[str] = mapped_column(ForeignKey("log.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    #: The exact bytes that are hashed; never serialised anew.
    body: Mapped[bytes]
    #: SHA-256(0x00 ‖ body), the leaf hash of RFC 6962.
    hash: Mapped[str]
    #: The hash of the log's previous event, empty for the first.
    prev: Mapped[str]
    at: Mapped[str]
    actor_id: Mapped[str]
    action: Mapped[str]
    target_type: Mapped[str]
    target_id: Mapped[str]
    target_rev: Mapped[int | None]
    #: The claim in whose history this is read, if any.
    claim_id: Mapped[str | None]
    #: Does it count as work on the claim, so that its actor may not approve?
    work: Mapped[bool]
