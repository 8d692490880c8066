"""Engine, read sessions, and the unit of work: the one place that commits.

SQLite (store/sqlite.py): BEGIN IMMEDIATE for writers, and a first-come-first-served lock in the process, because
SQLite's own busy handler lets a waiting thread starve. PostgreSQL (store/postgres.py): READ COMMITTED; writers on one
log queue on its row, and where there are many they share a transaction (store/group_commit.py).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Select, bindparam, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from annotate.store import direct
from annotate.store.group_commit import GroupCommit, Member
from annotate.store.models import LogRow
from annotate.store.room import minded

_LOCK = select(LogRow.id).where(LogRow.id == bindparam("log")).with_for_update()
_LOCK_SHARED = select(LogRow.id).where(LogRow.id == bindparam("log")).with_for_update(read=True)


def utc_text(moment: datetime) -> str:
    """UTC with milliseconds: 2026-11-23T18:51:05.123Z. Sorts as it reads; the same on both engines."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


class FairLock:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Event] = deque()

    def __enter__(self) -> None:
        turn = threading.Event()
        with self._guard:
            self._queue.append(turn)
            if len(self._queue) == 1:
                turn.set()
        turn.wait()

    def __exit__(self, *exc: object) -> None:
        with self._guard:
            self._queue.popleft()
            if self._queue:
                self._queue[0].set()


@dataclass
class UnitOfWork:
    """One command: one write transaction, the time it happens at and the request it belongs to."""

    #: For plain statements that need no object.
    connection: Connection
    now: str
    request: str = ""
    #: Last (seq, hash) of each log that this unit of work has locked; filled by the recorder.
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    #: (user's id, name) → what commits to it, as earlier transactions kept it; the database's own, shared by all.
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Thing's id → (field, text) → what commits to it; filled by audit/openings.py.
    openings: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)
    #: What was found of things that only holders of their lock change, by name; read and kept by store/queries.
    known: dict[str, Any] = field(default_factory=dict)
    #: Where units of work can share a transaction; None where each has the database to itself.
    groups: GroupCommit | None = None
    _member: Member | None = None
    _locked: set[str] = field(default_factory=set)

    @cached_property
    def session(self) -> Session:
        """Objects inside the same transaction. Made when it is asked for: what does without costs a tenth less."""
        return Session(self.connection, autoflush=False, expire_on_commit=False)

    @property
    def queues(self) -> bool:
        """Do writers queue per log (PostgreSQL), or does one write transaction have the database to itself (SQLite)?"""
        return self.connection.dialect.name == "postgresql"

    def put(self, statement: Insert | Select[Any], values: Mapping[str, Any]) -> Any:
        """Run a kept statement that nobody waits for (store/direct.py); it has the `rowcount` once the next one ran."""
        return direct.run(self.connection, statement, values)

    def ask(self, statement: Select[Any], values: Mapping[str, Any]) -> Any:
        """The first row that answers a kept question (store/direct.py), None if none does."""
        return direct.ask(self.connection, statement, values)

    def share(self, log: str) -> None:
        """Share a transaction with those who queue for this log, if nothing was said yet; no other may be locked then.

        `log` is any name of it that all of them use.
        """
        if self.groups is None or self._member or "session" in self.__dict__:
            return
        driver: Any = self.connection.connection.driver_connection
        if driver.fresh:
            self._member = self.groups.join(log, self.connection)
            group = self._member.group
            self.connection = group.connection
            if group.known:
                heads, locked, known = group.known
                self.heads, self._locked, self.known = dict(heads), set(locked), dict(known)

    def lock(self, *logs: str) -> None:
        """Queue for these logs, in ascending order so that two commands never wait for each other in a ring."""
        for log in sorted(set(logs) - self._locked):
            if self._member and self._locked:
                raise RuntimeError("A unit of work that shares its transaction locks no other log.")
            if self.queues:
                self.put(_LOCK, {"log": log})
            self._locked.add(log)

    def has_locked(self, log: str, head: tuple[int, str]) -> None:
        """Note a lock that was taken together with a question, and the log's (seq, hash) that was read after it."""
        self._locked.add(log)
        self.heads.setdefault(log, head)

    def lock_shared(self, log: str) -> None:
        """Keep everybody from writing to this log until the end, without keeping others from doing the same."""
        if self.queues and log not in self._locked:
            self.put(_LOCK_SHARED, {"log": log})

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Changed objects are written at the end of the block, and known no longer after it."""
        failed = True
        try:
            yield
            if "session" in self.__dict__:
                self.session.flush()
            failed = False
        finally:
            if "session" in self.__dict__:
                self.session.close()
            self._leave(failed)

    def _leave(self, failed: bool) -> None:
        if self.groups and self._member:
            try:
                self.groups.leave(self._member, (self.heads, self._locked, self.known), failed=failed)
            except DBAPIError:
                self.names.clear()  # a name that was read may have been another member's, and is lost with it
                raise


class Database:
    """The engine and the ways to use it: `read()`, `write()`, and `look()` for a single question."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] | None = None) -> None:
        self.url = make_url(url)
        self.clock = clock or (lambda: datetime.now(UTC))
        self.engine = make_engine(url)
        self._folder = Path(self.url.database or "").parent if self.engine.dialect.name == "sqlite" else None
        self._names: dict[tuple[str, str], str] = {}
        self._writers = FairLock() if self.engine.dialect.name == "sqlite" else None
        self._groups = GroupCommit() if self._writers is None else None
        self._readers = self.engine.execution_options(begin="DEFERRED")
        #: How often this process has written: what was drawn before need not be true any more.
        self.writes = 0
        self._lookers = self.engine.execution_options(begin="")

    def now(self) -> str:
        """The time, as text."""
        return utc_text(self.clock())

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state and changes nothing."""
        with minded(self._folder), Session(self._readers, autoflush=False, expire_on_commit=False) as session:
            yield session

    def look(self) -> Connection:
        """A connection for one statement that changes nothing, without a transaction around it."""
        return self._lookers.connect()

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection without a transaction, for what is done to whole files; no writer of this process meanwhile."""
        with self._turn(), self.look() as connection:
            yield connection

    @contextmanager
    def write(self, request: str = "") -> Iterator[UnitOfWork]:
        """A unit of work: committed if the block ends, rolled back if it raises."""
        with minded(self._folder), self._turn(), self.engine.begin() as connection:
            uow = UnitOfWork(connection, self.now(), request, names=self._names, groups=self._groups)
            with uow.whole():
                yield uow
        self.writes += 1

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._writers is None:
            yield
        else:
            with self._writers:
                yield

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def make_engine(url: str) -> Engine:
    """An engine with this program's settings; accepts sqlite:// and postgresql:// URLs."""
    module = "sqlite" if make_url(url).get_backend_name() == "sqlite" else "postgres"
    made: Engine = import_module(f"annotate.store.{module}").engine_for(url)
    return made
