"""Accounts (audited), and the secrets and sessions that belong to them (never in the trail)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, Base, audited, personal, plain


class UserRow(AuditedRow):
    """A person with an account and a role."""

    __tablename__ = "user"
    __table_args__ = audited(CheckConstraint("role IN ('checker', 'reviewer', 'admin', 'viewer')", name="role"))

    #: Lower case.
    email: Mapped[str] = personal(unique=True)
    name: Mapped[str] = personal()
    role: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[str]


class CredentialRow(Base):
    """A password, as argon2id keeps it."""

    __tablename__ = "credential"
    __table_args__ = plain()

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    password_hash: Mapped[str]
    changed_at: Mapped[str]


class LinkRow(Base):
    """A single-use sign-in link, known by the SHA-256 of its secret."""

    __tablename__ = "link"
    __table_args__ = plain()

    hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[str]
    used_at: Mapped[str | None]


class SessionRow(Base):
    """A signed-in browser, known by the SHA-256 of its cookie; revocable here at any time."""

    __tablename__ = "session"
    __table_args__ = plain(Index("ix_session_user_id", "user_id"))

    hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[str]
    seen_at: Mapped[str]
    revoked_at: Mapped[str | None]
    #: What the browser calls itself, so that its owner can tell sessions apart.
    agent: Mapped[str] = mapped_column(default="")


class TokenRow(Base):
    """An API token, known by the SHA-256 of its secret."""

    __tablename__ = "token"
    __table_args__ = plain(Index("ix_token_user_id", "user_id"))

    hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[str]
    revoked_at: Mapped[str | None]


class LoginAttemptRow(Base):
    """A failed sign-in, counted per account and per address, across processes."""

    __tablename__ = "login_attempt"
    __table_args__ = plain(Index("ix_login_attempt_key_at", "key", "at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    #: "email:…" or "address:…".
    key: Mapped[str]
    at: Mapped[str]
