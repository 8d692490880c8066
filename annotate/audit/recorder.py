"""The one place that writes an audited row, and with it, in the same transaction, the event that made it.

Order matters: the row is flushed first, its event follows, and the deferred foreign key (id, rev) → event ties them at
COMMIT. Lock the log (`uow.lock`) before reading what a change is made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, insert, select

from annotate.audit import openings
from annotate.audit.tags import Tag, say_fields
from annotate.domain.canonical import canonical
from annotate.domain.openings import Personal
from annotate.domain.people import Actor
from annotate.store.base import AuditedRow, personal_columns, table
from annotate.store.models import EventRow
from annotate.store.session import UnitOfWork

VERSION = 2
LIBRARY, SYSTEM_LOG = "library", "system"

Image = dict[str, Any]

# Built once, and on the table rather than the model: making a statement costs more than running it.
_EVENT = table(EventRow).c
_HEAD = select(_EVENT.seq, _EVENT.hash).where(_EVENT.log == bindparam("log")).order_by(_EVENT.seq.desc()).limit(1)
_INSERT_EVENT = insert(table(EventRow))

#: Columns that are no fact about the thing and are not said in "changed …".
_SILENT = frozenset(
    {
        "rev",
        "updated_at",
        "name_key",
        "url_key",
        "digest",
        "stale_digest",
        "spans_rev",
        "position",
        "logo_type",
    }
)


@dataclass(frozen=True)
class Happening:
    """What an event says beside the row: its tag, its log, the words of its sentence, the claim it is read with."""

    tag: Tag
    log: str
    words: Mapping[str, str | Personal] = field(default_factory=dict)
    claim_id: str | None = None
    reason: str = ""
    #: Values that belong to the row's image but stand in other tables (a claim's spans).
    more: Mapping[str, Any] = field(default_factory=dict)


def leaf_hash(body: bytes) -> str:
    """SHA-256(0x00 ‖ body) in hex: the leaf hash of RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + body).hexdigest()


#: Columns whose texts stand in events as commitments.
_personal = cache(personal_columns)


@cache
def _insert(model: type[AuditedRow]) -> Insert:
    return insert(table(model))


def image(row: AuditedRow) -> Image:
    """The row's columns as JSON values; large frozen bytes stand in it by their hash column alone."""
    return {c.key: getattr(row, c.key) for c in type(row).__table__.columns if c.key not in row.hashed}


def add(uow: UnitOfWork, actor: Actor, row: AuditedRow, happening: Happening) -> None:
    """Insert a new audited row and its event. The object stays outside the session: read it again to change it."""
    insert_row(uow, row)
    record(uow, actor, happening, row, before=None)


def insert_row(uow: UnitOfWork, row: AuditedRow) -> None:
    """Insert the row alone, at rev 1; its event must follow. Plain inserts: the unit of flushing costs three times."""
    row.rev = 1
    columns = table(type(row)).columns
    for column in columns:
        if column.key not in row.__dict__:
            setattr(row, column.key, getattr(column.default, "arg", None))
    uow.put(_insert(type(row)), {c.key: getattr(row, c.key) for c in columns})


def change(uow: UnitOfWork, actor: Actor, row: AuditedRow, values: Mapping[str, Any], happening: Happening) -> bool:
    """Apply `values` to an audited row and record it; False, and nothing written, if they change nothing."""
    before = image(row)
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed and not happening.more:
        return False
    for name, value in changed.items():
        setattr(row, name, value)
    row.rev += 1
    uow.session.flush()
    record(uow, actor, happening, row, before=before)
    return True


def record(uow: UnitOfWork, actor: Actor, happening: Happening, row: AuditedRow, before: Image | None) -> None:
    """Write the event of a row that has just been flushed at its new `rev`."""
    after = {**image(row), **happening.more}
    names = [n for n in after if n not in _SILENT and (before is None or before.get(n) != after[n])]
    target = {"type": _table(row), "id": row.id, "rev": row.rev}
    changes = {} if before is None else {n: [before.get(n), after[n]] for n in after if before.get(n) != after[n]}
    changes.pop("rev", None)
    for name in _personal(type(row)):
        _commit(uow, Personal(_table(row), row.id, name, ""), after, changes)
    words = {"fields": say_fields(names), **happening.words}
    _append(uow, actor, happening, target, {"changes": changes, "after": after, "words": words})


def note(uow: UnitOfWork, actor: Actor, happening: Happening, target: tuple[str, str]) -> None:
    """Record something that changed no row: a sign-in, an export. `target` is (type, id)."""
    kind, ident = target
    content = {"changes": {}, "after": dict(happening.more), "words": happening.words}
    _append(uow, actor, happening, {"type": kind, "id": ident, "rev": None}, content)


def head(uow: UnitOfWork, log: str) -> tuple[int, str]:
    """(seq, hash) of the log's last event, (0, "") while it is empty; locks the log."""
    if log not in uow.heads:
        uow.lock(log)
        last = uow.ask(_HEAD, {"log": log})
        uow.heads[log] = (last[0], last[1]) if last else (0, "")
    return uow.heads[log]


def _append(uow: UnitOfWork, actor: Actor, happening: Happening, target: Image, content: Image) -> None:
    seq, prev = head(uow, happening.log)
    body = canonical(
        {
            "v": VERSION, "log": happening.log, "seq": seq + 1, "prev": prev, "at": uow.now, "request": uow.request,
            "actor": {
                "id": actor.id, "name": openings.name_of(uow, actor), "role": actor.role, "kind": actor.kind,
                "via": actor.via,
            },
            "action": happening.tag, "target": target, "claim": happening.claim_id, "reason": happening.reason,
            "work": happening.tag.work, **content, "words": openings.said(uow, content["words"]),
        }
    )  # fmt: skip
    digest = leaf_hash(body)
    row = {
        "log": happening.log, "seq": seq + 1, "body": body, "hash": digest, "prev": prev, "at": uow.now,
        "actor_id": actor.id, "action": str(happening.tag), "target_type": target["type"], "target_id": target["id"],
        "target_rev": target["rev"], "claim_id": happening.claim_id, "work": happening.tag.work,
    }  # fmt: skip
    uow.put(_INSERT_EVENT, row)
    uow.heads[happening.log] = (seq + 1, digest)


def _commit(uow: UnitOfWork, column: Personal, after: Image, changes: Image) -> None:
    """Put commitments in the place of the texts of one column."""
    name, new = column.field, after["rev"] == 1
    after[name] = openings.stand_in(uow, replace(column, value=after[name]), new=new)
    if name in changes:
        before = openings.stand_in(uow, replace(column, value=changes[name][0]))
        changes[name] = [before, after[name]]


def _table(row: AuditedRow) -> str:
    return str(type(row).__tablename__)
