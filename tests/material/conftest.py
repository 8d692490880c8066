"""Files that other people made. ANNOTATE_MATERIAL names their folder; without it these tests are skipped and say so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from applications import application
from visitor import Visitor

from annotate.desk import Desk

HERE = Path(__file__).resolve().parent
UNSET = "ANNOTATE_MATERIAL is unset: it names the folder of real articles and nasty strings"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.material)


@pytest.fixture(scope="session")
def material() -> Path:
    """The folder of the material."""
    folder = os.environ.get("ANNOTATE_MATERIAL")
    if not folder:
        pytest.skip(UNSET)
    return Path(folder)


@pytest.fixture
def served(desk: Desk) -> Any:
    """The whole application of a desk, on each engine."""
    # not named "app": pytest-flask would push a context in which all requests share one `g`

    made = application(desk)
    made.testing = True
    return made


@pytest.fixture
def visit(served: Any) -> Any:
    """`visit("ana")`: a browser without a screen in which this person is signed in."""
    return lambda key: Visitor(served).sign_in(key)
