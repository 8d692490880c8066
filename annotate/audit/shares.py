"""Verifying a long history by two processes. Logs are independent of each other, so each takes some of them whole.

It answers only where nothing at all is wrong, and counts what neither of the two would have seen. Whatever else comes
of it, one process goes through everything again and names what it finds: faults are the same, and in the same order.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from annotate.audit.events_verifier import Hashes, Replay, verify_events
from annotate.audit.openings_verifier import Commits, verify_openings
from annotate.audit.recorder import Image
from annotate.audit.rows_verifier import verify_rows
from annotate.audit.spans_verifier import verify_spans
from annotate.store.base import table
from annotate.store.models import AUDITED, EventRow, LogRow, SpanRow

#: Events from which on a second process is worth its start, and those that it must get at least.
MANY, FEW = 20_000, 5_000
#: Events from which on logs are not gone through together with the next ones.
_SOME = 10_000
#: Seconds in which a process that has answered closes its connection.
_PATIENCE = 5
#: Number of events, and the log's id.
Log = tuple[int, str]


@dataclass
class Share:
    """What one process saw of its logs, in which nothing was wrong."""

    events: int = 0
    logs: int = 0
    rows: int = 0
    #: Revisions of claims that set marks.
    marks: int = 0
    hashes: Hashes = field(default_factory=dict)
    commits: Commits = field(default_factory=Commits)
    erasures: dict[tuple[str, str], Image] = field(default_factory=dict)


def verify_shared(session: Session) -> Share | None:
    """What two processes found good; None if one has to do it: few events, a fault, somebody who writes just now."""
    engine = session.get_bind()
    if not _forks() or session.in_transaction() or not isinstance(engine, Engine):
        return None
    mine, other = dealt(engine)
    if not mine:
        return None
    engine.dispose()  # no connection may be known to both
    with _beside(engine, other) as answer:
        steady(session)
        one = share_of(session, mine)
        two = answer() if one else None
        return _both(session, one, two) if one and two else None


def steady(session: Session) -> None:
    """Have a transaction that begins now see one state to its end; on SQLite all do."""
    bind = session.get_bind()
    if isinstance(bind, Engine) and bind.dialect.name == "postgresql" and not session.in_transaction():
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def share_of(session: Session, logs: Sequence[Log]) -> Share | None:
    """Go through these logs, and through the rows that they tell of; None at the first fault.

    What some of them add up to is compared, and forgotten, before the next ones are read.
    """
    share = Share()
    for some in _together(logs):
        replay = Replay(commits=share.commits, hashes=share.hashes)
        if any(verify_events(session.connection(), replay, some)) or not _compared(session, replay, share):
            return None
        share.events += replay.events
        share.logs += replay.logs
        share.erasures |= {key: image for key, image in replay.state.items() if key[0] == "erasure"}
    return share


def _together(logs: Sequence[Log]) -> Iterator[list[str]]:
    some: list[str] = []
    events = 0
    for size, log in logs:
        some.append(log)
        events += size
        if events >= _SOME:
            yield some
            some, events = [], 0
    if some:
        yield some


def _compared(session: Session, replay: Replay, share: Share) -> bool:
    marks = verify_spans(session, replay.marks, [ident for kind, ident in replay.state if kind == "claim"])
    if marks.wrong:
        return False
    for fault in verify_rows(session, replay, replay.marks.loose, all_of_them=False):
        if fault:
            return False
        share.rows += 1
    share.marks += marks.sets
    return True


def dealt(engine: Engine) -> tuple[list[Log], list[Log]]:
    """All logs in two shares of about as many events; two empty ones if that is not worth a process."""
    newest = select(func.max(EventRow.seq)).where(EventRow.log == LogRow.id).scalar_subquery()
    with engine.connect() as connection:
        logs = [(size or 0, log) for log, size in connection.execute(select(LogRow.id, newest))]
    shares: tuple[list[Log], list[Log]] = ([], [])
    sums = [0, 0]
    for log in sorted(logs, reverse=True):
        lighter = sums.index(min(sums))
        shares[lighter].append(log)
        sums[lighter] += log[0]
    return shares if sum(sums) >= MANY and min(sums) >= FEW else ([], [])


def _both(session: Session, one: Share, two: Share) -> Share | None:
    rows, marks = one.rows + two.rows, one.marks + two.marks
    used, erasures = one.commits.used, one.erasures | two.erasures
    for commitment, (subject, place) in two.commits.used.items():
        known, first = used.get(commitment, (None, place))
        if known and subject and known != subject:
            return None
        used[commitment] = (known or subject, first)
    one.commits.former.update(two.commits.former)
    counted = sum(_count(session, table(model)) for model in AUDITED)
    events = _count(session, table(EventRow))  # a log that is not in the list of logs is nobody's share
    if (one.events + two.events, rows, marks) != (events, counted, _marks(session)):
        return None
    if any(verify_openings(session, erasures, one.commits)):
        return None
    hashes = one.hashes | two.hashes
    return Share(events, one.logs + two.logs, rows, marks, hashes)


def _count(session: Session, what: Any) -> int:
    return session.connection().execute(select(func.count()).select_from(what)).scalar_one()


def _marks(session: Session) -> int:
    """Revisions of claims that set marks."""
    return _count(session, select(SpanRow.claim_id, SpanRow.rev).distinct().subquery())


@contextmanager
def _beside(engine: Engine, logs: Sequence[Log]) -> Iterator[Any]:
    """A second process at work on these logs, and a way to wait for its share; None if it has none to give."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(there, engine, logs), daemon=True)

    def answer() -> Share | None:
        try:
            share: Share | None = here.recv()
            worker.join(_PATIENCE)
        except (EOFError, OSError):
            return None
        return share

    with suppress(OSError):  # no more processes: there is no answer
        worker.start()
    there.close()
    try:
        yield answer
    finally:
        here.close()
        if worker.pid is not None:
            worker.kill()
            worker.join()


def _work(pipe: Pipe, engine: Engine, logs: Sequence[Log]) -> None:
    with suppress(Exception, KeyboardInterrupt):
        engine.dispose(close=False)
        with Session(engine, autoflush=False) as session:
            steady(session)
            pipe.send(share_of(session, logs))
        engine.dispose()


def _forks() -> bool:
    """May this process have a second one, and is there a processor for it? A fork copies locks that threads hold."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    return hasattr(os, "fork") and processors > 1 and alone
