"""Proving the trail: chains whole, bytes canonical, and the replay of all events equal to the live tables.

An edit to a verdict row is found because the replay says otherwise; an edit to an event because its hash does; a lost
event in the middle because a number is missing. A cut tail shows when rows are newer than their last event.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from annotate.audit.events_verifier import Hashes, Replay, verify_events
from annotate.audit.faults import Fault
from annotate.audit.openings_verifier import verify_openings
from annotate.audit.rows_verifier import verify_rows
from annotate.audit.shares import steady, verify_shared
from annotate.audit.spans_verifier import verify_spans


@dataclass
class Findings:
    """What a verification saw. It is good when there is no fault."""

    events: int = 0
    logs: int = 0
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    #: Log → leaf hashes of its events, where no fault makes it uncertain which is whose: `verify_tree` can use them.
    hashes: Hashes = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Nothing disagrees."""
        return not self.faults


def verify(session: Session, *, tables: bool = True) -> Findings:
    """Check every chain, then replay all events and compare them with every audited row. Reads all of the trail.

    Without `tables` the rows are left out; what opens commitments is looked at all the same.
    """
    findings, replay = Findings(), Replay()
    with _no_rings():
        if tables and (shared := verify_shared(session)):
            return Findings(shared.events, shared.logs, shared.rows, hashes=shared.hashes)
        steady(session)
        findings.faults.extend(verify_events(session.connection(), replay))
        findings.events, findings.logs = replay.events, replay.logs
        if tables:
            _tables(session, replay, findings)
        findings.faults.extend(verify_openings(session, replay.state, replay.commits))
        findings.hashes = replay.hashes if findings.good else {}
    return findings


def _tables(session: Session, replay: Replay, findings: Findings) -> None:
    marks = verify_spans(session, replay.marks)
    doubtful = replay.marks.loose | {claim for claim, _ in marks.wrong}
    for fault in verify_rows(session, replay, doubtful):
        if fault:
            findings.faults.append(fault)
        else:
            findings.rows += 1
    findings.faults.extend(fault for _, fault in marks.wrong)


@contextmanager
def _no_rings() -> Iterator[None]:
    """No rings are made here; to look for them among so many values would take half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
