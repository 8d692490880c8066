"""What an evidence store can do, whichever it is.

The order that makes an acknowledged file safe: `take` writes the bytes to a temporary file, syncs it, leaves a note
that they are about to be kept, moves them to their name and syncs that; then the database commits the row that names
them; then `settle` drops the note. A crash in between leaves a temporary file, or bytes with a note that no row names.
Both go at the next `sweep`, which looks at nothing else: settled bytes are never in question, not even for a desk whose
database was put back to an older state.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from annotate.domain.errors import Conflict, NotFound

#: What a look at kept bytes finds: as they came, not there, or not those of this hash any more.
Check = Literal["good", "missing", "altered"]
#: Tells which of these hashes are named by a row of the database.
Named = Callable[[Collection[str]], Collection[str]]


class Readable(Protocol):
    """Anything that bytes can be read from: a file, an upload, a pipe."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


@dataclass(frozen=True)
class Taken:
    """Bytes that are kept now: their SHA-256 in hex, how many there are, and whether they were not there before."""

    sha256: str
    size: int
    new: bool


@dataclass(frozen=True)
class Swept:
    """What a sweep removed: temporary files of uploads that died, and the hashes of bytes that no row ever named."""

    leftovers: int
    unnamed: tuple[str, ...]


class Evidence(Protocol):
    """Where received bytes are kept. A hash that is not 64 lower-case hex digits is NotFound, like an unknown one."""

    def take(self, stream: Readable, limit: int) -> Taken:
        """Keep what can be read from the stream, in constant memory; on return it survives a power cut.

        Raises TooLarge over `limit` bytes, and whatever the stream raises; then nothing is left behind. The same bytes
        again are found again (`new` is false), also by two uploads at once, of which exactly one is the first.
        """
        ...

    def put(self, data: bytes) -> str:
        """Keep these bytes and return their SHA-256 in hex; on return they survive a power cut."""
        ...

    def settle(self, sha256: str) -> None:
        """A row that names these bytes is committed: they are no leftover. If nobody says so, a sweep finds out."""
        ...

    def open(self, sha256: str) -> io.BufferedReader:
        """The bytes of this hash, to be read from any position and closed; raises NotFound."""
        ...

    def get(self, sha256: str) -> bytes:
        """All bytes of this hash; raises NotFound."""
        ...

    def size(self, sha256: str) -> int:
        """How many bytes are kept under this hash; raises NotFound."""
        ...

    def exists(self, sha256: str) -> bool:
        """Are there bytes under this hash?"""
        ...

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """A file on this machine that another process can read, for as long as the block lasts; raises NotFound."""
        ...

    def hashes(self) -> Iterator[str]:
        """Every hash that bytes are kept under, in ascending order."""
        ...

    def check(self, sha256: str) -> Check:
        """Hash the kept bytes anew. Raises OSError where they are there but cannot be read."""
        ...

    def sweep(self, named: Named, grace: float) -> Swept:
        """Remove what uploads that never ended have left: temporary files, and bytes that no row names.

        A temporary file goes when its writer is gone. Bytes go when they were taken more than `grace` seconds ago, or
        when nobody else can be using the store; `named` is asked then, and must know of every row that names bytes.
        """
        ...


class Basics:
    """What follows from the rest, for every store."""

    def put(self: Evidence, data: bytes) -> str:
        """Keep these bytes and return their SHA-256 in hex."""
        return self.take(io.BytesIO(data), len(data)).sha256

    def get(self: Evidence, sha256: str) -> bytes:
        """All bytes of this hash; raises NotFound."""
        with self.open(sha256) as file:
            return file.read()

    def exists(self: Evidence, sha256: str) -> bool:
        """Are there bytes under this hash?"""
        try:
            self.size(sha256)
        except NotFound:
            return False
        return True

    def check(self: Evidence, sha256: str) -> Check:
        """Hash the kept bytes anew."""
        try:
            with self.open(sha256) as file:
                return "good" if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "altered"
        except NotFound:
            return "missing"


def named_well(sha256: str) -> str:
    """The hash itself if it is one, so that nothing else can ever be named; raises NotFound."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise NotFound("There is no such file.")
    return sha256


def same_size(sha256: str, kept: int, received: int) -> None:
    """Bytes of one hash have one size: raises Conflict if what is kept is not what it was."""
    if kept != received:
        raise Conflict(
            f"These bytes are held already, but what is held is damaged: {kept:,} bytes instead of {received:,}. "
            f"Ask whoever runs the desk to restore {sha256} from a backup, then send the file again."
        )
