"""The static files that public pages need, and the name of their present state: it stands in their addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from annotate._paths import PACKAGE, resource_dir
from annotate.exports.html import STYLESHEETS

FOLDER = PACKAGE / "static"


@cache
def version(folder: Path = FOLDER) -> str:
    """A name for the static files as they are now, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def program() -> str:
    """A name for the state of the program that draws public pages: its exports and templates, byte for byte."""
    digest = hashlib.sha256(version().encode())
    folders = (PACKAGE / "exports", PACKAGE / "domain", resource_dir("templates"))
    for path in sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in (".py", ".html")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def needed() -> Iterator[tuple[str, bytes]]:
    """Path within the static folder, and bytes, of every file that a public page names."""
    for path in (*(f"css/{name}.css" for name in STYLESHEETS), "img/favicon.svg", "img/chevron.svg"):
        yield path, (FOLDER / path).read_bytes()
