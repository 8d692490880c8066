"""What a backup says of itself: its manifest, the names of its parts, and the three lines that are signed of it.

A backup is a zip whose comment is a signed note on all bytes before it: one flipped bit anywhere, and it is no backup
of this desk any more. Why so: docs/decisions/0018-backups.md.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from annotate.domain.errors import Unreadable

FORMAT, VERSION = "annotate-backup", 1
MANIFEST, CHECKPOINT, KEY = "manifest.json", "checkpoint.txt", "log.vkey"
#: Engine → the name of its database in a backup.
DATABASES = {"sqlite": "annotate.db", "postgresql": "annotate.pgdump"}
_EVIDENCE = re.compile(r"evidence/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")


@dataclass(frozen=True)
class Part:
    """One file of a backup: its SHA-256 in hex, and how many bytes it has."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What is in a backup, and what a desk that was restored from it must come to."""

    made_at: str
    program: str
    engine: str
    #: The revision that the tables are at.
    schema: str
    #: Rows of each table.
    counts: Mapping[str, int]
    #: The tree over the events of the copy, and what proves it to be the beginning of the checkpoint that is inside.
    size: int
    root: bytes
    proof: tuple[bytes, ...]
    files: Mapping[str, Part] = field(default_factory=dict)
    #: Evidence that rows name and that was missing or damaged when the backup was made.
    lacking: tuple[str, ...] = ()

    @property
    def database(self) -> str:
        """The name of the database's part."""
        return DATABASES[self.engine]

    @property
    def pieces(self) -> list[str]:
        """The hashes of the evidence that is inside, in ascending order."""
        return sorted(match[3] for name in self.files if (match := _EVIDENCE.fullmatch(name)))

    @property
    def total(self) -> int:
        """Bytes of all parts together."""
        return sum(part.size for part in self.files.values())


def place(sha256: str) -> str:
    """The name of a piece of evidence in a backup; where a folder store has it, too."""
    return f"evidence/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def statement(origin: str, sha256: bytes) -> str:
    """What is signed of a backup. Its second line is no number, so that nobody can take it for a checkpoint."""
    return f"{origin}\n{FORMAT}/{VERSION}\n{base64.b64encode(sha256).decode()}\n"


def written(manifest: Manifest) -> bytes:
    """The manifest as it lies in the backup (RFC 8785)."""
    files: dict[str, Any] = {name: {"sha256": part.sha256, "size": part.size} for name, part in manifest.files.items()}
    tree: dict[str, Any] = {
        "size": manifest.size,
        "root": _text(manifest.root),
        "proof": [_text(node) for node in manifest.proof],
    }
    return rfc8785.dumps(
        {
            "format": FORMAT, "version": VERSION, "made_at": manifest.made_at, "program": manifest.program,
            "engine": manifest.engine, "schema": manifest.schema, "counts": dict(manifest.counts), "tree": tree,
            "files": files, "lacking": list(manifest.lacking),
        }
    )  # fmt: skip


def read(data: bytes) -> Manifest:
    """The manifest that these bytes are. Raises Unreadable, also for a part of a name that no backup has."""
    try:
        said: dict[str, Any] = json.loads(data)
        tree = said["tree"]
        found = Manifest(
            str(said["made_at"]), str(said["program"]), str(said["engine"]), str(said["schema"]),
            {str(name): int(count) for name, count in said["counts"].items()},
            int(tree["size"]), _bytes(tree["root"]), tuple(_bytes(node) for node in tree["proof"]),
            {str(name): Part(str(part["sha256"]), int(part["size"])) for name, part in said["files"].items()},
            tuple(str(sha256) for sha256 in said["lacking"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Unreadable(f"The list of what the backup holds ({MANIFEST}) cannot be read.", field="file") from error
    _check_names(found)
    return found


def _check_names(manifest: Manifest) -> None:
    if manifest.engine not in DATABASES:
        raise Unreadable(f"The backup is of a database that this program does not know: {manifest.engine!r}.")
    needed = {manifest.database, CHECKPOINT, KEY}
    for name in sorted(manifest.files.keys() - needed):
        if not _EVIDENCE.fullmatch(name):
            raise Unreadable(f"The backup lists {name!r}, which is the name of no part of a backup.", field="file")
    if missing := sorted(needed - manifest.files.keys()):
        raise Unreadable(f"The backup lists no {missing[0]}.", field="file")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
