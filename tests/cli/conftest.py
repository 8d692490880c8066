"""Runs commands as a person would: real settings from the environment, a real SQLite file in a home of its own."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotate.cli import main
from annotate.cli.demo import MARK
from annotate.desk import Desk, open_desk

Run = Callable[..., Result]
#: Settings that a test must not get from whoever runs it.
FOREIGN = ("DATABASE_URL", "ANNOTATE_PUBLIC_URL", "ANNOTATE_DEMO", "ANNOTATE_SECURE_COOKIES")
ADDED = (("ana", "Ana Kelmendi", "checker"), ("mira", "Mira Lindqvist", "reviewer"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder; no other setting is in the environment."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANNOTATE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Iterator[Run]:
    """`run("users", "list")`: the result of a command."""
    runner = CliRunner()
    gc.freeze()  # what is there already need not be looked through for what the commands leave
    yield lambda *words, **more: runner.invoke(main, [str(w) for w in words], **more)
    gc.collect()


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a desk with three people, made by commands once for all tests: most of the time is its migrations."""
    home = tmp_path_factory.mktemp("made") / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name in FOREIGN:
            patch.delenv(name, raising=False)
        patch.setenv("ANNOTATE_HOME", str(home))
        commands = [("init", "--email", "ines@example.org", "--name", "Ines Duarte")]
        commands += [
            ("users", "add", f"{key}@example.org", "--name", name, "--role", role) for key, name, role in ADDED
        ]
        for words in commands:
            done = CliRunner().invoke(main, list(words))
            assert done.exit_code == 0, done.output
    return home


@pytest.fixture
def ready(run: Run, home: Path, _made: Path) -> Run:
    """As `run`, on a desk with an admin (ines), a checker (ana) and a reviewer (mira)."""
    shutil.copytree(_made, home)
    return run


@pytest.fixture(scope="session")
def _example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the worked example, loaded by its command once for all tests that need it to be there."""
    home = tmp_path_factory.mktemp("example") / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name in FOREIGN:
            patch.delenv(name, raising=False)
        patch.setenv("ANNOTATE_HOME", str(home))
        done = CliRunner().invoke(main, ["demo", "--no-serve"])
        assert done.exit_code == 0, done.output
        gc.collect()
    return home


@pytest.fixture
def example(run: Run, home: Path, _example: Path) -> Run:
    """As `run`, on the worked example: a copy, whose note is about its own database."""
    shutil.copytree(_example, home)
    note = home / MARK
    note.write_text(note.read_text(encoding="utf-8").replace(str(_example), str(home)), encoding="utf-8")
    return run


@pytest.fixture
def opened(ready: Run) -> Iterator[Desk]:
    """The desk of `ready`, to look into."""
    desk = open_desk()
    yield desk
    desk.database.dispose()
