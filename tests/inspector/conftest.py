"""A look at bytes, as the desk takes it: a file, a name, and a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.domain.findings import Inspection
from annotate.inspector import inspect

Look = Callable[..., Inspection]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """`look(data, name)`: the inspection of these bytes, which are the same afterwards."""

    def inspected(data: bytes, name: str = "file", declared: str = "") -> Inspection:
        path = tmp_path / "evidence"
        path.write_bytes(data)
        found = inspect(path, name, declared)
        assert path.read_bytes() == data
        return found

    return inspected
