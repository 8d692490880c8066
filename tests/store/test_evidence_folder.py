"""What is particular to a folder: names on the disk, processes that die, processes that live."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotate.store.evidence import Folder, Taken
from annotate.store.evidence.incoming import Incoming

DAY = 86_400


def nobody(hashes: Collection[str]) -> Collection[str]:
    return ()


class Slow:
    """A stream that gives one piece, and the end only when it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.pieces = [b"", b"half of it"]

    def read(self, size: int, /) -> bytes:
        if len(self.pieces) == 1:
            self.begun.set()
            assert self.go_on.wait(30)
        return self.pieces.pop()


@contextmanager
def another_process(root: Path, code: str) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the store, has said “ready”, and is killed at the end of the block."""
    lines = ("import sys, time", "from pathlib import Path", "from annotate.store.evidence import Folder",
             f"store = Folder(Path({str(root)!r}))", code)  # fmt: skip
    command = [sys.executable, "-c", "\n".join(lines)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout and process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


PUT_AND_WAIT = "store.put(b'theirs'); print('ready', flush=True); time.sleep(60)"
HALF_AN_UPLOAD = """
class Half:
    pieces = [b"x" * 100_000]
    def read(self, size):
        if self.pieces:
            return self.pieces.pop()
        print("ready", flush=True)
        time.sleep(60)
