"""Reading what a verb has left in the trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from annotate.audit.verifier import verify
from annotate.store.models import EventRow
from annotate.store.session import Database


def actions(database: Database) -> list[str]:
    """Every action so far, by log and place."""
    with database.read() as session:
        query = select(EventRow.action).order_by(EventRow.at, EventRow.log, EventRow.seq)
        return list(session.scalars(query))


def count(database: Database) -> int:
    """How many events there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(EventRow)) or 0


@contextmanager
def leaves(database: Database, *expected: str) -> Iterator[None]:
    """What happens inside leaves exactly these events, and a trail without fault: whatever commits is verified."""
    before, writes = actions(database), database.writes
    yield
    after = actions(database)
    assert sorted(after) == sorted([*before, *expected])
    if expected or database.writes != writes:
        with database.read() as session:
            assert [str(fault) for fault in verify(session).faults] == []
