"""The static files that public pages need, and the name of their present state: it stands in their addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from annotate._paths import PACKAGE
from annotate.exports.html import STYLESHEETS

FOLDER = PACKAGE / "static"


@cache
def version(folder: Path = FOLDER) -> str:
    """A name for the static files as they are now, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def needed() -> Iterator[tuple[str, bytes]]:
    """Path within the static folder, and bytes, of every file that a public page names."""
    for path in (*(f"css/{name}.css" for name in STYLESHEETS), "img/favicon.svg", "img/chevron.svg"):
        yield path, (FOLDER / path).read_bytes()
