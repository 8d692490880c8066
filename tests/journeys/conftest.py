"""Stories of people at their work, told in a real browser at a real desk: a demonstration, where one click signs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import (
    Complaints,
    DeskSite,
    base_url,
    browser_type_launch_args,
    complaints,
    mark_tests,
    serve,
)
from databases import opened
from factories import actor, make_article

from annotate._paths import load_config
from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Article
from annotate.store.evidence import Folder
from annotate.store.session import Database

__all__ = ["base_url", "browser_type_launch_args", "complaints", "serve"]

HERE = Path(__file__).resolve().parent
#: Opens a browser of their own for a person ("" for a stranger) and returns its page.
Someone = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark_tests(items, HERE)


def _opened(database: Database, home: Path) -> Iterator[DeskSite]:
    url = database.url.render_as_string(hide_password=False)
    settings = load_config().load({}, home=home, database_url=url, secure_cookies=False, demo=True)
    settings.home.mkdir()
    made = DeskSite(Desk(settings, database, Folder(settings.evidence_dir)))
    yield made
    made.close()


@pytest.fixture
def newsroom(sqlite_database: Database, tmp_path: Path) -> Iterator[DeskSite]:
    """A desk on this machine with the people of the demonstration and nothing else."""
    yield from _opened(sqlite_database, tmp_path / "home")


@pytest.fixture(scope="module")
def bare_newsroom(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    """A desk on this machine that has nobody and nothing yet, for all tests of a module."""
    folder = tmp_path_factory.mktemp("bare")
    for database in opened(request, "sqlite", "bare", folder):
        yield from _opened(database, folder / "home")


@pytest.fixture
def someone(newsroom: DeskSite, browser: Any, complaints: Complaints) -> Iterator[Someone]:
    """`someone("ana", "/review")`: Ana, signed in, in a browser window of her own, looking at the queue."""
    opened = []

    def come(key: str = "", path: str = "/", **options: Any) -> Any:
        context = browser.new_context(base_url=newsroom.url, **options)
        opened.append(context)
        complaints.watch(context)
        page = context.new_page()
        if key:
            newsroom.sign_in(context, key)
        page.goto(path)
        return page

    yield come
    for context in opened:
        context.close()


@pytest.fixture
def article(newsroom: DeskSite) -> Article:
    """A short article that somebody has frozen: police and residents tell a raid differently."""
    return make_article(newsroom.database, actor(newsroom.database, "farid"), byline="A. Reporter")


@pytest.fixture
def people(newsroom: DeskSite) -> dict[str, Actor]:
    """Those who act behind the scenes of a story."""
    return {key: actor(newsroom.database, key) for key in ("ana", "farid", "mira", "jonas", "ines")}
