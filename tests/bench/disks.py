"""A disk that may lose its power: from recorded system calls to what could be there afterwards.

The model is that of POSIX, harsher than any journaling file system. What fsync has returned for is there. Of the writes
to a file since then any may have arrived, none, or some of their sectors of 512 bytes; a new length likewise. A name is
only there, or gone, for certain once its folder was synced: until then a file that was made, renamed or removed may
have any of its names. Reads are no part of it, nor are the locks and the shared memory of SQLite (`-shm`).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
#: What may have become of the writes to a file that no fsync covers.
FATES = ("nothing", "prefix", "some", "torn", "everything")


@dataclass(frozen=True)
class Call:
    """One recorded call: its kind, its words, the bytes that were written."""

    kind: str
    words: tuple[str, ...]
    data: bytes = b""


@dataclass
class File:
    """Bytes as the process sees them, bytes that are certain, changes between: (offset, data), or (size, None)."""

    seen: bytearray = field(default_factory=bytearray)
    certain: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def change(self, at: int, data: bytes | None) -> None:
        """A write, or a new size."""
        apply(self.seen, at, data)
        self.pending.append((at, data))

    def sync(self) -> None:
        """All of it is certain now."""
        for at, data in self.pending:
            apply(self.certain, at, data)
        self.pending.clear()


@dataclass
class Folder:
    """Names as the process sees them, names that are certain, changes between: (call, name, what or nothing)."""

    seen: dict[str, File | Folder] = field(default_factory=dict)
    certain: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[tuple[int, str, File | Folder | None]] = field(default_factory=list)

    def change(self, call: int, name: str, what: File | Folder | None) -> None:
        """A name that is given or taken away."""
        put(self.seen, name, what)
        self.pending.append((call, name, what))

    def sync(self) -> None:
        """All of it is certain now."""
        for _, name, what in self.pending:
            put(self.certain, name, what)
        self.pending.clear()


class Disk:
    """What is below one folder, call by call. It begins with what lies there now, all of it certain."""

    def __init__(self, root: Path) -> None:
        self.prefix = str(root)
        self.root = _certain(root)
        self.calls = 0
        self._open: dict[int, File | Folder] = {}

    def do(self, call: Call) -> None:
        """One more call."""
        self.calls += 1
        getattr(self, f"_{call.kind.lower()}")(call)

    def file(self, name: str) -> File:
        """A file of the folder itself, as the process sees it."""
        found = self.root.seen[name]
        assert isinstance(found, File)
        return found

    def cut(self, target: Path, draw: random.Random) -> None:
        """Write what could be there if the power went now."""
        fate = draw.choice((*FATES, ""))

        def choose() -> str:
            return fate or draw.choice(FATES)

        names: dict[int, bool] = {}

        def arrived(call: int) -> bool:
            # Both names of a file that moves from one folder to another arrive together, as far as they are uncertain.
            return names.setdefault(call, draw.random() < {"nothing": 0.0, "everything": 1.0}.get(fate, 0.5))

        _write(self.root, target, arrived, lambda file: survivors(file, choose(), draw))

    def differences(self, target: Path) -> list[str]:
        """Where what the process sees is not what lies in the folder: a call that the recorder does not know."""
        there = {name: data for name, data in _flat(_certain(target)) if not shared(name)}
        here = {name: data for name, data in _flat(self.root) if not shared(name)}
        return sorted(name for name in there.keys() | here.keys() if there.get(name) != here.get(name))

    def _o(self, call: Call) -> None:
        fd, flags, path = int(call.words[0]), int(call.words[1]), call.words[2]
        folder, name = self._place(path)
        found = folder.seen.get(name) if name else folder
        if found is None:
            found = File()
            folder.change(self.calls, name, found)
        if flags & os.O_TRUNC and isinstance(found, File) and found.seen:
            found.change(0, None)
        self._open[fd] = found

    def _x(self, call: Call) -> None:
        del self._open[int(call.words[0])]

    def _w(self, call: Call) -> None:
        self._file(call).change(int(call.words[1]), call.data)

    def _t(self, call: Call) -> None:
        self._file(call).change(int(call.words[1]), None)

    def _s(self, call: Call) -> None:
        self._open[int(call.words[0])].sync()

    def _r(self, call: Call) -> None:
        (before, old), (after, new) = self._place(call.words[0]), self._place(call.words[1])
        moved = before.seen[old]
        after.change(self.calls, new, moved)
        before.change(self.calls, old, None)

    def _u(self, call: Call) -> None:
        folder, name = self._place(call.words[0])
        folder.change(self.calls, name, None)

    def _m(self, call: Call) -> None:
        folder, name = self._place(call.words[0])
        folder.change(self.calls, name, Folder())

    def _file(self, call: Call) -> File:
        found = self._open[int(call.words[0])]
        assert isinstance(found, File)
        return found

    def _place(self, path: str) -> tuple[Folder, str]:
        parts = [part for part in path[len(self.prefix) :].split("/") if part]
        folder = self.root
        for part in parts[:-1]:
            below = folder.seen[part]
            assert isinstance(below, Folder)
            folder = below
        return folder, parts[-1] if parts else ""


def recorded(log: Path) -> Iterator[Call]:
    """The calls of a log that powercut.c wrote."""
    with log.open("rb") as file:
        while line := file.readline():
            kind, _, rest = line.decode().rstrip("\n").partition(" ")
            if kind == "W":
                words = tuple(rest.split(" "))
                yield Call(kind, words, file.read(int(words[2])))
            elif kind == "O":
                yield Call(kind, tuple(rest.split(" ", 2)))
            else:
                yield Call(kind, tuple(rest.split("\t" if kind == "R" else " ")))


def survivors(file: File, fate: str, draw: random.Random) -> bytearray:
    """The bytes of a file of which some changes have arrived."""
    data, pending = bytearray(file.certain), file.pending
    if fate == "prefix":
        pending = pending[: draw.randrange(len(pending) + 1)]
    for at, change in [] if fate == "nothing" else pending:
        if fate in ("some", "torn") and draw.random() < 0.5:
            continue
        if change is not None and fate in ("torn", "prefix") and (fate == "torn" or change is pending[-1][1]):
            tear(data, at, change, draw)
        else:
            apply(data, at, change)
    return data


def tear(data: bytearray, at: int, change: bytes, draw: random.Random) -> None:
    """Some sectors of one write."""
    begin = at
    while begin < at + len(change):
        end = min((begin // SECTOR + 1) * SECTOR, at + len(change))
        if draw.random() < 0.5:
            apply(data, begin, change[begin - at : end - at])
        begin = end


def apply(data: bytearray, at: int, change: bytes | None) -> None:
    """A write at an offset, or (None) a new size; what was never written between is zero."""
    end = at if change is None else at + len(change)
    if len(data) < end:
        data.extend(bytes(end - len(data)))
    if change is None:
        del data[at:]
    else:
        data[at:end] = change


def put(names: dict[str, File | Folder], name: str, what: File | Folder | None) -> None:
    """Give a name, or (None) take it away."""
    if what is None:
        names.pop(name, None)
    else:
        names[name] = what


def shared(name: str) -> bool:
    """SQLite's shared memory is no file that has to survive."""
    return name.endswith("-shm")


def _write(
    folder: Folder, target: Path, arrived: Callable[[int], bool], bytes_of: Callable[[File], bytearray]
) -> None:  # fmt: skip
    names = dict(folder.certain)
    for call, name, what in folder.pending:
        if arrived(call):
            put(names, name, what)
    target.mkdir()
    for name, what in names.items():
        if isinstance(what, Folder):
            _write(what, target / name, arrived, bytes_of)
        elif not shared(name):
            (target / name).write_bytes(bytes_of(what))


def _certain(root: Path) -> Folder:
    names: dict[str, File | Folder] = {}
    for path in root.iterdir():
        if path.is_dir():
            names[path.name] = _certain(path)
        else:
            data = path.read_bytes()
            names[path.name] = File(bytearray(data), bytearray(data))
    return Folder(names, dict(names))


def _flat(folder: Folder, above: str = "") -> Iterator[tuple[str, bytes]]:
    for name, what in folder.seen.items():
        if isinstance(what, Folder):
            yield from _flat(what, f"{above}{name}/")
        else:
            yield f"{above}{name}", bytes(what.seen)
