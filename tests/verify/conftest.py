"""One story for all tests of the verifier: it is only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bundle_story import Forged, Story, copy, tell
from databases import opened


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
