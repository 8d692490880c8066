"""Getting erased text out of the files of the database: what was deleted or overwritten still stands in free space.

SQLite: VACUUM writes every table anew and cuts the file, then the write-ahead log is copied back and cut to nothing.
PostgreSQL: VACUUM FULL writes the tables that held the text anew; checkpoints and a switch of the write-ahead log let
the server drop what is older. Neither reaches backups, archives of the log, replicas or the blocks of the disk:
docs/operations.md says what to do about those.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from annotate.store.session import Database

#: Milliseconds for which readers are waited for who hold the write-ahead log of SQLite.
WAIT = 10_000
#: Seconds that PostgreSQL waits for a table before it gives up.
LOCK_SECONDS = 30


def careful(connection: Connection) -> None:
    """Have SQLite overwrite what this connection deletes from now on; for good measure, should `scrub` fail."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def scrub(database: Database, tables: Collection[str]) -> list[str]:
    """Write the tables anew, and empty the write-ahead log; what could not be done, in sentences. Outside of any unit.

    It takes as long as copying the tables does, on SQLite all of them, and writers wait meanwhile.
    """
    with database.alone() as connection:
        if connection.dialect.name == "sqlite":
            return _sqlite(connection)
        return _postgresql(connection, tables)


def _sqlite(connection: Connection) -> list[str]:
    problem = _try(connection, "VACUUM", "the database was not written anew")
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT}")
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={usual}")
    return [*problem, "the write-ahead log was not emptied: somebody reads the database"] if busy else problem


def _postgresql(connection: Connection, tables: Collection[str]) -> list[str]:
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    problems = []
    for table in sorted(tables):
        problems += _try(connection, f'VACUUM (FULL, ANALYZE) "{table}"', f"the table {table} was not written anew")
    for step in ("CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
        problems += _try(connection, step, "the write-ahead log was not switched")
    connection.exec_driver_sql("SET lock_timeout = DEFAULT")
    return list(dict.fromkeys(problems))


def _try(connection: Connection, statement: str, failed: str) -> list[str]:
    try:
        connection.exec_driver_sql(statement)
    except DBAPIError as error:
        return [f"{failed} ({str(error.orig).strip().splitlines()[0]})"]
    return []
