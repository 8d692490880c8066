"""Where else an erased text may stand in the database: half-filled forms, kept answers, what a person left behind."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import delete, select, tuple_

from annotate.services.erasable import Thing
from annotate.store.models import (
    CredentialRow,
    DraftRow,
    IdempotencyRow,
    LinkRow,
    LoginAttemptRow,
    SessionRow,
    TokenRow,
    UserRow,
)
from annotate.store.session import UnitOfWork

#: Shorter texts are looked for as a whole alone: they would be found everywhere.
_LEAST = 4


def remove(uow: UnitOfWork, thing: Thing, texts: Collection[str]) -> None:
    """Remove drafts and kept answers that hold one of these texts, and the traces of a person."""
    gone = {text for text in texts if text}
    drafts = [(row.user_id, row.form) for row in uow.session.scalars(select(DraftRow)) if _holds(row.data, gone)]
    kept = [
        (row.user_id, row.key)
        for row in uow.session.scalars(select(IdempotencyRow))
        if thing.id in row.body or _holds(row.body, gone)
    ]
    for some in (drafts[at : at + 200] for at in range(0, len(drafts), 200)):
        uow.session.execute(delete(DraftRow).where(tuple_(DraftRow.user_id, DraftRow.form).in_(some)))
    for some in (kept[at : at + 200] for at in range(0, len(kept), 200)):
        uow.session.execute(delete(IdempotencyRow).where(tuple_(IdempotencyRow.user_id, IdempotencyRow.key).in_(some)))
    if isinstance(thing.row, UserRow):
        _person(uow, thing.id, gone)


def _person(uow: UnitOfWork, user_id: str, texts: Collection[str]) -> None:
    """What only the person themselves had use for: sessions with the name of a browser, secrets, failed sign-ins."""
    for model in (SessionRow, LinkRow, TokenRow, CredentialRow, DraftRow, IdempotencyRow):
        uow.session.execute(delete(model).where(model.user_id == user_id))
    uow.session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.key.in_([f"email:{text}" for text in texts])))


def _holds(data: str, texts: Collection[str]) -> bool:
    try:
        said = list(_texts(json.loads(data))) if data else []
    except ValueError:
        said = [data]
    return any(text == one or (len(text) >= _LEAST and text in one) for one in said for text in texts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(item)
