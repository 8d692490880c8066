"""Reading accounts."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.things import User
from annotate.domain.vocabulary import Role
from annotate.store.models import UserRow


def as_user(row: UserRow) -> User:
    """The plain thing of a row."""
    return User(row.id, row.rev, row.email, row.name, Role(row.role), row.active, row.created_at)


def user_row(session: Session, email: str) -> UserRow:
    """The table row, for changing; raises NotFound."""
    row = session.scalar(select(UserRow).where(UserRow.email == email.strip().lower()))
    if row is None:
        raise NotFound(f"There is no account for {email}.", field="email")
    return row


def user(session: Session, ident: str) -> User:
    """One account by its id; raises NotFound. One query."""
    row = session.get(UserRow, ident)
    if row is None:
        raise NotFound("There is no such person.")
    return as_user(row)


def users(session: Session) -> list[User]:
    """All accounts by name. One query; a desk has at most some hundreds."""
    return [as_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name, UserRow.id))]


def names(session: Session, idents: Collection[str]) -> dict[str, str]:
    """Names of these people. One query."""
    query = select(UserRow.id, UserRow.name).where(UserRow.id.in_(set(idents)))
    return {row[0]: row[1] for row in session.execute(query)}
