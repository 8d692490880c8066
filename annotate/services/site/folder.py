"""A folder that holds the public side as files: what lies in it, written one by one and never by halves.

A file is replaced as a whole, so whoever reads it gets the old one or the new one. What a file was drawn from is noted
as its *stamp*; what has the same stamp is not drawn again. The notes are written last: whatever breaks off before that
is drawn again the next time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.domain.errors import Conflict

NOTES = ".annotate-site.json"
VERSION = 1


def file_of(address: str) -> str:
    """The file of an address: an index page for one that ends in a slash."""
    return f"{address}index.html" if address.endswith("/") or not address else address


@dataclass
class SiteFolder:
    """The folder, its notes from the last time, and what was done to it now."""

    root: Path
    #: File → [stamp, SHA-256], as the last build left it; and what it knew of editions, by their SHA-256.
    files: dict[str, list[str]] = field(default_factory=dict)
    editions: dict[str, Any] = field(default_factory=dict)
    #: The same of this build.
    now: dict[str, list[str]] = field(default_factory=dict)
    written: int = 0

    @classmethod
    def open(cls, root: Path) -> SiteFolder:
        """Open the folder, or make it. Conflict if it holds something that no build has put there."""
        root.mkdir(parents=True, exist_ok=True)
        notes = root / NOTES
        if not notes.is_file():
            if any(root.iterdir()):
                raise Conflict(f"{root} holds files that are no site of ours. Name an empty folder, or a new one.")
            made = cls(root)
            made._note({})  # so that a build which breaks off can go on
            return made
        try:
            kept = json.loads(notes.read_text(encoding="utf-8"))
            return cls(root, dict(kept["files"]), dict(kept["editions"])) if kept["version"] == VERSION else cls(root)
        except (ValueError, KeyError, TypeError) as error:
            raise Conflict(f"{notes} is damaged. Remove the folder and build the site anew.") from error

    def has(self, address: str, stamp: str) -> bool:
        """Does the file of this address lie there, drawn from what the stamp names? If so it stays."""
        name = file_of(address)
        known = self.files.get(name)
        if known is None or known[0] != stamp or not (self.root / name).is_file():
            return False
        self.now[name] = known
        return True

    def draw(self, address: str, stamp: str, draw: Callable[[], bytes]) -> None:
        """Draw the file of an address, unless it was drawn from the same before."""
        if not self.has(address, stamp):
            self.put(address, draw(), stamp)

    def put(self, address: str, data: bytes, stamp: str = "") -> None:
        """Write the file of an address, unless these bytes lie there already."""
        name, sha256 = file_of(address), hashlib.sha256(data).hexdigest()
        known = self.files.get(name)
        self.now[name] = [stamp, sha256]
        if known is None or known[1] != sha256 or not (self.root / name).is_file():
            self._write(self.root / name, data)
            self.written += 1

    def close(self) -> int:
        """Remove what is not part of the site any more, and write the notes. How many files were removed."""
        gone = sorted(self.files.keys() - self.now.keys())
        for name in gone:
            path = self.root / name
            path.unlink(missing_ok=True)
            for folder in path.parents:
                if folder == self.root or any(folder.iterdir()):
                    break
                folder.rmdir()
        self._note(self.now)
        return len(gone)

    def _note(self, files: dict[str, list[str]]) -> None:
        kept = {"version": VERSION, "files": files, "editions": self.editions}
        self._write(self.root / NOTES, json.dumps(kept).encode())

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        draft = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            try:
                draft.write_bytes(data)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                draft.write_bytes(data)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
