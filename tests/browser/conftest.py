"""A real Chromium for tests, found rather than downloaded, and a page that fails its test when anything breaks in it.

Browser: `ANNOTATE_CHROMIUM`, else chromium, chromium-browser or google-chrome on PATH, else Playwright's own. With none
the tests here are skipped and say so; `ANNOTATE_REQUIRE_BROWSER=1` turns that into a failure, for releases.

Servers: `serve(app)` runs any WSGI application on 127.0.0.1 and returns its address. `site` is a bench for the scripts
alone; a `live_server_url` for the real application belongs beside it: create the app, return `serve(app)`.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from factories import actor as actor_of
from flask import Flask, Response, render_template_string, request
from jinja2 import StrictUndefined
from werkzeug.serving import make_server

from annotate import create_app
from annotate._paths import load_config
from annotate.desk import Desk
from annotate.services import sessions
from annotate.store.evidence import Folder
from annotate.store.session import Database

try:
    from playwright.sync_api import sync_playwright
except ImportError:  # the extra "browser" is not installed
    sync_playwright = None

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
ORIGINS: set[str] = set()
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
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
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


CHROMIUM = find_chromium()


def pytest_report_header() -> str:
    return f"browser: {CHROMIUM or 'NONE - browser tests are skipped'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mine = [item for item in items if HERE in item.path.parents]
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

    def add(self, text: str) -> None:
        self.seen.append(text)

    def left(self) -> list[str]:
        return [text for text in self.seen if not any(words in text for words in self.allowed)]


@pytest.fixture(autouse=True)
def complaints(request: pytest.FixtureRequest) -> Iterator[Complaints]:
    """Fails the test on an error in a page, on the console, a breach of the CSP, or a request to anywhere else."""
    found = Complaints()
    if "context" in request.fixturenames:
        context = request.getfixturevalue("context")
        context.set_default_timeout(10_000)
        context.on("weberror", lambda e: found.add(f"error in the page: {e.error}"))
        context.on("console", lambda m: found.add(f"console: {m.text}") if m.type == "error" else None)
        context.on("request", lambda r: None if at_home(r.url) else found.add(f"request to {r.url}"))
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


Answer = Callable[[], Response | str | tuple[Any, ...]]


class Site:
    """A bench: the real styles, scripts and templates, with pages and answers that a test lays out itself."""

    def __init__(self) -> None:
        self.url = ""
        self.routes: dict[tuple[str, str], Answer] = {}
        self.context: dict[str, Any] = {}
        #: Method, path and form of everything that was asked for, static files left out.
        self.log: list[tuple[str, str, dict[str, str]]] = []
        self.app = self._build()

    def _build(self) -> Flask:
        app = Flask(
            "bench",
            template_folder=str(ROOT / "templates"),
            static_folder=str(ROOT / "annotate/static"),
            static_url_path="/static",
        )
        app.config.update(SECRET_KEY="only for tests", WTF_CSRF_ENABLED=False)
        app.jinja_env.undefined = StrictUndefined
        app.jinja_env.globals["static_url"] = lambda path: f"/static/{path}"
        app.jinja_env.filters.update(when=lambda iso: iso[11:16], day=lambda iso: iso[:10])
        app.context_processor(
            lambda: {"actor": None, "nav": "", "may_admin": False, "example_note": "", **self.context}
        )
        app.add_url_rule("/<path:path>", "any", self._answer, methods=["GET", "POST"])
        app.after_request(self._headers)
        return app

    def _answer(self, path: str) -> Any:
        self.log.append((request.method, request.path, request.form.to_dict()))
        answer = self.routes.get((request.method, request.path))
        return answer() if answer else ("", 204)

    @staticmethod
    def _headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        response.headers["Cache-Control"] = "no-store"
        return response

    def on(self, method: str, path: str, answer: Answer) -> None:
        """Answer `path` with what `answer()` returns, as a Flask view would."""
        self.routes[method, path] = answer

    def show(self, body: str, path: str = "/page", **context: Any) -> str:
        """Lay out a page in the real frame with `body` (a template) as its content; return its address."""
        source = '{% extends "base.html" %}{% block content %}' + body + "{% endblock %}"
        self.on("GET", path, lambda: render_template_string(source, **context))
        return f"{self.url}{path}"

    def sent(self, path: str) -> list[dict[str, str]]:
        """The forms that were posted to `path`."""
        return [form for method, where, form in self.log if (method, where) == ("POST", path)]


@pytest.fixture(scope="session")
def bench(serve: Callable[[Any], str]) -> Site:
    site = Site()
    site.url = serve(site.app)
    return site


@pytest.fixture
def site(bench: Site) -> Site:
    bench.routes.clear()
    bench.context.clear()
    bench.log.clear()
    return bench


class Gate:
    """Holds answers back until the test opens it; opens by itself after five seconds."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> None:
        self._event.wait(5)

    def open(self) -> None:
        self._event.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open()


@pytest.fixture
def actor(site: Site) -> None:
    """Somebody is signed in: the top bar is complete."""
    site.context.update(actor=SimpleNamespace(id="1", name="Ana Kelmendi", role="checker"), nav="article")


class DeskSite:
    """The real application with a fresh database, on a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.database = desk.database
        self._server = make_server("127.0.0.1", 0, create_app(desk=desk), threaded=True)
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
