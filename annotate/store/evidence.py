"""Evidence: bytes kept once under their SHA-256, never changed, in a folder outside the database."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

from annotate.domain.errors import NotFound


class Evidence(Protocol):
    """Where received bytes are kept."""

    def put(self, data: bytes) -> str:
        """Keep these bytes and return their SHA-256 in hex; on return they survive a power cut."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes of this hash; raises NotFound."""
        ...


class Folder:
    """Files named by their hash, two levels deep, written to a temporary name, synced, and moved into place."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where bytes of this hash lie; the hash is checked, so no other path can be named."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise NotFound("There is no such file.")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, data: bytes) -> str:
        """Keep these bytes. Order: write, fsync the file, rename, fsync the folder; the database commits after."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.path(sha256)
        if place.exists():
            return sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".incoming-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o440)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for folder in (place.parent, place.parent.parent, self.root):
            _sync(folder)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of this hash."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("There is no such file.") from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
