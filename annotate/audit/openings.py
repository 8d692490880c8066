"""Committing to personal text: the one place that decides what stands in an event for it, and keeps what opens it.

A text of one thing and field keeps its commitment from event to event for as long as it can be opened, so a row is
added only where a text is new. A person's name stands in every event that they made: what commits to it is remembered
by the process, once a transaction before has kept it, and costs no question.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select

from annotate.domain.openings import SALT, Opening, Personal, committed
from annotate.domain.people import Actor
from annotate.store.base import table
from annotate.store.models import OpeningRow
from annotate.store.session import UnitOfWork

_OPENING = table(OpeningRow).c
_KNOWN = select(_OPENING.field, _OPENING.value, _OPENING.commitment).where(_OPENING.thing_id == bindparam("thing"))
_KEEP = insert(table(OpeningRow))

#: Where names of people stand, the one field that the process remembers.
_NAME = ("user", "name")


def name_of(uow: UnitOfWork, actor: Actor) -> Any:
    """What an event says for the actor's name: a commitment, or the name itself where it is the program's."""
    known = uow.names.get((actor.id, actor.name))
    if known is not None:
        return committed(known)
    return stand_in(uow, Personal("user", actor.id, "name", actor.name)) if actor.kind == "human" else actor.name


def said(uow: UnitOfWork, words: Mapping[str, str | Personal]) -> dict[str, Any]:
    """The words of an event, with commitments for those that are personal."""
    return {name: stand_in(uow, word) if isinstance(word, Personal) else word for name, word in words.items()}


def stand_in(uow: UnitOfWork, text: Personal, *, new: bool = False) -> Any:
    """What an event says for a text. `new`: the thing is made just now, so that nothing of it can be known."""
    if text.bare:
        return text.value
    known = _known(uow, text, new)
    if (text.field, text.value) not in known:
        known[text.field, text.value] = _keep(uow, text)
    return committed(known[text.field, text.value])


def forget(uow: UnitOfWork, thing_id: str, texts: Iterable[str]) -> None:
    """What was known of a thing that cannot be opened any more."""
    uow.openings.pop(thing_id, None)
    for text in texts:
        uow.names.pop((thing_id, text), None)


def _known(uow: UnitOfWork, text: Personal, new: bool) -> dict[tuple[str, str], str]:
    """(field, text) → commitment, of all texts of the thing that can be opened. One query, the first time."""
    if text.id not in uow.openings:
        rows = [] if new else uow.connection.execute(_KNOWN, {"thing": text.id}).all()
        uow.openings[text.id] = {(row[0], row[1]): row[2] for row in rows}
        # Read, not made here: so it is committed, and other transactions may rely on it.
        uow.names.update({(text.id, row[1]): row[2] for row in rows if (text.type, row[0]) == _NAME})
    return uow.openings[text.id]


def _keep(uow: UnitOfWork, text: Personal) -> str:
    made = Opening(text.type, text.id, text.field, text.value, secrets.token_hex(SALT))
    values = {name: getattr(made, name) for name in ("type", "field", "salt", "value", "commitment")}
    uow.put(_KEEP, {**values, "thing_id": text.id})
    return made.commitment
