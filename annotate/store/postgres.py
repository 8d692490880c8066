"""PostgreSQL by psycopg with few round trips: what needs no answer waits, and is sent with what does.

A round trip costs more than most statements do, and some are made while others queue for the same log. So BEGIN, locks
and plain inserts are only noted (`Connection.later`); the next statement that somebody wants an answer to, or COMMIT,
takes them along in one go (libpq's pipeline mode). Their order stays. A refusal of something that waited is raised by
the statement that took it along, in the same transaction, at the latest by its COMMIT: nothing of it is stored then.
"""

from __future__ import annotations

import select
import time
from collections.abc import Iterable
from typing import Any

import psycopg
import psycopg.errors
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError

BEGIN, COMMIT = "BEGIN", "COMMIT"
#: Seconds after which a connection that nobody used is asked whether somebody is still at its other end.
IDLE = 30.0

#: A cursor for the answer, a statement, its values.
Waiting = tuple[psycopg.Cursor[Any], str, Any]


class Connection(psycopg.Connection[Any]):
    """A connection on which statements can wait. It is in autocommit: whoever wants a transaction says BEGIN."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._waiting: list[Waiting] = []

    def later(self, statement: str, values: Any = None) -> psycopg.Cursor[Any]:
        """Send this with the next statement; then the cursor that is returned has its result."""
        cursor = psycopg.Cursor(self)
        self._waiting.append((cursor, statement, values))
        return cursor

    @property
    def waits(self) -> bool:
        """Is there something that waits?"""
        return bool(self._waiting)

    @property
    def fresh(self) -> bool:
        """Has nothing been said in this transaction but that it begins?"""
        return [statement for _, statement, _ in self._waiting] == [BEGIN]

    def send(self) -> None:
        """Send what waits; for the inside of a pipeline."""
        waiting, self._waiting = self._waiting, []
        for cursor, statement, values in waiting:
            cursor.execute(statement, values)

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            with self.pipeline():
                self.send()

    def cursor(self, *args: Any, **named: Any) -> Any:
        """A cursor; one with a name lives in the transaction, which then has to have begun."""
        if args or named:
            self.flush()
        return super().cursor(*args, **named)

    def commit(self) -> None:
        """Send what waits and COMMIT at once. A transaction in which nothing was said is none."""
        if self.fresh:
            self._waiting.clear()
        if not self.waits and self.info.transaction_status == TransactionStatus.IDLE:
            return
        done = self.later(COMMIT)
        self.flush()
        if done.statusmessage != COMMIT:  # after a refusal that somebody overheard, COMMIT rolls back without a word
            raise psycopg.errors.InFailedSqlTransaction("a statement of this transaction was refused")

    def back_to(self, savepoint: str) -> None:
        """Undo what was said since this statement; if that still waits, forget it and all that waits after it."""
        waiting = [statement for _, statement, _ in self._waiting]
        if savepoint in waiting:
            del self._waiting[waiting.index(savepoint) :]
        else:
            self._waiting.clear()
            self.execute(f"ROLLBACK TO {savepoint}".encode())

    def rollback(self) -> None:
        """Forget what waits, and roll back what does not."""
        self._waiting.clear()
        super().rollback()


class Cursor(psycopg.Cursor[Any]):
    """A cursor that takes along what waits on its connection."""

    def execute(self, query: Any, params: Any = None, **named: Any) -> Any:
        """Send what waits, then this."""
        connection: Any = self.connection
        if not params:  # it may be several statements in one, which no pipeline takes
            connection.flush()
        if not connection.waits:
            return super().execute(query, params, **named)
        with connection.pipeline():
            connection.send()
            return super().execute(query, params, **named)

    def executemany(self, query: Any, params_seq: Iterable[Any], **named: Any) -> None:
        """Send what waits, then this."""
        connection: Any = self.connection
        connection.flush()
        super().executemany(query, params_seq, **named)


def engine_for(url: str) -> Engine:
    """An engine whose connections these are."""
    engine = create_engine(url, pool_size=8, max_overflow=24, pool_use_lifo=True)

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, cargs: Any, cparams: dict[str, Any]) -> Connection:
        made = Connection.connect(*cargs, **cparams, autocommit=True, cursor_factory=Cursor)
        assert isinstance(made, Connection)
        return made

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("begin", BEGIN):
            connection.connection.driver_connection.later(BEGIN)

    @event.listens_for(engine, "checkin")
    def rest(dbapi: Any, record: Any) -> None:
        record.info["rested"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def wake(dbapi: Connection, record: Any, proxy: Any) -> None:
        rested = record.info.get("rested")
        if rested is not None and not alive(dbapi, time.monotonic() - rested):
            raise InvalidatePoolError

    return engine


def alive(connection: Connection, rested: float) -> bool:
    """Is somebody at the other end of a connection that was not used for so many seconds?

    A server that ended said goodbye, which is there to be read: that costs a look at the socket and no round trip.
    """
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if rested < IDLE and not poll.poll(0):
        return True
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True
