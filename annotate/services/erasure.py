"""Erasing personal text by law: the event of it, placeholders in the columns, and no more openings.

What was said stays provable as far as it is nobody's personal text; that something was erased, of what, when, by whom
and on which ground, is an event like any other. docs/decisions/0016-erasure.md.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotate.audit import openings, recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag, say_fields
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.limits import check_texts
from annotate.domain.openings import Personal, placeholder
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.vocabulary import Basis
from annotate.services import bundles, erasable, traces, working_copies
from annotate.services.erasable import Thing
from annotate.services.texts import check_rev, require
from annotate.store import scrub
from annotate.store.base import new_id, table
from annotate.store.models import ErasedRow, ErasureRow, EventRow, OpeningRow
from annotate.store.session import Database, UnitOfWork

#: Tables that hold personal text beside those of the things themselves.
_BESIDE = ("opening", "draft", "idempotency", "session", "login_attempt")
_TAGS = {
    "comment": Tag.COMMENT_ERASE, "reply": Tag.REPLY_ERASE, "party": Tag.PARTY_ERASE,
    "attachment": Tag.ATTACHMENT_ERASE, "inspection": Tag.INSPECTION_ERASE, "user": Tag.USER_ERASE,
    "passkey": Tag.PASSKEY_ERASE, "complaint": Tag.COMPLAINT_ERASE,
}  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What an erasure would remove, and what it cannot."""

    thing: Thing
    #: Field → what stands there now, "" for nothing.
    now: dict[str, str]
    #: (field, text) of what stood there before.
    before: tuple[tuple[str, str], ...]
    #: Events of version 1, which hold texts of this thing themselves: those stay.
    stays: int

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of which there is something to erase."""
        held = {name for name, text in self.now.items() if text} | {name for name, _ in self.before}
        return tuple(name for name in self.now if name in held)


@dataclass(frozen=True)
class Done:
    """An erasure: of what, and how many texts went, those that stood there before counted too."""

    thing: Thing
    fields: tuple[str, ...]
    texts: int
    stays: int


def preview(session: Session, actor: Actor, kind: str, ident: str) -> Preview:
    """What there is to erase of a thing; raises NotFound, and Invalid for a kind that holds no personal text."""
    demand(actor, Permission.ERASE)
    return _preview(session, erasable.find(session, kind, ident))


def erase(
    uow: UnitOfWork, actor: Actor, kind: str, ident: str, rev: int, basis: str, reason: str,
    fields: Collection[str] = (),
) -> Done:  # fmt: skip
    """Erase these fields of a thing, by default all that hold something. Raises Stale if `rev` is old.

    An approved or submitted claim that rests on the text goes back to draft. Call `finish` once this is committed.
    """
    demand(actor, Permission.ERASE)
    check_texts({"reason": reason})
    require(reason, "reason", "Say why the text is erased. It stays on record, so name nobody in it.")
    if basis not in list(Basis):
        raise Invalid(f"“{basis}” is not one of {', '.join(Basis)}.", field="basis")
    scrub.careful(uow.connection)
    thing = erasable.locked(uow, kind, ident)
    check_rev(thing.row.rev, rev, recorder.image(thing.row), "text")
    found = _preview(uow.session, thing)
    chosen = _chosen(found, fields)
    erasable.check(uow, thing)
    erasable.reopen(uow, actor, thing, chosen)
    gone = _record(uow, actor, thing, chosen, Basis(basis), reason)
    traces.remove(uow, thing, gone.values())
    return Done(thing, chosen, len(gone), found.stays)


def finish(database: Database, kind: str, kept: Path, working: Path) -> list[str]:
    """Get the erased text out of bundles and working copies that are kept in these folders, and out of the database.

    Returns what could not be done in the files of the database, in sentences (store/scrub.py).
    """
    bundles.forget(kept)
    working_copies.forget(working)
    return scrub.scrub(database, {kind, *_BESIDE})


def _preview(session: Session, thing: Thing) -> Preview:
    now = {name: getattr(thing.row, name) for name in thing.fields}
    now = {name: "" if Personal(thing.type, thing.id, name, text).bare else text for name, text in now.items()}
    kept = select(OpeningRow.field, OpeningRow.value).where(OpeningRow.thing_id == thing.id)
    rows = session.execute(kept.order_by(OpeningRow.field, OpeningRow.value))
    before = tuple((field, text) for field, text in rows if now.get(field) != text)
    return Preview(thing, now, before, _plain_events(session, thing))


def _plain_events(session: Session, thing: Thing) -> int:
    """How many events of version 1 hold texts of the thing."""
    which = EventRow.target_id == thing.id
    if thing.type == "user":
        which = which | (EventRow.actor_id == thing.id)
    bodies = session.scalars(select(EventRow.body).where(which).execution_options(yield_per=1_000))
    return sum(json.loads(body)["v"] == 1 for body in bodies)


def _chosen(found: Preview, fields: Collection[str]) -> tuple[str, ...]:
    unknown = sorted(set(fields) - set(found.thing.fields))
    if unknown:
        raise Invalid(f"“{unknown[0]}” is not one of {', '.join(found.thing.fields)}.", field="fields")
    chosen = tuple(name for name in found.fields if not fields or name in fields)
    if not chosen:
        raise Conflict("There is nothing to erase: no text stands there, and none did that is still kept.")
    return chosen


def _record(
    uow: UnitOfWork, actor: Actor, thing: Thing, fields: Sequence[str], basis: Basis, reason: str
) -> dict[str, str]:
    """The event of the erasure, and that of the thing; returns what went: commitment → text."""
    for name in fields:  # a text that only events of version 1 hold gets its commitment now
        openings.stand_in(uow, Personal(thing.type, thing.id, name, getattr(thing.row, name)))
    of_these = OpeningRow.thing_id == thing.id, OpeningRow.field.in_(fields)
    gone = {
        row[0]: row[1] for row in uow.session.execute(select(OpeningRow.commitment, OpeningRow.value).where(*of_these))
    }
    row = ErasureRow(
        id=new_id(), type=thing.type, thing_id=thing.id, thing_rev=thing.row.rev, fields=json.dumps(sorted(fields)),
        commitments=json.dumps(sorted(gone)), basis=basis, reason=reason, author_id=actor.id, created_at=uow.now,
    )  # fmt: skip
    words = {"what": say_fields(list(fields)), "thing": thing.name, "basis": basis.label.lower(), **thing.words}
    recorder.add(uow, actor, row, Happening(Tag.ERASURE_RECORD, thing.log, words, thing.claim_id, reason))
    uow.connection.execute(insert(table(ErasedRow)), [{"commitment": c, "erasure_id": row.id} for c in gone])
    left = {name: placeholder(thing.type, thing.id, name) for name in fields if getattr(thing.row, name)}
    recorder.change(uow, actor, thing.row, left, Happening(_TAGS[thing.type], thing.log, thing.words, thing.claim_id))
    uow.connection.execute(delete(table(OpeningRow)).where(table(OpeningRow).c.commitment.in_(list(gone))))
    openings.forget(uow, thing.id, gone.values())
    return gone
