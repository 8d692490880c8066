"""A consistent copy of a running database in one file, and a database made from such a file: SQLite and PostgreSQL.

SQLite's backup API copies in one step under a read lock, which no writer waits for. pg_dump reads a snapshot that a
session of ours exported and holds open. So what is counted beside the copy is counted in exactly what was copied.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, func, inspect, select, table, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from annotate.domain.errors import Conflict
from annotate.store.session import Database

_PROGRAMS = "Install PostgreSQL’s client programs of the server’s version, then try again."


@contextmanager
def copied(database: Database, target: Path) -> Iterator[Session]:
    """Copy the database to `target`; the session sees exactly what was copied. Raises Conflict where it cannot be."""
    copy = _copied_sqlite if database.engine.dialect.name == "sqlite" else _copied_postgres
    with copy(database, target) as session:
        yield session


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    names = inspect(session.connection()).get_table_names()
    return {name: session.scalar(select(func.count()).select_from(table(name))) or 0 for name in sorted(names)}


def is_empty(engine: Engine) -> bool:
    """Is there no database yet, or one without tables? A SQLite file is not made by asking."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        if not path.exists():
            return True
        with closing(sqlite3.connect(f"file:{path.absolute()}?mode=ro", uri=True)) as there:
            return not there.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return not inspect(engine).get_table_names()


def load_postgres(dumped: Path, url: URL) -> None:
    """Fill an empty PostgreSQL database from a file of pg_dump, in one transaction. Raises Conflict."""
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    _client(url, "pg_restore", *options, f"--dbname={_plain(url)}", str(dumped))


def clear_postgres(engine: Engine) -> None:
    """Take out again what `load_postgres` and the migrations put into a database that was empty."""
    functions = (
        "SELECT format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = current_schema() AND p.proname LIKE 'guard\\_%'"
    )
    with engine.begin() as connection:
        for name in inspect(connection).get_table_names():
            connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
        for (signature,) in connection.exec_driver_sql(functions.replace("%", "%%")).all():
            connection.exec_driver_sql(f"DROP FUNCTION {signature}")


@contextmanager
def scratch_postgres(url: URL) -> Iterator[URL]:
    """A new database beside this one, gone at the end. Raises Conflict where the role may not make one."""
    name = f"annotate_drill_{uuid.uuid4().hex[:12]}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except SQLAlchemyError as error:
        server.dispose()
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        advice = "Name an empty one that it may fill: --database postgresql://…"
        raise Conflict(f"No database could be made for the drill: {why}. {advice}") from error
    try:
        yield url.set(database=name)
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


@contextmanager
def _copied_sqlite(database: Database, target: Path) -> Iterator[Session]:
    try:
        with closing(sqlite3.connect(str(database.url.database))) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise Conflict(f"The database could not be copied: {error}.") from error
    engine = create_engine(f"sqlite:///{target}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@contextmanager
def _copied_postgres(database: Database, target: Path) -> Iterator[Session]:
    with Session(database.engine.execution_options(isolation_level="REPEATABLE READ")) as session:
        snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
        url = _plain(database.url)
        _client(database.url, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", url)
        yield session


def _plain(url: URL) -> str:
    """The address without the driver, and without the password, which others on this machine could see."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _client(url: URL, program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs; Conflict says what it said."""
    if shutil.which(program) is None:
        raise Conflict(f"There is no {program} on this machine. {_PROGRAMS}")
    environ = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run([program, *words], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.strip().splitlines() if "error" in line or "detail" in line]
        raise Conflict(f"{program} did not work: {'; '.join(said[:2]) or done.stderr.strip()[-200:] or 'no reason'}")
