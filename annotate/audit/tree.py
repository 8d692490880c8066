"""The tree over all events, in the database: sequencing in batches, roots and proofs from complete subtrees.

Events take their place in the tree after they are committed, so that writers on different articles never wait for each
other. An event is covered from the first checkpoint after it; its place in its log's chain is in its bytes, its place
in the tree beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, TypeVar

from sqlalchemy import Row, func, insert, select, text
from sqlalchemy.orm import Session

from annotate.domain import merkle
from annotate.domain.errors import Conflict, NotFound
from annotate.domain.merkle import Hashes, Node
from annotate.store.base import table
from annotate.store.models import LeafRow, NodeRow
from annotate.store.queries.pairs import one_of
from annotate.store.session import Database, UnitOfWork

T = TypeVar("T")
#: Events that are sequenced in one transaction: what a writer on SQLite may have to wait for.
BATCH = 1_000
#: Events that are asked for at once: the write-ahead log cannot be emptied while somebody reads.
ROUND = 200 * BATCH
_PLACED = "coalesce((SELECT max(p.seq) FROM leaf p WHERE p.log = l.id), 0)"
#: From the logs to what is new in each: left to themselves, both engines would look at every event there is. SQLite
#: keeps the order of a CROSS JOIN, PostgreSQL that of a LATERAL whose inside it may not take out.
_NEW = {
    "sqlite": f"log l CROSS JOIN event e WHERE e.log = l.id AND e.seq > {_PLACED}",
    "postgresql": "log l CROSS JOIN LATERAL"
    f" (SELECT n.log, n.seq, n.hash, n.at FROM event n WHERE n.log = l.id AND n.seq > {_PLACED} OFFSET 0) e",
}
#: Committed events without a place, by time, each log in its order, whatever the clock did. Costs what is new.
_PENDING = {
    engine: text(
        f"SELECT e.log, e.seq, e.hash FROM {new}"
        " ORDER BY max(e.at) OVER (PARTITION BY e.log ORDER BY e.seq), e.log, e.seq LIMIT :most"
    ).execution_options(stream_results=True, max_row_buffer=BATCH)
    for engine, new in _NEW.items()
}
#: Any number that nothing else takes an advisory lock on.
_SEQUENCING = 0x74726565
#: Nodes that are read by one query.
_MOST = 500


def size(session: Session) -> int:
    """How many events are in the tree. One query."""
    last = session.scalar(select(func.max(LeafRow.position)))
    return 0 if last is None else last + 1


def sequence(database: Database) -> int:
    """Give every committed event its place; how many got one. Safe to be called by several processes at once."""
    done = 0
    while True:
        with database.read() as session:
            taken, all_of_it = _round(database, session)
        done += taken
        if all_of_it:
            return done


def root(session: Session, count: int) -> bytes:
    """The root over the first `count` events. One query."""
    return _answer(session, lambda hashes: merkle.root(count, hashes))


def inclusion(session: Session, position: int, count: int) -> list[bytes]:
    """What proves that the event at `position` is among the first `count`. One query, two for a million events."""
    return _answer(session, lambda hashes: merkle.inclusion(position, count, hashes))


def inclusions(session: Session, positions: Sequence[int], count: int) -> dict[int, list[bytes]]:
    """For each of these events what proves it to be among the first `count`. A query per 500 hashes."""
    return _answer(session, lambda hashes: {place: merkle.inclusion(place, count, hashes) for place in positions})


def several(session: Session, positions: Sequence[int], count: int) -> list[bytes]:
    """What proves that the events at these positions, ascending, are among the first `count`."""
    return _answer(session, lambda hashes: merkle.several(positions, count, hashes))


def consistency(session: Session, old: int, new: int) -> list[bytes]:
    """What proves that the first `old` events are the beginning of the first `new`. One query."""
    return _answer(session, lambda hashes: merkle.consistency(old, new, hashes))


def position(session: Session, log: str, seq: int) -> int:
    """Where an event is in the tree; raises NotFound while it is not sequenced. One query."""
    found = session.scalar(select(LeafRow.position).where(LeafRow.log == log, LeafRow.seq == seq))
    if found is None:
        raise NotFound("This event is not in the tree yet. Make a checkpoint first.")
    return found


def alone(uow: UnitOfWork) -> None:
    """Keep every other sequencer out until the end of the unit of work. On SQLite any writer is alone."""
    if uow.queues:
        uow.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEQUENCING})


def _round(database: Database, session: Session) -> tuple[int, bool]:
    """Place what has none, in the order in which one query tells it; how many, and whether that was all of it.

    What is pending is asked for once and outside the transactions that place it: to sort all that is left for every
    thousand would cost the square of it. Wherever another process placed some meanwhile, the answer is no longer true.
    """
    start, taken = size(session), 0
    query = _PENDING[session.get_bind().dialect.name]
    with closing(session.execute(query, {"most": ROUND})) as pending:
        while rows := pending.fetchmany(BATCH):
            with database.write(request="sequencer") as uow:
                alone(uow)
                if size(uow.session) != start + taken:
                    return taken, False
                _place(uow, start + taken, rows)
            taken += len(rows)
    return taken, taken < ROUND


def _place(uow: UnitOfWork, start: int, rows: Sequence[Row[Any]]) -> None:
    leaves = [{"position": start + n, "log": row.log, "seq": row.seq} for n, row in enumerate(rows)]
    known = _read(uow.session, merkle.edge(start))
    made = merkle.grown(start, [bytes.fromhex(row.hash) for row in rows], known.__getitem__)
    uow.connection.execute(insert(table(LeafRow)), leaves)
    nodes = [{"level": level, "position": index, "hash": value} for (level, index), value in made.items()]
    uow.connection.execute(insert(table(NodeRow)), nodes)


def _answer(session: Session, question: Callable[[Hashes], T]) -> T:
    known = _read(session, merkle.asked(question))
    try:
        return question(known.__getitem__)
    except KeyError as error:
        raise Conflict("The tree over the events lacks a hash that it had. Run: annotate trail verify") from error


def _read(session: Session, nodes: Sequence[Node]) -> dict[Node, bytes]:
    found: dict[Node, bytes] = {}
    different = sorted(set(nodes))
    for first in range(0, len(different), _MOST):
        wanted = one_of(NodeRow.level, NodeRow.position, different[first : first + _MOST])
        query = select(NodeRow.level, NodeRow.position, NodeRow.hash).where(wanted)
        found |= {(row[0], row[1]): row[2] for row in session.execute(query)}
    return found
