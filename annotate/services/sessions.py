"""Who is signed in: server-side sessions that can be ended at any time, single-use links, API tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from annotate.audit import recorder
from annotate.audit.recorder import SYSTEM_LOG, Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Forbidden, Invalid, NotFound, Throttled, Unauthenticated
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.things import User
from annotate.domain.vocabulary import Role
from annotate.services.passwords import check_new, hash_password, verify
from annotate.services.users import new_secret, secret_hash, spoken
from annotate.store import direct
from annotate.store.base import new_id
from annotate.store.models import CredentialRow, LinkRow, LoginAttemptRow, SessionRow, TokenRow, UserRow
from annotate.store.queries.users import as_user
from annotate.store.session import Database, UnitOfWork, utc_text

if TYPE_CHECKING:
    from config import Settings

_USER, _TOKEN = UserRow.__table__.c, TokenRow.__table__.c
#: Built once: every request of a program begins with it.
_TOKEN_OWNER = (
    select(_USER.id, _USER.name, _USER.role)
    .join(TokenRow.__table__, _TOKEN.user_id == _USER.id)
    .where(_TOKEN.hash == bindparam("hash"), _TOKEN.revoked_at.is_(None), _USER.active == True)  # noqa: E712
)
#: Minutes in which failed sign-ins are counted.
WINDOW = 15


@dataclass(frozen=True)
class Signed:
    """A signed-in person and the session they use. `expired` sessions are known, but good for nothing any more."""

    user: User
    session_hash: str
    seen_at: str
    expired: bool = False

    @property
    def actor(self) -> Actor:
        """The person as an actor on the web."""
        return Actor(self.user.id, self.user.name, self.user.role)


@dataclass(frozen=True)
class OpenSession:
    """One line in the list of a person's sessions."""

    hash: str
    created_at: str
    seen_at: str
    agent: str


def sign_in(database: Database, email: str, password: str, address: str, agent: str, settings: Settings) -> str:
    """The cookie of a new session. Unauthenticated for a wrong password or an unknown account alike; Throttled."""
    email = email.strip().lower()
    keys = (f"email:{email}"[:300], f"address:{address}")
    with database.read() as session:
        _check_throttle(session, keys, database.now(), settings.login_attempts)
        found = session.execute(
            select(UserRow, CredentialRow.password_hash)
            .join(CredentialRow, CredentialRow.user_id == UserRow.id)
            .where(UserRow.email == email)
        ).first()
    if not verify(password, found[1] if found else None) or found is None or not found[0].active:
        with database.write() as uow:
            uow.session.add_all([LoginAttemptRow(id=new_id(), key=key, at=uow.now) for key in keys])
        raise Unauthenticated("The address or the password is wrong.")
    return open_for(database, found[0].id, agent)


def open_for(database: Database, user_id: str, agent: str) -> str:
    """Open a session for a person who has been recognised; returns the cookie."""
    with database.write() as uow:
        return _open(uow, user_id, agent)


def link_owner(session: Session, secret: str, now: str) -> User:
    """Whose link this is; NotFound if it is unknown, used or over. Changes nothing."""
    query = (
        select(UserRow)
        .join(LinkRow, LinkRow.user_id == UserRow.id)
        .where(LinkRow.hash == secret_hash(secret), LinkRow.used_at.is_(None), LinkRow.expires_at > now)
    )
    row = session.scalar(query)
    if row is None or not row.active:
        raise NotFound("This link has been used or is over. Ask an admin for a new one.")
    return as_user(row)


def use_link(database: Database, secret: str, password: str, agent: str) -> str:
    """Use up a link: set the password and open a session; returns the cookie."""
    with database.read() as session:
        owner = link_owner(session, secret, database.now())
    check_new(password, owner.email, owner.name)
    hashed = hash_password(password)
    with database.write() as uow:
        used = uow.session.execute(
            update(LinkRow)
            .where(LinkRow.hash == secret_hash(secret), LinkRow.used_at.is_(None))
            .values(used_at=uow.now)
        )
        if used.rowcount != 1:  # type: ignore[attr-defined]
            raise NotFound("This link has been used or is over. Ask an admin for a new one.")
        _store_password(uow, owner, hashed)
        return _open(uow, owner.id, agent)


def who(session: Session, secret: str, settings: Settings, now: str) -> Signed | None:
    """The person of a cookie, None if it is unknown or revoked. One query."""
    query = (
        select(SessionRow, UserRow)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(SessionRow.hash == secret_hash(secret), SessionRow.revoked_at.is_(None))
    )
    found = session.execute(query).first()
    if found is None or not found[1].active:
        return None
    row, user = found
    idle = settings.session_idle_minutes
    expired = not _within(row.seen_at, now, idle, idle) or not _within(
        row.created_at, now, settings.session_hours * 60, idle
    )
    return Signed(as_user(user), row.hash, row.seen_at, expired)


def touch(database: Database, signed: Signed) -> None:
    """Note that the session is in use; at most once a minute, so that reading stays cheap."""
    now = database.now()
    if signed.seen_at < _ago(now, minutes=1):
        with database.write() as uow:
            uow.session.execute(update(SessionRow).where(SessionRow.hash == signed.session_hash).values(seen_at=now))


