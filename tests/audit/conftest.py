"""The world that the attacks of one module share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from audit_world import World, build
from databases import ENGINES, opened

from annotate.store.evidence import Folder


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Ana wrote, Farid cited, Jonas edited the source and Mira approved; on each engine in turn."""
    home = tmp_path_factory.mktemp("world")
    for database in opened(request, request.param, "filled", home):
        yield build(database, Folder(home / "evidence"))
