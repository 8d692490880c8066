"""A bench for the scripts alone, beside the browser and the real desk that all browser tests share (browsing.py)."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from browsing import (
    CHROMIUM,
    Complaints,
    DeskSite,
    base_url,
    browser_type_launch_args,
    complaints,
    desk_site,
    mark_tests,
    serve,
)
from flask import Flask, Response, render_template_string, request
from jinja2 import StrictUndefined

__all__ = ["Complaints", "DeskSite", "base_url", "browser_type_launch_args", "complaints", "desk_site", "serve"]

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def pytest_report_header() -> str:
    return f"browser: {CHROMIUM or 'NONE - browser tests are skipped'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark_tests(items, HERE)


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
            static_folder=None,
        )
        app.config.update(SECRET_KEY="only for tests", WTF_CSRF_ENABLED=False)
        app.jinja_env.undefined = StrictUndefined
        app.jinja_env.globals["static_url"] = lambda path: f"/static/{path}"
        app.jinja_env.filters.update(when=lambda iso: iso[11:16], day=lambda iso: iso[:10])
        app.context_processor(
            lambda: {"actor": None, "nav": "", "may_admin": False, "example_note": "", **self.context}
        )
        app.add_url_rule("/static/<path:path>", "static", self._static)
        app.add_url_rule("/<path:path>", "any", self._answer, methods=["GET", "POST"])
        app.after_request(self._headers)
        return app

    @staticmethod
    def _static(path: str) -> Response:
        """Read whole: a browser that turns away would leave an open file behind, which is a warning, which fails."""
        found = ROOT / "annotate/static" / path
        return Response(found.read_bytes(), mimetype=mimetypes.guess_type(found.name)[0])

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
    """Holds answers back until the test opens it; opens by itself after a minute."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> None:
        self._event.wait(60)

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


@pytest.fixture(scope="module")
def _window(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def same_page(_window: Any, complaints: Complaints) -> Iterator[Any]:
    """One page for all tests of a module, left blank by each: to open one costs as much as most of what is done in it.

    What cannot be taken back (a clock, scripts that come with every page) needs a `page` of its own.
    """
    complaints.watch(_window.context)
    yield _window
    _window.evaluate("try { localStorage.clear(); sessionStorage.clear() } catch { /* a page of no site has none */ }")
    _window.goto("about:blank")
    _window.unroute_all()
    _window.context.clear_cookies()
    _window.set_viewport_size({"width": 1280, "height": 720})
    _window.emulate_media(color_scheme="null", reduced_motion="null", media="null", forced_colors="null")
