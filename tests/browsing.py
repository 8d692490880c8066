"""A real Chromium for tests, found rather than downloaded, and pages that fail their test when anything breaks in them.

Browser: `ANNOTATE_CHROMIUM`, else chromium-headless-shell, chromium, chromium-browser or google-chrome on PATH, else
Playwright's own. With none the tests that need one are skipped and say so; `ANNOTATE_REQUIRE_BROWSER=1` turns that into
a failure, for releases.

`serve(app)` runs any WSGI application on 127.0.0.1; `desk_site` is the real one with a fresh database. A folder of
browser tests takes the fixtures into its conftest by importing them, and calls `mark_tests` for its own tests.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from applications import application
from factories import actor as actor_of
from werkzeug.serving import make_server

from annotate._paths import load_config
from annotate.desk import Desk
from annotate.services import sessions
from annotate.store.evidence import Folder
from annotate.store.session import Database

try:
    from playwright.sync_api import expect, sync_playwright

    # Browsers share the machine with everything else; what is waited for comes, only not always soon.
    expect.set_options(timeout=60_000)
except ImportError:  # the extra "browser" is not installed
    sync_playwright = None

ORIGINS: set[str] = set()
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
INSTALL = "pip install -e '.[browser]', then apt-get install chromium or playwright install chromium"


def find_chromium() -> str | None:
    """Path of a Chromium that can be started, or None."""
    if sync_playwright is None:
        return None
    named = os.environ.get("ANNOTATE_CHROMIUM")
    if named:
        return shutil.which(named)
    # The shell draws no windows that nobody sees: a page costs a third of what it costs in a whole browser.
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


CHROMIUM = find_chromium()


def mark_tests(items: list[pytest.Item], folder: Path) -> None:
    """Mark the tests of a folder as needing a browser, and skip them where there is none."""
    mine = [item for item in items if folder in item.path.parents]
    if mine and CHROMIUM is None and os.environ.get("ANNOTATE_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(f"ANNOTATE_REQUIRE_BROWSER=1, but there is no Chromium: {INSTALL}")
    for item in mine:
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason=f"no Chromium found ({INSTALL})"))


@pytest.fixture(scope="session")
def base_url() -> None:
    """Takes the place of a plugin's fixture whose form pytest 9 warns of, and warnings are errors here."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*FLAGS, *sandbox]}


class Complaints:
    """What went wrong in the pages of one test. `allow("status of 422")` says beforehand what may."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.allowed: list[str] = []

    def allow(self, words: str) -> None:
        self.allowed.append(words)

    def watch(self, context: Any) -> None:
        """Hear what goes wrong in the pages of a browser context."""
        context.set_default_timeout(60_000)
        context.on("weberror", lambda e: self.add(f"error in the page: {e.error}"))
        context.on("console", lambda m: self.add(f"console: {m.text}") if m.type == "error" else None)
        context.on("request", lambda r: None if at_home(r.url) else self.add(f"request to {r.url}"))

    def add(self, text: str) -> None:
        self.seen.append(text)

    def left(self) -> list[str]:
        return [text for text in self.seen if not any(words in text for words in self.allowed)]


@pytest.fixture(autouse=True)
def complaints(request: pytest.FixtureRequest) -> Iterator[Complaints]:
    """Fails the test on an error in a page, on the console, a breach of the CSP, or a request to anywhere else."""
    found = Complaints()
    if "context" in request.fixturenames:
        found.watch(request.getfixturevalue("context"))
    yield found
    assert not found.left()


def at_home(url: str) -> bool:
    return url.startswith(("data:", "blob:", "about:")) or any(url.startswith(f"{origin}/") for origin in ORIGINS)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Any], str]]:
    """Runs a WSGI application in a thread until the session ends: `serve(app)` -> "http://127.0.0.1:port"."""
    running = []

    def start(app: Any) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        url = f"http://127.0.0.1:{server.server_port}"
        ORIGINS.add(url)
        return url

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


class DeskSite:
    """The real application with a fresh database, on a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.database = desk.database
        self.app = application(desk)
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        ORIGINS.add(self.url)

    def sign_in(self, context: Any, key: str) -> None:
        """From now on every page of the browser context is this person's."""
        secret = sessions.open_for(self.database, actor_of(self.database, key).id, "test")
        context.add_cookies([{"name": "session", "value": secret, "url": self.url}])

    def open(self, page: Any, path: str, key: str = "ana") -> Any:
        """The page at `path`, as this person, its scripts at work."""
        self.sign_in(page.context, key)
        page.goto(f"{self.url}{path}")
        if page.locator("#text").count():
            page.locator("main[data-ready]").wait_for()
        return page

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def desk_site(sqlite_database: Database, tmp_path: Path) -> Iterator[DeskSite]:
    url = sqlite_database.url.render_as_string(hide_password=False)
    settings = load_config().load({}, home=tmp_path / "home", database_url=url, secure_cookies=False)
    settings.home.mkdir()
    made = DeskSite(Desk(settings, sqlite_database, Folder(settings.evidence_dir)))
    yield made
    made.close()
