"""What every evidence store does, whichever it is."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from annotate.domain.errors import Conflict, NotFound, TooLarge
from annotate.store.evidence import Evidence, Folder, Taken

WORDS = b"Eleven people were taken away." * 1000
MANY = 1 << 30


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def traces(tmp_path: Path) -> list[str]:
    """Temporary files that are left on this machine."""
    return [path.name for path in tmp_path.rglob("*.part")]


def damage(store: Any, digest: str, data: bytes) -> None:
    """Put other bytes in the place of those that are kept, as no part of the program does."""
    if isinstance(store, Folder):
        store.path(digest).chmod(0o600)
        store.path(digest).write_bytes(data)
    else:
        store._client.put_object(Bucket=store._bucket, Key=store._key("kept", digest), Body=data)


class Bit(io.RawIOBase):
    """Gives a few bytes at a time, as a slow network does, and may break off."""

    def __init__(self, data: bytes, piece: int, *, breaks: BaseException | None = None) -> None:
        self.left, self.piece, self.breaks = data, piece, breaks

    def read(self, size: int = -1, /) -> bytes:
        if not self.left and self.breaks:
            raise self.breaks
        piece, self.left = self.left[: self.piece], self.left[self.piece :]
        return piece


def test_what_was_taken_is_there_under_its_hash(store: Evidence, tmp_path: Path) -> None:
    taken = store.take(io.BytesIO(WORDS), MANY)
    assert taken == Taken(sha256(WORDS), len(WORDS), True)
    assert store.get(taken.sha256) == WORDS
    assert store.size(taken.sha256) == len(WORDS)
    assert store.exists(taken.sha256)
    assert store.check(taken.sha256) == "good"
    assert traces(tmp_path) == []


@pytest.mark.parametrize("piece", [1, 7, 1 << 16])
def test_a_stream_may_come_in_pieces_of_any_size(store: Evidence, piece: int) -> None:
    data = WORDS[:1000]
    assert store.get(store.take(Bit(data, piece), MANY).sha256) == data


def test_no_bytes_are_bytes_too(store: Evidence) -> None:
    taken = store.take(io.BytesIO(b""), 0)
    assert (taken.sha256, taken.size) == (sha256(b""), 0)
    assert store.get(taken.sha256) == b""
    assert store.check(taken.sha256) == "good"


def test_the_same_bytes_again_are_recognised(store: Evidence) -> None:
    assert store.take(io.BytesIO(WORDS), MANY).new
    assert store.take(io.BytesIO(WORDS), MANY) == Taken(sha256(WORDS), len(WORDS), False)
    assert store.put(WORDS) == sha256(WORDS)
    assert list(store.hashes()) == [sha256(WORDS)]


def test_as_many_bytes_as_the_limit_are_taken_and_one_more_is_not(store: Evidence, tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match=f"more than {len(WORDS) - 1:,} bytes") as refused:
        store.take(io.BytesIO(WORDS), len(WORDS) - 1)
    assert refused.value.problems[0].field == "file"
    assert list(store.hashes()) == [] and traces(tmp_path) == []
    assert store.take(io.BytesIO(WORDS), len(WORDS)).new


def test_no_more_is_read_of_what_is_too_large(store: Evidence) -> None:
    endless = Bit(bytes(5_000_000), 1000)
    with pytest.raises(TooLarge):
        store.take(endless, 10_000)
    assert len(endless.left) == 5_000_000 - 11_000


@pytest.mark.parametrize("breaks", [ConnectionResetError("gone"), KeyboardInterrupt(), GeneratorExit()])
def test_a_client_that_goes_away_leaves_nothing(store: Evidence, tmp_path: Path, breaks: BaseException) -> None:
    with pytest.raises(type(breaks)):
        store.take(Bit(WORDS, 500, breaks=breaks), MANY)
    assert list(store.hashes()) == [] and traces(tmp_path) == []
    assert not store.exists(sha256(WORDS))


def test_any_part_can_be_read(store: Evidence) -> None:
    data = os.urandom(3_000_000)
    with store.open(store.put(data)) as file:
        assert file.seekable()
        assert file.seek(2_500_000) == 2_500_000
        assert file.read(10) == data[2_500_000:2_500_010]
        file.seek(5)
        assert file.read(1_500_000) == data[5:1_500_005]
        file.seek(-7, io.SEEK_END)
        assert file.read() == data[-7:] and file.tell() == len(data)
        file.seek(10, io.SEEK_END)
        assert file.read(1) == b""
        with pytest.raises((ValueError, OSError)):
            file.seek(-1)


NAMES = [
    "0" * 64,
    "",
    "ab",
    "A" * 64,
    "0" * 63 + "g",
    "0" * 64 + "\n",
    "../../../../etc/passwd",
    "0" * 61 + "/..",
    "\0" * 64,
    "٠" * 64,
]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_there_is_not_found_whatever_it_is_called(store: Evidence, name: str) -> None:
    store.put(WORDS)
    for ask in (store.get, store.open, store.size):
        with pytest.raises(NotFound):
            ask(name)
    with pytest.raises(NotFound), store.local(name):
        pass
    assert not store.exists(name)
    assert store.check(name) == "missing"


def test_another_process_can_read_a_local_file(store: Evidence, tmp_path: Path) -> None:
    digest = store.put(WORDS)
    ask = "import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())"
    with store.local(digest) as path:
        found = subprocess.run([sys.executable, "-c", ask, path], capture_output=True, text=True, check=True)
        assert found.stdout.strip() == digest
    assert store.get(digest) == WORDS
    assert traces(tmp_path) == []


def test_hashes_come_in_order(store: Evidence) -> None:
    put = [store.put(str(n).encode()) for n in range(40)]
    assert list(store.hashes()) == sorted(put)


@pytest.mark.parametrize("other", [WORDS[:-1], WORDS[:-1] + b"?", WORDS + b".", b""])
def test_altered_bytes_are_found(store: Evidence, other: bytes) -> None:
    digest = store.put(WORDS)
    damage(store, digest, other)
    assert store.check(digest) == "altered"


def test_bytes_that_are_there_but_damaged_are_neither_believed_nor_overwritten(store: Evidence, tmp_path: Path) -> None:
    digest = store.put(WORDS)
    damage(store, digest, WORDS[:-5])
    with pytest.raises(Conflict, match=f"{len(WORDS) - 5:,} bytes instead of {len(WORDS):,}.*restore {digest}"):
        store.take(io.BytesIO(WORDS), MANY)
    assert store.get(digest) == WORDS[:-5] and traces(tmp_path) == []


def test_of_many_uploads_of_the_same_bytes_at_once_exactly_one_is_the_first(store: Evidence, tmp_path: Path) -> None:
    data = os.urandom(400_000)
    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(lambda _: store.take(Bit(data, 50_000), MANY), range(20)))
    assert {found.sha256 for found in taken} == {sha256(data)}
    assert [found.new for found in taken].count(True) == 1
    assert store.get(sha256(data)) == data and traces(tmp_path) == []


def test_twenty_uploads_at_once_lose_nothing(store: Evidence, tmp_path: Path) -> None:
    files = [os.urandom(100_000 + n) for n in range(20)]
    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(lambda data: store.take(Bit(data, 30_000), MANY), files))
    assert taken == [Taken(sha256(data), len(data), True) for data in files]
    assert {store.check(found.sha256) for found in taken} == {"good"}
    assert traces(tmp_path) == []
