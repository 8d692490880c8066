"""Working memory: half-filled forms and answers to repeated requests. Neither is part of the record."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import Base, plain


class DraftRow(Base):
    """What somebody has typed into a form and not yet saved."""

    __tablename__ = "draft"
    __table_args__ = plain()

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    #: Which form: "claim:<id>", "mark:<article id>", …
    form: Mapped[str] = mapped_column(primary_key=True)
    #: JSON object of field names and values.
    data: Mapped[str]
    at: Mapped[str]


class IdempotencyRow(Base):
    """The answer that was given to a POST with this key, so that a repeated one changes nothing."""

    __tablename__ = "idempotency"
    __table_args__ = plain()

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    #: SHA-256 of method, path and body.
    request: Mapped[str]
    status: Mapped[int]
    headers: Mapped[str]
    body: Mapped[str]
    at: Mapped[str]
