"""Proving the events: bytes canonical, chains whole, columns as the bytes say; and what all of them add up to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from sqlalchemy import Connection, select

from annotate.audit.faults import Fault
from annotate.audit.openings_verifier import Commits, Former, Place, said
from annotate.audit.spans_verifier import Marks
from annotate.audit.tags import Tag
from annotate.domain import merkle
from annotate.domain.canonical import read_each
from annotate.domain.openings import commitment_in
from annotate.store.base import table
from annotate.store.models import EventRow

#: Rows read at a time; logs in one query.
_BATCH, _MOST = 500, 500
#: Members that every event has.
_MEMBERS = frozenset({
    "v", "log", "seq", "prev", "at", "action", "claim", "work", "actor", "target", "changes", "after", "words",
})  # fmt: skip
#: Action → is it work on a claim?
_WORK = {str(tag): tag.work for tag in Tag}
_EVENT = table(EventRow).c
_QUERY = (
    select(
        _EVENT.body, _EVENT.hash, _EVENT.prev, _EVENT.log, _EVENT.seq, _EVENT.at, _EVENT.actor_id, _EVENT.action,
        _EVENT.claim_id, _EVENT.work, _EVENT.target_type, _EVENT.target_id, _EVENT.target_rev,
    )
    .order_by(_EVENT.log, _EVENT.seq)
    .execution_options(yield_per=_BATCH)
)  # fmt: skip


#: Log → the leaf hashes of its events, one after the other.
Hashes = dict[str, bytearray]


@dataclass
class Replay:
    """State as the events tell it: (type, id) → image; what they commit to; the marks of every revision."""

    state: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    commits: Commits = field(default_factory=Commits)
    marks: Marks = field(default_factory=Marks)
    hashes: Hashes = field(default_factory=dict)
    events: int = 0
    logs: int = 0


def verify_events(connection: Connection, replay: Replay, logs: Collection[str] | None = None) -> Iterator[Fault]:
    """Check every chain, or those of these logs, and add up all events to `replay`. Reads all of the trail."""
    if logs is None:
        yield from _chains(connection, replay, _QUERY)
        return
    ordered = sorted(logs)
    for first in range(0, len(ordered), _MOST):
        yield from _chains(connection, replay, _QUERY.where(_EVENT.log.in_(ordered[first : first + _MOST])))


def _chains(connection: Connection, replay: Replay, query: Any) -> Iterator[Fault]:
    log, seq, prev, hashes = "", 0, "", bytearray()
    with closing(connection.execute(query)) as found:
        while rows := found.fetchmany(_BATCH):
            for row, body in zip(rows, _parsed(rows), strict=True):
                if row[3] != log:
                    log, seq, prev = row[3], 0, ""
                    hashes = replay.hashes[log] = bytearray()
                    replay.logs += 1
                place, leaf = (log, row[4]), merkle.leaf_hash(row[0])
                hashes += leaf
                digest = leaf.hex()
                if row[4] != seq + 1:
                    yield Fault(said(place), f"event {seq + 1} is missing")
                if digest != row[1]:
                    yield Fault(said(place), "its bytes do not have the hash that is stored with them")
                if body is None:
                    yield Fault(said(place), "its bytes are not canonical JSON (RFC 8785)")
                else:
                    yield from _event(row, body, prev, place, replay)
                seq, prev = row[4], digest
            replay.events += len(rows)


def _event(row: Any, body: dict[str, Any], prev: str, place: Place, replay: Replay) -> Iterator[Fault]:
    if body["prev"] != prev or row[2] != prev:
        yield Fault(said(place), "it does not follow the event before it")
    target, action, work = body["target"], body["action"], body["work"]
    told = (
        body["log"], body["seq"], body["at"], body["actor"]["id"], action, body["claim"], work, target["type"],
        target["id"], target["rev"],
    )  # fmt: skip
    if told != row[3:]:
        yield Fault(said(place), "the columns beside its bytes say something else")
    if work != (_WORK.get(action) if isinstance(action, str) else None):
        yield Fault(said(place), "it says wrongly whether it is work on a claim")
    yield from replay.commits.use(body, place)
    if target["rev"] is not None:
        yield from _apply(replay, body, place)


def _apply(replay: Replay, body: dict[str, Any], place: Place) -> Iterator[Fault]:
    target, after = body["target"], body["after"]
    key = (target["type"], target["id"])
    known = replay.state.get(key)
    if target["rev"] != _next(known):
        yield Fault(said(place), f"rev {target['rev']} of {key[0]} {key[1]} does not follow its rev before")
    for name, (before, _) in body["changes"].items():
        if known is None or known.get(name) == before:
            continue
        commitment = commitment_in(before)
        if commitment and isinstance(known.get(name), str):  # the event before is of version 1
            replay.commits.former.setdefault(commitment, Former(said(place), name, known[name]))
        else:
            yield Fault(said(place), f"it says that {name} was something else before")
    if known is None:
        replay.state[key] = known = {}
    if isinstance(target["rev"], int):
        replay.marks.note(key[1], target["rev"], known, after)
    known.update(after)


def _next(known: dict[str, Any] | None) -> int | None:
    rev = known.get("rev", 0) if known else 0
    return rev + 1 if isinstance(rev, int) else None


def _parsed(rows: Sequence[Any]) -> Iterator[dict[str, Any] | None]:
    """What the bytes of each event say; None where they are not canonical, or not those of an event."""
    bodies = [row[0] for row in rows]
    for body, value in zip(bodies, read_each(bodies), strict=True):
        made = _by_the_standard(body) if value is None else value
        yield made if isinstance(made, dict) and _formed(made) else None


def _by_the_standard(body: bytes) -> Any:
    """What the quick way refuses may be canonical all the same: a fraction, a key that is not ASCII."""
    try:
        parsed = json.loads(body)
        return parsed if rfc8785.dumps(parsed) == body else None
    except (ValueError, TypeError, RecursionError, rfc8785.CanonicalizationError):
        return None


def _formed(body: dict[str, Any]) -> bool:
    """Has it the members of an event, each of its kind?"""
    if not body.keys() >= _MEMBERS:
        return False
    actor, target, changes = body["actor"], body["target"], body["changes"]
    if not type(actor) is type(target) is type(changes) is type(body["after"]) is type(body["words"]) is dict:
        return False
    if changes and not all(type(pair) is list and len(pair) == 2 for pair in changes.values()):
        return False
    named = type(actor.get("id")) is type(target.get("type")) is type(target.get("id")) is str
    return named and "name" in actor and "rev" in target