store.take(Half(), 1_000_000)
"""


def test_kept_files_are_read_only_and_lie_two_levels_deep(folder: Folder) -> None:
    digest = folder.put(b"kept")
    path = folder.root / digest[:2] / digest[2:4] / digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert path.read_bytes() == b"kept"
    with folder.local(digest) as local:
        assert local == path


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="which file a number stands for is asked of Linux")
@pytest.mark.parametrize("new", [True, False])
def test_bytes_are_on_the_disk_before_their_name_is_and_both_before_the_answer(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, new: bool
) -> None:
    """The real calls, listened to. Also whoever finds the bytes there waits for their name to be on the disk."""
    digest = Folder(folder.root).put(b"kept") if not new else hashlib.sha256(b"kept").hexdigest()
    calls: list[tuple[str, Path]] = []
    fsync, rename = os.fsync, os.rename

    def listened_fsync(handle: int) -> None:
        fsync(handle)
        calls.append(("fsync", Path(f"/proc/self/fd/{handle}").readlink()))

    def listened_rename(old: Path, name: Path) -> None:
        calls.append(("rename", name))
        rename(old, name)

    monkeypatch.setattr(os, "fsync", listened_fsync)
    monkeypatch.setattr(os, "rename", listened_rename)
    assert folder.put(b"kept") == digest
    place = folder.path(digest)
    assert calls.pop(0)[1].suffix == ".part"
    wanted = [("fsync", folder.root / ".incoming"), *([("rename", place)] if new else [])]
    assert calls == [*wanted, ("fsync", place.parent), ("fsync", place.parent.parent), ("fsync", folder.root)]


def test_what_else_lies_in_the_folder_is_no_evidence(folder: Folder) -> None:
    digest = folder.put(b"kept")
    (folder.root / "README").write_text("not ours")
    (folder.root / digest[:2] / "zz").mkdir()
    (folder.path(digest).parent / "thumbs.db").write_text("not ours")
    assert list(folder.hashes()) == [digest]
    folder.sweep(nobody, 0)
    assert (folder.root / "README").exists() and (folder.path(digest).parent / "thumbs.db").exists()


def test_a_living_upload_is_no_leftover(folder: Folder) -> None:
    slow, taken = Slow(), []
    thread = threading.Thread(target=lambda: taken.append(folder.take(slow, 100)))
    thread.start()
    assert slow.begun.wait(30)
    assert Folder(folder.root).sweep(nobody, 0).leftovers == 0
    slow.go_on.set()
    thread.join(60)
    assert folder.get(taken[0].sha256) == b"half of it"


def test_the_upload_of_a_living_process_is_no_leftover_and_that_of_a_dead_one_is(folder: Folder) -> None:
    with another_process(folder.root, HALF_AN_UPLOAD):
        assert folder.sweep(nobody, 0).leftovers == 0
        assert len(list(folder.root.rglob("*.part"))) == 1
    assert folder.sweep(nobody, DAY).leftovers == 1
    assert list(folder.root.rglob("*.part")) == [] and list(folder.hashes()) == []


def test_young_bytes_stay_as_long_as_any_process_may_be_about_to_name_them(folder: Folder) -> None:
    with another_process(folder.root, PUT_AND_WAIT):
        assert folder.sweep(nobody, DAY).unnamed == ()
        assert len(list(folder.hashes())) == 1
    assert len(folder.sweep(nobody, DAY).unnamed) == 1
    assert list(folder.hashes()) == []


def test_whoever_uses_the_store_is_not_alone(folder: Folder) -> None:
    folder.put(b"mine")
    assert folder.sweep(nobody, DAY).unnamed == ()
    assert Folder(folder.root).sweep(nobody, DAY).unnamed == ()
    assert len(list(folder.hashes())) == 1


def test_a_store_that_is_used_no_more_lets_go_of_it(tmp_path: Path) -> None:
    used = Folder(tmp_path)
    digest = used.put(b"mine")
    del used
    assert Folder(tmp_path).sweep(nobody, DAY).unnamed == (digest,)


def test_nobody_begins_while_a_sweep_is_alone(folder: Folder) -> None:
    """Else bytes could be taken, by a note that is new, between the question and the removal without grace."""
    other, done = Folder(folder.root), threading.Event()
    thread = threading.Thread(target=lambda: (other.put(b"later"), done.set()))
    with Incoming(folder.root / ".incoming").alone() as alone:
        assert alone
        thread.start()
        assert not done.wait(0.3)
    thread.join(60)
    assert done.is_set() and len(list(folder.hashes())) == 1


def test_an_upload_waits_for_a_sweep_that_is_just_removing_the_same_bytes(folder: Folder) -> None:
    """The sweep has found an old note before the upload made it new; it removes bytes and note, and both come back."""
    digest = folder.put(b"the same")
    note = folder.root / ".incoming" / f"{digest}.taken"
    os.utime(note, (0, 0))
    taken: list[Taken] = []
    thread = threading.Thread(target=lambda: taken.append(folder.take(io.BytesIO(b"the same"), 100)))
    with Incoming(folder.root / ".incoming").turn():
        thread.start()
        while note.stat().st_mtime == 0:
            time.sleep(0.01)
        thread.join(0.3)
        assert taken == [], "it has to wait for its turn"
        folder.path(digest).unlink()
        note.unlink()
    thread.join(60)
    assert taken == [Taken(digest, 8, True)]
    assert folder.get(digest) == b"the same" and note.exists()


def test_a_temporary_file_that_was_swept_before_it_was_locked_is_made_anew(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment between making a file and locking it: a sweep there, for real, takes it for a leftover."""
    from annotate.store.evidence import incoming  # noqa: PLC0415

    real, swept = incoming.tempfile.mkstemp, []

    def then_sweep(**where: object) -> tuple[int, str]:
        made = real(**where)
        if not swept:
            swept.append(Folder(folder.root).sweep(nobody, DAY).leftovers)
        return made

    monkeypatch.setattr(incoming.tempfile, "mkstemp", then_sweep)
    digest = folder.put(b"kept all the same")
    assert swept == [1]
    assert folder.get(digest) == b"kept all the same"


@pytest.mark.skipif(not os.access("/proc/self/clear_refs", os.W_OK), reason="memory is counted as Linux counts it")
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """300 MB go through a process of its own, which is at most 20 MB larger in between."""
    code = f"""
from pathlib import Path
from annotate.store.evidence import Folder
class Zeros:
    left = 300
    def read(self, size):
        self.left -= 1
        return bytes(1_000_000) if self.left >= 0 else b""
def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
store = Folder(Path({str(tmp_path)!r}))
store.put(b"warm")
Path("/proc/self/clear_refs").write_text("5")
before = peak()
assert store.take(Zeros(), 1 << 30).size == 300_000_000
print(peak() - before)
"""
    grown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 20_000, grown.stdout


def test_a_sweep_needs_no_folder(tmp_path: Path) -> None:
    assert Folder(tmp_path / "not" / "there").sweep(nobody, 0).unnamed == ()
    assert list(Folder(tmp_path / "nor" / "here").hashes()) == []


def test_a_clock_that_was_put_back_removes_nothing(folder: Folder) -> None:
    folder.put(b"from the future")
    for note in folder.root.rglob("*.taken"):
        os.utime(note, (time.time() + DAY, time.time() + DAY))
    assert folder.sweep(nobody, 60).unnamed == ()
