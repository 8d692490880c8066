"""Reading passkeys."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.passkeys import Passkey
from annotate.store.models import PasskeyRow


def as_passkey(row: PasskeyRow) -> Passkey:
    """The plain thing of a row."""
    return Passkey(
        row.id, row.rev, row.user_id, row.credential_id, row.public_key, row.algorithm, row.rp_id, row.name,
        row.created_at, row.retired,
    )  # fmt: skip


def of_user(session: Session, user_id: str) -> list[Passkey]:
    """A person's passkeys in the order in which they were registered, retired ones too. One query."""
    query = select(PasskeyRow).where(PasskeyRow.user_id == user_id).order_by(PasskeyRow.created_at, PasskeyRow.id)
    return [as_passkey(row) for row in session.scalars(query)]


def usable(session: Session, user_id: str, rp_id: str) -> list[Passkey]:
    """Those by which a person can sign a decision at a desk of this name. One query."""
    return [one for one in of_user(session, user_id) if not one.retired and one.rp_id == rp_id]


def passkey_row(session: Session, ident: str) -> PasskeyRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(PasskeyRow, ident)
    if row is None:
        raise NotFound("There is no such passkey.")
    return row


def by_credential(session: Session, credential_id: str) -> PasskeyRow | None:
    """The passkey that an authenticator knows by this id. One query."""
    return session.scalar(select(PasskeyRow).where(PasskeyRow.credential_id == credential_id))
