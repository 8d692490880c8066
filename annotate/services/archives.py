"""A zip that is signed as a whole: its comment is a signed note on every byte before it.

The signature is checked before anything reads the zip. Its parts are then taken by their listed names alone, so no
name can climb out of the folder that they are written to.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from annotate.audit.signer import Hand
from annotate.domain import backup, note
from annotate.domain.backup import MANIFEST, Manifest
from annotate.domain.errors import Conflict, Invalid, Unreadable
from annotate.domain.note import Key

#: Bytes read at a time; bytes of a manifest, at most.
_CHUNK, _MOST = 1 << 20, 500_000_000
#: The record that ends a zip: its mark, its length without a comment, and the largest comment.
_END, _LENGTH, _COMMENT = b"PK\x05\x06", 22, 65_535


def sign(path: Path, hand: Hand) -> None:
    """Put the signed note behind a zip that has no comment yet, and make it survive a power cut."""
    covered = path.stat().st_size - 2
    said = backup.statement(hand.key.name, _hashed(path, covered))
    signed = f"{said}\n{note.line(hand.key, hand.sign(said.encode()))}".encode()
    with path.open("r+b") as file:
        file.seek(covered)
        file.write(len(signed).to_bytes(2, "little") + signed)
        file.flush()
        os.fsync(file.fileno())


def check(path: Path, by: Key) -> None:
    """Raises Unreadable or Conflict unless the file, to its last byte, is a backup that this key signed."""
    covered, signed = _parted(path)
    try:
        said, signatures = note.signed(signed, by)
    except Invalid as error:
        raise _foreign(signed, by) from error
    try:
        note.check_signature(by, signatures[0], said.encode())
    except Invalid as error:
        raise Unreadable(f"The signature at the end of {path.name} is damaged.", field="file") from error
    lines = said.split("\n")
    if lines[1:2] != [f"{backup.FORMAT}/{backup.VERSION}"]:
        raise Unreadable(f"{path.name} says of itself that it is {lines[1]!r}: made by a newer version.", field="file")
    if said != backup.statement(by.name, _hashed(path, covered)):
        raise Unreadable(
            f"The bytes of {path.name} are not those that were signed: it was altered or damaged.", field="file"
        )  # fmt: skip


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A checked backup and its manifest, which lists exactly what is inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(MANIFEST).file_size > _MOST:
                raise Unreadable(f"The list of what {path.name} holds is too long to be one.", field="file")
            manifest = backup.read(archive.read(MANIFEST))
            names = archive.namelist()
            if sorted(names) != sorted([MANIFEST, *manifest.files]):
                raise Unreadable(f"{path.name} holds other files than it lists.", field="file")
            yield archive, manifest
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise Unreadable(f"{path.name} is not a backup: {error}.", field="file") from error


def extract(archive: zipfile.ZipFile, name: str, manifest: Manifest, target: IO[bytes]) -> None:
    """Write one part, which must be as long as the manifest says and have its hash. Raises Unreadable."""
    part, digest, left = manifest.files[name], hashlib.sha256(), manifest.files[name].size
    with archive.open(name) as source:
        while chunk := source.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                break
            digest.update(chunk)
            target.write(chunk)
    if left or digest.hexdigest() != part.sha256:
        raise Unreadable(f"{name} in the backup is not what its list says.", field="file")


def _parted(path: Path) -> tuple[int, str]:
    """How many bytes are covered, and the note behind them."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _LENGTH - _COMMENT))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0:
        raise Unreadable(f"{path.name} is no backup, or its end is missing: {size:,} bytes are there.", field="file")
    comment = tail[at + _LENGTH :]
    if len(comment) != int.from_bytes(tail[at + _LENGTH - 2 : at + _LENGTH], "little"):
        raise Unreadable(f"{path.name} is cut off, or something was put behind it.", field="file")
    if not comment:
        raise Unreadable(
            f"{path.name} is a zip without a signature: not a backup, or one of a version before signed backups, which"
            " can be restored by hand (docs/operations.md).", field="file",
        )  # fmt: skip
    return size - len(comment) - 2, comment.decode("utf-8", "replace")


def _foreign(signed: str, by: Key) -> Conflict | Unreadable:
    """Why the note does not have a signature of this key."""
    names = [line.split(" ")[1] for line in signed.split("\n") if line.startswith("— ") and line.count(" ") == 2]
    if not names:
        return Unreadable("The zip has a comment that is not the signature of a backup.", field="file")
    if by.name in names:
        return Conflict(f"The backup was signed by another key of the name {by.name} than {by}.", field="key")
    return Conflict(f"The backup was signed by {names[0]}, not by {by.name}: it is another desk’s.", field="key")


def _hashed(path: Path, covered: int) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while covered and (chunk := file.read(min(_CHUNK, covered))):
            digest.update(chunk)
            covered -= len(chunk)
    return digest.digest()
