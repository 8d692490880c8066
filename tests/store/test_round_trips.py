"""PostgreSQL is asked rarely, and much at once: how often is counted on the wire, by libpq's own trace."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from factories import actor, make_article, make_claim
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DBAPIError

from annotate.store.base import table
from annotate.store.models import LogRow
from annotate.store.session import Database

_INSERT_LOG = insert(table(LogRow))
#: Messages of the protocol after which the program waits for an answer.
WAITS = ("Sync", "Query")


class Wire:
    """What goes over the wire."""

    def __init__(self, path: str) -> None:
        self.path, self.read = Path(path), 0

    @property
    def trips(self) -> int:
        """How often the program waited for an answer, since this was asked last."""
        lines = self.path.read_text(errors="replace").splitlines()
        new, self.read = [line.split("\t") for line in lines[self.read :]], len(lines)
        return sum(parts[1] == "F" and parts[3].strip() in WAITS for parts in new if len(parts) > 3)


@contextmanager
def listening(database: Database) -> Iterator[Wire]:
    """Listen on the connection that is used in the block."""
    with tempfile.NamedTemporaryFile() as file:

        def trace(dbapi: Any, record: Any, proxy: Any) -> None:
            dbapi.pgconn.trace(file.fileno())

        event.listen(database.engine, "checkout", trace)
        with database.look() as connection:
            connection.execute(text("SELECT 1"))
        wire = Wire(file.name)
        assert wire.trips == 1
        yield wire
        event.remove(database.engine, "checkout", trace)
        database.dispose()


def log_ids(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(LogRow.id)))


def test_a_claim_is_marked_in_two_round_trips(postgresql_database: Database) -> None:
    ana = actor(postgresql_database, "ana")
    article = make_article(postgresql_database, ana)
    for _ in range(12):  # then every statement is prepared
        make_claim(postgresql_database, ana, article)
    with listening(postgresql_database) as wire:
        make_claim(postgresql_database, ana, article)
        assert wire.trips == 2


def test_what_needs_no_answer_goes_with_what_does(postgresql_database: Database) -> None:
    with listening(postgresql_database) as wire:
        with postgresql_database.write() as uow:
            uow.lock("library", "system")
        assert wire.trips == 1  # BEGIN, both locks, COMMIT
        with postgresql_database.write():
            pass
        assert wire.trips == 0
        with postgresql_database.read() as session:
            session.scalar(select(LogRow.id).where(LogRow.id == "library"))
        assert wire.trips == 2  # BEGIN with the question; ROLLBACK


def test_what_waits_is_there_for_every_later_question_of_its_transaction(database: Database) -> None:
    with database.write() as uow:
        uow.put(_INSERT_LOG, {"id": "one", "kind": "article"})
        assert uow.session.get(LogRow, "one") is not None
        uow.put(_INSERT_LOG, {"id": "two", "kind": "article"})
        uow.session.add(LogRow(id="three", kind="article"))
    assert {"one", "two", "three"} <= log_ids(database)


@pytest.mark.parametrize("asked", [True, False])
def test_what_is_refused_takes_everything_of_its_transaction_with_it(database: Database, asked: bool) -> None:
    with pytest.raises(DBAPIError, match="(?i)check"), database.write() as uow:
        uow.put(_INSERT_LOG, {"id": "good", "kind": "article"})
        uow.put(_INSERT_LOG, {"id": "bad", "kind": "nonsense"})
        if asked:
            uow.session.scalar(select(LogRow.id).where(LogRow.id == "good"))
    assert not {"good", "bad"} & log_ids(database)
    with database.write() as uow:  # and the connection is as good as new
        uow.put(_INSERT_LOG, {"id": "good", "kind": "article"})
    assert "good" in log_ids(database)


def test_a_refusal_that_somebody_overheard_does_not_pass_for_a_commit(postgresql_database: Database) -> None:
    with pytest.raises(DBAPIError, match="was refused"), postgresql_database.write() as uow:
        uow.put(_INSERT_LOG, {"id": "good", "kind": "article"})
        with suppress(DBAPIError):
            uow.connection.execute(text("SELECT 1 / 0"))
    assert "good" not in log_ids(postgresql_database)


def test_nothing_of_a_block_that_raises_is_sent(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as uow:
        uow.put(_INSERT_LOG, {"id": "one", "kind": "article"})
        raise ZeroDivisionError
    with database.write() as uow:
        uow.put(_INSERT_LOG, {"id": "two", "kind": "article"})
    assert {"one", "two"} & log_ids(database) == {"two"}


def test_a_connection_that_the_server_ended_is_not_used_again(postgresql_database: Database) -> None:
    known = log_ids(postgresql_database)
    with postgresql_database.look() as one, postgresql_database.look() as other, postgresql_database.look() as killer:
        for victim in (one, other):
            number = victim.execute(text("SELECT pg_backend_pid()")).scalar()
            killer.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
    time.sleep(0.2)  # it takes its leave
    for _ in range(4):
        assert log_ids(postgresql_database) == known
