"""Where bytes arrive: temporary files in a folder of the store, each locked by whoever writes it.

The operating system drops a lock when its process ends, however it ends. So a temporary file that can be locked has no
writer any more, and a store whose `use` lock can be had alone is used by nobody else: neither needs a clock or a guess.
The locks are flock(2): they hold between processes and threads, and need a disk that has them (NFS since version 4).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from annotate.domain.errors import TooLarge
from annotate.store.evidence.base import Readable
from annotate.store.room import minded

#: Bytes read, hashed and written at a time. Smaller pieces cost more calls; larger ones, or hashing in a second thread,
#: gained less than the measurements differed among themselves (tests/bench/storage.py).
PIECE = 1 << 20


@dataclass(frozen=True)
class Received:
    """A whole file, synced, read-only, still under its temporary name."""

    path: Path
    sha256: str
    size: int


class Incoming:
    """The folder of temporary files and of the store's locks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._using = False
        self._guard = Lock()

    @contextmanager
    def receive(self, stream: Readable, limit: int) -> Iterator[Received]:
        """Write the stream to a temporary file; whatever is still there at the end of the block is removed.

        The bytes are hashed as they are written: nothing has read them before they have their name.
        """
        with minded():
            yield from self._received(stream, limit)

    def _received(self, stream: Readable, limit: int) -> Iterator[Received]:
        self._use()
        handle, path = self._new_file()
        try:
            sha256, size = _copy(stream, handle, limit)
            os.fchmod(handle, 0o440)
            os.fsync(handle)
            yield Received(path, sha256, size)
        finally:
            path.unlink(missing_ok=True)
            os.close(handle)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One at a time, over all threads and processes: whoever keeps bytes, and whoever throws bytes away."""
        handle = os.open(self._lock_file("turn"), os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Does nobody else use the store, this object included? If so, nobody begins to before the block ends."""
        handle = os.open(self._lock_file("use"), os.O_RDWR)
        try:
            yield _lock(handle)
        finally:
            os.close(handle)

    def sweep(self) -> int:
        """Remove the temporary files whose writers are gone; how many there were."""
        return sum(_remove_if_left(path) for path in self.folder.glob("*.part"))

    def _use(self) -> None:
        """Say, until this object or its process ends, that the store is in use."""
        with self._guard:
            if not self._using:
                handle = os.open(self._lock_file("use"), os.O_RDWR)
                weakref.finalize(self, os.close, handle)
                fcntl.flock(handle, fcntl.LOCK_SH)
                self._using = True

    def _new_file(self) -> tuple[int, Path]:
        while True:
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.fstat(handle).st_nlink:
                return handle, Path(name)
            os.close(handle)  # a sweep has locked and removed it in the moment between the two lines above

    def _lock_file(self, name: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.lock"
        path.touch()
        return path


def sync(*folders: Path) -> None:
    """Make names in these folders survive a power cut."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _copy(stream: Readable, handle: int, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > limit:
            raise TooLarge(f"The file has more than {limit:,} bytes, which are the most here.", field="file")
        digest.update(piece)
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(handle, rest) :]
    return digest.hexdigest(), size


def _lock(handle: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _remove_if_left(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False  # its writer has just moved or removed it
    try:
        if not _lock(handle):
            return False
        path.unlink(missing_ok=True)
        return True
    finally:
        os.close(handle)
