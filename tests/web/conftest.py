"""The web application on a real database, and browsers without a browser: clients that read forms and send them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from applications import application
from factories import actor, approved_claim, make_article
from flask import Flask
from prepared import prepared
from sqlalchemy import text
from waited import LONG
from web_browser import PASSWORD, Browser

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import sessions
from annotate.services.making import Making
from annotate.services.passwords import hash_password
from annotate.store.models import CredentialRow
from annotate.store.session import Database
from annotate.web import making

#: Hashed once: the wait is the point of argon2id, but not of these tests.
HASHED = hash_password(PASSWORD)


@pytest.fixture
def app(desk: Desk) -> Flask:
    """The application, as pytest-flask expects it."""
    return application(desk)


@pytest.fixture
def anybody(app: Flask, desk: Desk) -> Browser:
    """Nobody's browser."""
    return Browser(app.test_client(), desk)


@pytest.fixture
def as_person(app: Flask, desk: Desk) -> Callable[[str], Browser]:
    """A browser in which this person is signed in."""

    def open_(key: str) -> Browser:
        made = Browser(app.test_client(), desk)
        secret = sessions.open_for(desk.database, actor(desk.database, key).id, f"browser of {key}")
        made.client.set_cookie("session", secret)
        return made

    return open_


@prepared
def approved(database: Database, ana: Actor, mira: Actor) -> Claim:
    """The one claim of an article, which a reviewer has approved."""
    return approved_claim(database, ana, mira, make_article(database, ana))


@pytest.fixture
def mira_browser(as_person: Callable[[str], Browser], approved: Claim) -> Browser:
    """That of the reviewer, who has published a first edition."""
    browser = as_person("mira")
    assert browser.post("/articles/dawn-raid/report/publish", {"note": ""}).status_code == 303
    return browser


@pytest.fixture
def password(database: Database) -> str:
    """Everybody has this password."""
    with database.write() as uow:
        for ident in uow.session.scalars(text('SELECT id FROM "user"')):
            uow.session.add(CredentialRow(user_id=ident, password_hash=HASHED, changed_at=uow.now))
    return PASSWORD


@pytest.fixture
def later(desk: Desk) -> Callable[..., None]:
    """Let time pass: `later(minutes=5)`."""
    start = desk.database.clock()
    state = {"now": start}
    desk.database.clock = lambda: state["now"]

    def move(**by: float) -> None:
        moment: datetime = state["now"]
        state["now"] = moment + timedelta(**by)

    return move


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Instead of pytest-flask's, which keeps one context open for the test: all requests would share its `g`."""


@pytest.fixture
def held(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Another file is being made until the event is set, so that every file has to wait; nobody's browser does."""
    monkeypatch.setattr(making, "AT_ONCE", 0.02)
    queue, go = Making(), threading.Event()
    queue.ask("another", lambda say: go.wait(LONG))
    app.extensions["annotate.making"] = queue
    yield go
    go.set()
