"""Accounts: made by admins or on the command line; switched off, never deleted."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from annotate.audit import recorder
from annotate.audit.recorder import SYSTEM_LOG, Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.limits import check_texts
from annotate.domain.openings import Personal
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.things import User
from annotate.domain.vocabulary import Role
from annotate.services.texts import require
from annotate.store.base import new_id
from annotate.store.models import LinkRow, SessionRow, TokenRow, UserRow
from annotate.store.queries import users as query
from annotate.store.session import UnitOfWork, utc_text

#: Hours for which a single-use sign-in link is good.
LINK_HOURS = 72


def secret_hash(secret: str) -> str:
    """How a link, a session or a token is stored: SHA-256 of a secret of 256 random bits needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """A secret of 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def add(uow: UnitOfWork, actor: Actor, email: str, name: str, role: str) -> User:
    """Make an account. It has no password until its owner sets one through a single-use link."""
    demand(actor, Permission.ADMINISTER)
    uow.lock(SYSTEM_LOG)
    email = email.strip().lower()
    check_texts({"email": email, "name": name})
    require(name, "name", "Give the person’s name.")
    if not re.fullmatch(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+", email):
        raise Invalid("Write the e-mail address as name@example.org.", field="email")
    if role not in list(Role):
        raise Invalid(f"“{role}” is not one of {', '.join(Role)}.", field="role")
    if uow.session.scalar(select(UserRow.id).where(UserRow.email == email)):
        raise Conflict(f"There is an account for {email} already.", field="email")
    row = UserRow(id=new_id(), email=email, name=name, role=role, active=True, created_at=uow.now)
    recorder.add(uow, actor, row, Happening(Tag.USER_ADD, SYSTEM_LOG, {"name": spoken(row), "role": role}))
    return query.as_user(row)


def set_role(uow: UnitOfWork, actor: Actor, email: str, role: str) -> User:
    """Give another role. What the person worked on before stays theirs: they cannot approve it in any role."""
    row = _locked(uow, actor, email)
    if role not in list(Role):
        raise Invalid(f"“{role}” is not one of {', '.join(Role)}.", field="role")
    if row.role == Role.ADMIN and role != Role.ADMIN:
        _keep_an_admin(uow, row)
    words: dict[str, str | Personal] = {"name": spoken(row), "before": row.role, "after": role}
    recorder.change(uow, actor, row, {"role": role}, Happening(Tag.USER_ROLE, SYSTEM_LOG, words))
    return query.as_user(row)


def set_active(uow: UnitOfWork, actor: Actor, email: str, active: bool) -> User:
    """Switch an account off, which ends its sessions and tokens, or on again."""
    row = _locked(uow, actor, email)
    if not active:
        _keep_an_admin(uow, row)
        for table in (SessionRow, TokenRow):
            uow.session.execute(
                update(table).where(table.user_id == row.id, table.revoked_at.is_(None)).values(revoked_at=uow.now)
            )
    tag = Tag.USER_ACTIVATE if active else Tag.USER_DEACTIVATE
    recorder.change(uow, actor, row, {"active": active}, Happening(tag, SYSTEM_LOG, {"name": spoken(row)}))
    return query.as_user(row)


def make_link(uow: UnitOfWork, actor: Actor, email: str) -> str:
    """The secret of a single-use sign-in link; earlier unused links of the account end."""
    row = _locked(uow, actor, email)
    _must_be_active(row)
    uow.session.execute(
        update(LinkRow).where(LinkRow.user_id == row.id, LinkRow.used_at.is_(None)).values(used_at=uow.now)
    )
    secret = new_secret()
    expires = utc_text(datetime.fromisoformat(uow.now).astimezone(UTC) + timedelta(hours=LINK_HOURS))
    uow.session.add(LinkRow(hash=secret_hash(secret), user_id=row.id, expires_at=expires, used_at=None))
    _note(uow, actor, row, Tag.USER_LINK)
    return secret


def make_token(uow: UnitOfWork, actor: Actor, email: str) -> str:
    """The secret of a new API token that acts as this person."""
    row = _locked(uow, actor, email)
    _must_be_active(row)
    secret = f"ann_{new_secret()}"
    uow.session.add(TokenRow(hash=secret_hash(secret), user_id=row.id, created_at=uow.now, revoked_at=None))
    _note(uow, actor, row, Tag.USER_TOKEN)
    return secret


def revoke_tokens(uow: UnitOfWork, actor: Actor, email: str) -> int:
    """End all API tokens of an account; how many there were."""
    row = _locked(uow, actor, email)
    live = select(func.count()).where(TokenRow.user_id == row.id, TokenRow.revoked_at.is_(None))
    number = uow.session.scalar(live) or 0
    if number:
        ended = update(TokenRow).where(TokenRow.user_id == row.id, TokenRow.revoked_at.is_(None))
        uow.session.execute(ended.values(revoked_at=uow.now))
        _note(uow, actor, row, Tag.USER_TOKEN_REVOKE)
    return number


def spoken(row: UserRow | User) -> Personal:
    """The person's name as an event may say it."""
    return Personal("user", row.id, "name", row.name)


def has_admin(uow: UnitOfWork) -> bool:
    """Is there an active admin?"""
    query_ = select(UserRow.id).where(UserRow.role == Role.ADMIN, UserRow.active == True)  # noqa: E712
    return uow.session.scalar(query_.limit(1)) is not None


def _locked(uow: UnitOfWork, actor: Actor, email: str) -> UserRow:
    demand(actor, Permission.ADMINISTER)
    uow.lock(SYSTEM_LOG)
    row = query.user_row(uow.session, email)
    uow.session.refresh(row)
    return row


def _must_be_active(row: UserRow) -> None:
    if not row.active:
        raise Conflict(f"The account of {row.name} is switched off. Switch it on first.")


def _keep_an_admin(uow: UnitOfWork, row: UserRow) -> None:
    if row.role != Role.ADMIN or not row.active:
        return
    others = select(UserRow.id).where(
        UserRow.role == Role.ADMIN,
        UserRow.active == True,  # noqa: E712
        UserRow.id != row.id,
    )
    if uow.session.scalar(others.limit(1)) is None:
        raise Conflict("This is the last admin. Make somebody else an admin first.")


def _note(uow: UnitOfWork, actor: Actor, row: UserRow, tag: Tag) -> None:
    recorder.note(uow, actor, Happening(tag, SYSTEM_LOG, {"name": spoken(row)}), ("user", row.id))
