"""What a witness has seen last of each log, in a SQLite file of its own; on return it survives a power cut."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from annotate.domain.merkle import EMPTY_ROOT
from annotate.domain.note import Checkpoint

_TABLE = """CREATE TABLE IF NOT EXISTS seen
    (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL CHECK (length(root) = 32)) STRICT"""


class Seen:
    """The memory while nobody else can change it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def last(self, origin: str) -> tuple[int, bytes]:
        """Size and root of the largest tree of this log; those of an empty one before the first."""
        row = self._connection.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
        return (int(row[0]), bytes(row[1])) if row else (0, EMPTY_ROOT)

    def remember(self, checkpoint: Checkpoint) -> None:
        """This is the largest now."""
        self._connection.execute(
            "INSERT INTO seen VALUES (?, ?, ?)"
            " ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root",
            (checkpoint.origin, checkpoint.size, checkpoint.root),
        )


class Memory:
    """A file; each use opens it, so that several threads and processes can share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as connection:
            connection.execute(_TABLE)

    @contextmanager
    def exclusive(self) -> Iterator[Seen]:
        """One at a time reads and writes; kept if the block ends, forgotten if it raises."""
        with closing(self._open()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Seen(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection
