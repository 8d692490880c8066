"""Evidence in a folder: files named by their hash, two levels deep, read-only.

Durable in this order, so that a power cut at any point leaves either all of a file or nothing of it under its name:
the bytes (fsync of the file), the note that they are about to be kept (fsync of the incoming folder), their name
(rename, fsync of the folders above it). The database commits after that.

Races. Two uploads of the same bytes at once: each has its own temporary file, and the turn lock lets one of them rename
and the other find it. An upload and a sweep: the note is made new under the same lock under which a sweep looks at its
age and removes, so bytes that somebody has just relied on are never the ones that go.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from annotate.domain.errors import NotFound
from annotate.store.evidence.base import Basics, Named, Readable, Swept, Taken, named_well, same_size
from annotate.store.evidence.incoming import Incoming, Received, sync

#: Letters of each part of a file's place: ab/cd/abcd….
_LEVELS = (2, 2, 64)


class Folder(Basics):
    """Files on a local disk, or on one that all web processes share."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = Incoming(root / ".incoming")

    def path(self, sha256: str) -> Path:
        """Where bytes of this hash lie; the hash is checked, so no other path can be named."""
        named_well(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def take(self, stream: Readable, limit: int) -> Taken:
        """Keep what can be read from the stream; see Evidence."""
        with self._incoming.receive(stream, limit) as received:
            place = self.path(received.sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            self._note(received.sha256).touch()
            sync(self._incoming.folder)
            new = self._move(received, place)
            # Also where the file was there: whoever moved it may not have come to this line, and the power may fail.
            sync(place.parent, place.parent.parent, self.root)
        return Taken(received.sha256, received.size, new)

    def settle(self, sha256: str) -> None:
        """A row that names these bytes is committed."""
        self._note(named_well(sha256)).unlink(missing_ok=True)

    def open(self, sha256: str) -> BufferedReader:
        """The bytes of this hash, to be read from any position and closed; raises NotFound."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise NotFound("There is no such file.") from error

    def size(self, sha256: str) -> int:
        """How many bytes are kept under this hash; raises NotFound."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError as error:
            raise NotFound("There is no such file.") from error

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """The file itself; raises NotFound."""
        self.size(sha256)
        yield self.path(sha256)

    def hashes(self) -> Iterator[str]:
        """Every hash that bytes are kept under, in ascending order."""
        return (path.name for path in _places(self.root, _LEVELS))

    def sweep(self, named: Named, grace: float) -> Swept:
        """Remove what uploads that never ended have left; see Evidence."""
        leftovers = self._incoming.sweep()
        with self._incoming.alone() as alone:
            old = 0.0 if alone else grace
            noted = [path.stem for path in self._incoming.folder.glob("*.taken") if _age(path) >= old]
            known = set(named(noted)) if noted else set()
            gone = [sha256 for sha256 in noted if self._drop(sha256, old, sha256 in known)]
        return Swept(leftovers, tuple(sorted(gone)))

    def _move(self, received: Received, place: Path) -> bool:
        """Give the file its name, unless that is taken; True if it was free."""
        with self._incoming.turn():
            self._note(received.sha256).touch()
            if place.exists():
                same_size(received.sha256, place.stat().st_size, received.size)
                return False
            received.path.rename(place)
            return True

    def _drop(self, sha256: str, old: float, named: bool) -> bool:
        """Remove a note that is still old, and its bytes if no row names them; True if there were any."""
        note, place = self._note(sha256), self.path(sha256)
        with self._incoming.turn():
            if _age(note) < old:
                return False  # the same bytes were taken again in the meantime, and their row may come any moment
            there = not named and place.exists()
            if there:
                place.unlink()
                sync(place.parent)
            note.unlink(missing_ok=True)
            return there

    def _note(self, sha256: str) -> Path:
        return self._incoming.folder / f"{sha256}.taken"


def _places(folder: Path, levels: tuple[int, ...]) -> Iterator[Path]:
    """In order, one folder in memory at a time."""
    for path in sorted(folder.glob("[0-9a-f]" * levels[0])):
        if levels[1:]:
            yield from _places(path, levels[1:])
        else:
            yield path


def _age(path: Path) -> float:
    """Seconds since the file was last touched; none if it is gone, so that nobody takes it for old."""
    try:
        return max(time.time() - path.stat().st_mtime, 0)
    except FileNotFoundError:
        return -1
