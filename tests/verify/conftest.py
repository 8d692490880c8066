"""One story for all tests of the verifiers: it is only read. What one verifier is shown, the other is, too."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, base_url, browser_type_launch_args, complaints, serve
from bundle_story import SHOWN, Forged, Story, copy, tell
from databases import opened
from in_browser import InBrowser, shown

from annotate import verify

__all__ = ["base_url", "browser_type_launch_args", "complaints", "serve"]


@pytest.fixture(scope="session")
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """On SQLite. Tests only read it."""
    home = tmp_path_factory.mktemp("story")
    for database in opened(request, "sqlite", "filled", home):
        yield tell(database, home)


@pytest.fixture(scope="session")
def good(story: Story) -> bytes:
    """Its bundle."""
    return story.bundle()


@pytest.fixture(scope="session")
def _apart(story: Story, good: bytes) -> Forged:
    return Forged.of(good, story.signer)


@pytest.fixture
def forged(_apart: Forged) -> Forged:
    """The bundle taken apart, to be changed."""
    return copy(_apart)


@pytest.fixture
def vkey(story: Story, tmp_path: Path) -> Path:
    """The desk's public key in a file."""
    path = tmp_path / "log.vkey"
    path.write_text(f"{story.key}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def in_browser(request: pytest.FixtureRequest, good: bytes, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The verifier for browsers; None where there is no browser."""
    if CHROMIUM is None:
        return None
    context = request.getfixturevalue("browser").new_context(offline=True)
    return InBrowser(context.new_page(), tmp_path_factory.mktemp("page"), good)


@pytest.fixture(autouse=True)
def _two_processes_agree(_both_agree: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test on any bundle of it of which two processes, as for a long history, do not say what one says."""
    yield
    monkeypatch.setattr(verify, "LONG", 0)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert [one for one in SHOWN if shown(one.asked) != one] == []


@pytest.fixture(autouse=True)
def _both_agree(in_browser: InBrowser | None) -> Iterator[None]:
    """Fails a test on any bundle of it of which the two verifiers do not say the same."""
    SHOWN.clear()
    yield
    if in_browser and SHOWN:
        found = in_browser.disagreements(SHOWN)
        assert not found, "\n".join(found)
