"""The page of the verifier, for a reader at a laptop: as a saved file without a network, and at a desk's address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import ORIGINS, Complaints, desk_site, mark_tests

from annotate.exports.verifier import FILENAME, page

__all__ = ["desk_site"]

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark_tests(items, HERE)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The page as a file."""
    path = tmp_path / FILENAME
    path.write_bytes(page().data)
    ORIGINS.add(tmp_path.as_uri())
    return path


@pytest.fixture
def laptop(browser: Any, complaints: Complaints, saved: Path) -> Iterator[Callable[..., Any]]:
    """The saved page in a browser without a network; `script` runs before it, `look` says how it is seen."""
    contexts = []

    def open_page(script: str = "", **look: Any) -> Any:
        context = browser.new_context(offline=True, **look)
        contexts.append(context)
        complaints.watch(context)
        if script:
            context.add_init_script(script)
        tab = context.new_page()
        tab.goto(saved.as_uri())
        return tab

    yield open_page
    for context in contexts:
        context.close()
