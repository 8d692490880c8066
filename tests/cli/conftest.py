"""Runs commands as a person would: real settings from the environment, a real SQLite file in a home of its own."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotate.cli import main
from annotate.desk import Desk, open_desk

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder; no other setting is in the environment."""
    for name in ("DATABASE_URL", "ANNOTATE_PUBLIC_URL", "ANNOTATE_DEMO", "ANNOTATE_SECURE_COOKIES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANNOTATE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Iterator[Run]:
    """`run("users", "list")`: the result of a command."""
    runner = CliRunner()
    yield lambda *words, **more: runner.invoke(main, [str(w) for w in words], **more)
    gc.collect()


@pytest.fixture
def ready(run: Run) -> Run:
    """As `run`, on a desk with an admin (ines), a checker (ana) and a reviewer (mira)."""
    assert run("init", "--email", "ines@example.org", "--name", "Ines Duarte").exit_code == 0
    for key, name, role in (("ana", "Ana Kelmendi", "checker"), ("mira", "Mira Lindqvist", "reviewer")):
        assert run("users", "add", f"{key}@example.org", "--name", name, "--role", role).exit_code == 0
    return run


@pytest.fixture
def opened(ready: Run) -> Iterator[Desk]:
    """The desk of `ready`, to look into."""
    desk = open_desk()
    yield desk
    desk.database.dispose()