def sign_out(database: Database, signed: Signed) -> None:
    """End the session in use."""
    with database.write() as uow:
        _end(uow, signed.session_hash)
        recorder.note(uow, signed.actor, Happening(Tag.SESSION_CLOSE, SYSTEM_LOG), ("user", signed.user.id))


def revoke(uow: UnitOfWork, actor: Actor, session_hash: str) -> None:
    """End a session: one's own, or anybody's for an admin."""
    row = uow.session.get(SessionRow, session_hash)
    owner = uow.session.get(UserRow, row.user_id) if row else None
    if row is None or owner is None or row.revoked_at:
        raise NotFound("There is no such session.")
    if owner.id != actor.id:
        demand(actor, Permission.ADMINISTER)
    _end(uow, session_hash)
    recorder.note(uow, actor, Happening(Tag.SESSION_REVOKE, SYSTEM_LOG, {"name": spoken(owner)}), ("user", owner.id))


def of_user(session: Session, user_id: str) -> list[OpenSession]:
    """Sessions of a person that have not been ended, newest first. One query."""
    query = (
        select(SessionRow)
        .where(SessionRow.user_id == user_id, SessionRow.revoked_at.is_(None))
        .order_by(SessionRow.seen_at.desc())
        .limit(50)
    )
    return [OpenSession(r.hash, r.created_at, r.seen_at, r.agent) for r in session.scalars(query)]


def set_password(database: Database, signed: Signed, old: str, new: str) -> None:
    """Set a new password; ends all other sessions of the person."""
    with database.read() as session:
        stored = session.scalar(select(CredentialRow.password_hash).where(CredentialRow.user_id == signed.user.id))
    if stored is not None and not verify(old, stored):
        raise Invalid("This is not your password.", field="old")
    check_new(new, signed.user.email, signed.user.name)
    hashed = hash_password(new)
    with database.write() as uow:
        _store_password(uow, signed.user, hashed)
        others = update(SessionRow).where(
            SessionRow.user_id == signed.user.id,
            SessionRow.revoked_at.is_(None),
            SessionRow.hash != signed.session_hash,
        )
        uow.session.execute(others.values(revoked_at=uow.now))


def has_password(session: Session, user_id: str) -> bool:
    """Did the person set a password? One query."""
    query = select(CredentialRow.user_id).where(CredentialRow.user_id == user_id)
    return session.scalar(query) is not None


def token_actor(connection: Connection, secret: str) -> Actor | None:
    """The actor of an API token, None if it is unknown, revoked or its owner is switched off. One query."""
    row = direct.ask(connection, _TOKEN_OWNER, {"hash": secret_hash(secret)})
    return Actor(row[0], row[1], Role(row[2]), via="api") if row else None


def _check_throttle(session: Session, keys: tuple[str, ...], now: str, limit: int) -> None:
    for key in keys:
        recent = select(func.count()).where(
            LoginAttemptRow.key == key,
            LoginAttemptRow.at.between(_ago(now, minutes=WINDOW), _ago(now, minutes=-WINDOW)),
        )
        if (session.scalar(recent) or 0) >= limit:
            raise Throttled(f"Too many wrong passwords. Try again in {WINDOW} minutes, or ask an admin for a link.")


def _open(uow: UnitOfWork, user_id: str, agent: str) -> str:
    user = uow.session.get(UserRow, user_id)
    if user is None or not user.active:
        raise Forbidden("This account is switched off.")
    secret = new_secret()
    row = SessionRow(
        hash=secret_hash(secret), user_id=user.id, created_at=uow.now, seen_at=uow.now, revoked_at=None,
        agent=agent[:200],
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    actor = Actor(user.id, user.name, Role(user.role))
    recorder.note(uow, actor, Happening(Tag.SESSION_OPEN, SYSTEM_LOG), ("user", user.id))
    return secret


def _store_password(uow: UnitOfWork, user: User, hashed: str) -> None:
    row = uow.session.get(CredentialRow, user.id)
    if row is None:
        uow.session.add(CredentialRow(user_id=user.id, password_hash=hashed, changed_at=uow.now))
    else:
        row.password_hash, row.changed_at = hashed, uow.now
    uow.session.flush()
    actor = Actor(user.id, user.name, user.role)
    recorder.note(uow, actor, Happening(Tag.USER_PASSWORD, SYSTEM_LOG), ("user", user.id))


def _end(uow: UnitOfWork, session_hash: str) -> None:
    uow.session.execute(update(SessionRow).where(SessionRow.hash == session_hash).values(revoked_at=uow.now))


def _within(moment: str, now: str, before: int, after: int) -> bool:
    """Is it so many minutes ago, or so many ahead, at most? What a clock that ran ahead wrote lasts no longer."""
    return _ago(now, minutes=before) <= moment <= _ago(now, minutes=-after)


def _ago(now: str, *, minutes: int) -> str:
    return utc_text(datetime.fromisoformat(now).astimezone(UTC) - timedelta(minutes=minutes))
