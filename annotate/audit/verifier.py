"""Proving the trail: chains whole, bytes canonical, and the replay of all events equal to the live tables.

An edit to a verdict row is found because the replay says otherwise; an edit to an event because its hash does; a lost
event in the middle because a number is missing. A cut tail shows when rows are newer than their last event.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit.recorder import Image, image, leaf_hash
from annotate.audit.tags import Tag
from annotate.domain.digest import claim_digest
from annotate.domain.text import text_sha256
from annotate.domain.things import Citation
from annotate.store.base import AuditedRow
from annotate.store.models import AUDITED, ClaimRow, EventRow, ReportRow, ReviewRow, RevisionRow
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims
from annotate.store.queries.basis import bases

#: Rows read at a time.
_BATCH = 1_000


@dataclass(frozen=True)
class Fault:
    """Something that does not agree: where, and what, in a sentence."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


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


def verify(session: Session) -> Findings:
    """Check every chain, then replay all events and compare them with every audited row. Reads all of the trail."""
    findings, replay = Findings(), _Replay()
    findings.faults.extend(_chains(session, findings, replay))
    findings.faults.extend(_tables(session, findings, replay))
    return findings


def _chains(session: Session, findings: Findings, replay: _Replay) -> Iterator[Fault]:
    log, seq, prev = "", 0, ""
    query = select(EventRow).order_by(EventRow.log, EventRow.seq).execution_options(yield_per=_BATCH)
    for row in session.scalars(query):
        if row.log != log:
            log, seq, prev = row.log, 0, ""
            findings.logs += 1
        findings.events += 1
        where = f"log {log}, event {row.seq}"
        if row.seq != seq + 1:
            yield Fault(where, f"event {seq + 1} is missing")
        yield from _event(row, prev, where, replay)
        seq, prev = row.seq, leaf_hash(row.body)
        session.expunge(row)


def _event(row: EventRow, prev: str, where: str, replay: _Replay) -> Iterator[Fault]:
    if leaf_hash(row.body) != row.hash:
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
    if target["rev"] != (known["rev"] if known else 0) + 1:
        yield Fault(where, f"rev {target['rev']} of {key[0]} {key[1]} does not follow its rev before")
    for name, (before, _) in body["changes"].items():
        if known is not None and known.get(name) != before:
            yield Fault(where, f"it says that {name} was something else before")
    replay.state[key] = {**(known or {}), **after}


def _tables(session: Session, findings: Findings, replay: _Replay) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for model in AUDITED:
        kind = str(model.__tablename__)
        for batch in _batches(session, model):
            more = _claim_parts(session, batch) if model is ClaimRow else {}
            for row in batch:
                findings.rows += 1
                seen.add((kind, row.id))
                yield from _row(row, f"{kind} {row.id}", replay.state.get((kind, row.id)), more.get(row.id, {}))
            session.expunge_all()
    for kind, ident in sorted(set(replay.state) - seen):
        yield Fault(f"{kind} {ident}", "the trail knows this row, the table does not")


def _batches(session: Session, model: type[AuditedRow]) -> Iterator[list[AuditedRow]]:
    last = ""
    while batch := list(session.scalars(select(model).where(model.id > last).order_by(model.id).limit(_BATCH))):
        yield batch
        last = batch[-1].id


def _row(row: AuditedRow, where: str, told: Image | None, more: Image) -> Iterator[Fault]:
    if told is None:
        yield Fault(where, "the table has this row, the trail does not")
        return
    live = image(row) | ({"spans": more["spans"]} if more else {})
    for name in sorted(set(live) | set(told)):
        if live.get(name) != told.get(name):
            yield Fault(where, f"its {name} is not what the trail says")
    yield from _content(row, where)
    if isinstance(row, ClaimRow):
        yield from _approval(row, where, more)


def _content(row: AuditedRow, where: str) -> Iterator[Fault]:
    """What the events hold by its hash alone."""
    if isinstance(row, RevisionRow) and text_sha256(row.text) != row.sha256:
        yield Fault(where, "its text does not have its SHA-256")
    if isinstance(row, ReportRow) and hashlib.sha256(row.body).hexdigest() != row.sha256:
        yield Fault(where, "its content does not have its SHA-256")


def _approval(row: ClaimRow, where: str, more: Image) -> Iterator[Fault]:
    if row.state in ("submitted", "approved") and more["digest"] != row.digest:
        yield Fault(where, "its digest is not that of what stands there now")
    if row.state == "approved" and row.digest not in more["approved"]:
        yield Fault(where, "it is approved, but no review approved this version")


def _claim_parts(session: Session, batch: Sequence[AuditedRow]) -> dict[str, Image]:
    """For each claim of the batch: its spans, the digest of what stands there now, the digests that were approved."""
    ids = [row.id for row in batch]
    found = claims.by_ids(session, ids)
    hashes = {row.id: row.sha256 for row in session.execute(select(RevisionRow.id, RevisionRow.sha256))}
    cited: dict[str, list[Citation]] = {}
    citations = citation_query.citations(session, ids)
    for citation in citations:
        cited.setdefault(citation.claim_id, []).append(citation)
    rest = bases(session, found, citations)
    approved = select(ReviewRow.claim_id, ReviewRow.digest).where(
        ReviewRow.claim_id.in_(ids), ReviewRow.decision == "approve"
    )
    parts: dict[str, Image] = {
        c.id: {
            "spans": [dict(span.__dict__) for span in c.spans],
            "digest": claim_digest(c, hashes.get(c.revision_id, ""), cited.get(c.id, []), rest[c.id]),
            "approved": set(),
        }
        for c in found
    }
    for claim_id, digest in session.execute(approved):
        parts[claim_id]["approved"].add(digest)
    return parts


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        parsed = json.loads(body)
        canonical = rfc8785.dumps(parsed)
    except (ValueError, TypeError, rfc8785.CanonicalizationError):
        return None
    needed = {"log", "seq", "prev", "at", "actor", "action", "target", "claim", "work", "changes", "after"}
    return parsed if canonical == body and isinstance(parsed, dict) and needed <= set(parsed) else None
