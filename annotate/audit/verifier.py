"""Proving the trail: chains whole, bytes canonical, and the replay of all events equal to the live tables.

An edit to a verdict row is found because the replay says otherwise; an edit to an event because its hash does; a lost
event in the middle because a number is missing. A cut tail shows when rows are newer than their last event.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from annotate.audit.approvals_verifier import Parts, approval, claim_parts
from annotate.audit.faults import Fault
from annotate.audit.openings_verifier import Commits, Former, texts_of, verify_openings
from annotate.audit.recorder import Image, leaf_hash
from annotate.audit.spans_verifier import Marks, fingerprint, verify_spans
from annotate.audit.tags import Tag
from annotate.domain.canonical import NotCanonical, read
from annotate.domain.openings import commitment_in
from annotate.domain.text import text_sha256
from annotate.store.base import AuditedRow, personal_columns, table
from annotate.store.models import AUDITED, ClaimRow, EventRow, ReportRow, RevisionRow

#: Rows read at a time.
_BATCH = 1_000
#: Members that every event has, and those that are objects.
_OBJECTS = ("actor", "target", "changes", "after", "words")
_MEMBERS = {"v", "log", "seq", "prev", "at", "action", "claim", "work", *_OBJECTS}


@dataclass
class Findings:
    """What a verification saw. It is good when there is no fault."""

    events: int = 0
    logs: int = 0
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing disagrees."""
        return not self.faults


@dataclass
class _Replay:
    """State as the events tell it: (type, id) → image."""

    state: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    commits: Commits = field(default_factory=Commits)
    marks: Marks = field(default_factory=dict)


def verify(session: Session, *, tables: bool = True) -> Findings:
    """Check every chain, then replay all events and compare them with every audited row. Reads all of the trail.

    Without `tables` the rows are left out; what opens commitments is looked at all the same.
    """
    findings, replay, collecting = Findings(), _Replay(), gc.isenabled()
    gc.disable()  # no rings are made here; to look for them among so many values would take half of the time
    try:
        findings.faults.extend(_chains(session, findings, replay))
        if tables:
            findings.faults.extend(_tables(session, findings, replay))
            findings.faults.extend(verify_spans(session, replay.marks))
        findings.faults.extend(verify_openings(session, replay.state, replay.commits))
    finally:
        if collecting:
            gc.enable()
    return findings


def _chains(session: Session, findings: Findings, replay: _Replay) -> Iterator[Fault]:
    log, seq, prev = "", 0, ""
    query = select(*table(EventRow).c).order_by(EventRow.log, EventRow.seq).execution_options(yield_per=_BATCH)
    for row in session.connection().execute(query):
        if row.log != log:
            log, seq, prev = row.log, 0, ""
            findings.logs += 1
        findings.events += 1
        where = f"log {log}, event {row.seq}"
        if row.seq != seq + 1:
            yield Fault(where, f"event {seq + 1} is missing")
        digest = leaf_hash(row.body)
        yield from _event(row, digest, prev, where, replay)
        seq, prev = row.seq, digest


def _event(row: Row[Any], digest: str, prev: str, where: str, replay: _Replay) -> Iterator[Fault]:
    if digest != row.hash:
        yield Fault(where, "its bytes do not have the hash that is stored with them")
    body = _parse(row.body)
    if body is None:
        yield Fault(where, "its bytes are not canonical JSON (RFC 8785)")
        return
    if body["prev"] != prev or row.prev != prev:
        yield Fault(where, "it does not follow the event before it")
    target = body["target"]
    columns = (row.log, row.seq, row.at, row.actor_id, row.action, row.claim_id, row.work)
    said = (body["log"], body["seq"], body["at"], body["actor"]["id"], body["action"], body["claim"], body["work"])
    if columns != said or (row.target_type, row.target_id, row.target_rev) != (
        target["type"], target["id"], target["rev"],
    ):  # fmt: skip
        yield Fault(where, "the columns beside its bytes say something else")
    if body["work"] != _counts_as_work(body["action"]):
        yield Fault(where, "it says wrongly whether it is work on a claim")
    yield from replay.commits.use(body, where)
    if target["rev"] is not None:
        yield from _apply(replay, body, where)


def _counts_as_work(action: str) -> bool | None:
    try:
        return Tag(action).work
    except ValueError:
        return None


