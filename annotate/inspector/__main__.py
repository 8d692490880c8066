"""The process that looks at one file: started by its path, so that nothing but the inspector is loaded into it.

`python -m annotate.inspector` would run `annotate/__init__.py` first, which is the web application: a second of start,
and code with a key and a database in reach. A bare package of the same name takes its place.
"""

from __future__ import annotations

import sys
import types
from importlib import import_module
from pathlib import Path


def start() -> None:
    """Load the inspector alone, and do the task that the arguments name."""
    bare = types.ModuleType("annotate")
    bare.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["annotate"] = bare
    import_module("annotate.inspector.child").main(sys.argv[1:])


if __name__ == "__main__":
    start()