def _apply(replay: _Replay, body: dict[str, Any], where: str) -> Iterator[Fault]:
    target, after = body["target"], body["after"]
    key = (target["type"], target["id"])
    known = replay.state.get(key)
    if target["rev"] != (known.get("rev", 0) if known else 0) + 1:
        yield Fault(where, f"rev {target['rev']} of {key[0]} {key[1]} does not follow its rev before")
    for name, (before, _) in body["changes"].items():
        if known is None or known.get(name) == before:
            continue
        commitment = commitment_in(before)
        if commitment and isinstance(known.get(name), str):  # the event before is of version 1
            replay.commits.former.setdefault(commitment, Former(where, name, known[name]))
        else:
            yield Fault(where, f"it says that {name} was something else before")
    replay.state[key] = now = {**(known or {}), **after}
    if isinstance(after.get("spans"), list):
        replay.marks[key[1], target["rev"]] = fingerprint(now.get("revision_id"), after["spans"])


def _tables(session: Session, findings: Findings, replay: _Replay) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for model in AUDITED:
        kind = str(model.__tablename__)
        for batch in _batches(session, model):
            more = claim_parts(session, batch) if model is ClaimRow else {}
            texts = texts_of(session, [row.id for row in batch]) if personal_columns(model) else {}
            for row in batch:
                findings.rows += 1
                seen.add((kind, row.id))
                told = replay.state.get((kind, row.id))
                yield from _row(model, row, f"{kind} {row.id}", _told(told, texts), more.get(row.id))
    for kind, ident in sorted(set(replay.state) - seen):
        yield Fault(f"{kind} {ident}", "the trail knows this row, the table does not")


def _told(image: Image | None, texts: Mapping[str, str]) -> Image | None:
    """The image that the events left, with the texts that were committed to."""
    if not image or not texts:
        return image
    return {name: texts.get(commitment_in(value) or "", value) for name, value in image.items()}


def _batches(session: Session, model: type[AuditedRow]) -> Iterator[Sequence[Row[Any]]]:
    last, query = "", select(*table(model).c).order_by(table(model).c.id).limit(_BATCH)
    while batch := session.connection().execute(query.where(table(model).c.id > last)).all():
        yield batch
        last = batch[-1].id


def _row(
    model: type[AuditedRow], row: Row[Any], where: str, told: Image | None, more: Parts | None
) -> Iterator[Fault]:  # fmt: skip
    if told is None:
        yield Fault(where, "the table has this row, the trail does not")
        return
    live = dict(zip(row._fields, row, strict=True))
    for name in model.hashed:
        del live[name]
    if more:
        live["spans"] = more.spans
    for name in sorted(set(live) | set(told)) if live != told else ():
        if live.get(name) != told.get(name):
            yield Fault(where, f"its {name} is not what the trail says")
    yield from _content(model, row, where)
    if more:
        yield from approval(row, where, more)


def _content(model: type[AuditedRow], row: Row[Any], where: str) -> Iterator[Fault]:
    """What the events hold by its hash alone."""
    if model is RevisionRow and text_sha256(row.text) != row.sha256:
        yield Fault(where, "its text does not have its SHA-256")
    if model is ReportRow and hashlib.sha256(row.body).hexdigest() != row.sha256:
        yield Fault(where, "its content does not have its SHA-256")


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        parsed = read(body)
    except NotCanonical:
        parsed = _by_the_standard(body)
    return parsed if isinstance(parsed, dict) and _formed(parsed) else None


def _by_the_standard(body: bytes) -> Any:
    """What the quick way refuses may be canonical all the same: a fraction, a key that is not ASCII."""
    try:
        parsed = json.loads(body)
        return parsed if rfc8785.dumps(parsed) == body else None
    except (ValueError, TypeError, RecursionError, rfc8785.CanonicalizationError):
        return None


def _formed(body: dict[str, Any]) -> bool:
    """Has it the members of an event, each of its kind?"""
    if not body.keys() >= _MEMBERS or not all(isinstance(body[name], dict) for name in _OBJECTS):
        return False
    pairs = all(isinstance(pair, list) and len(pair) == 2 for pair in body["changes"].values())
    names = (body["actor"].get("id"), body["target"].get("type"), body["target"].get("id"))
    return pairs and all(isinstance(n, str) for n in names) and "name" in body["actor"] and "rev" in body["target"]
