"""What is particular to an S3 store: parts, conditions, a store that does not answer, notes and dooms."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from evidence_stores import free_port

from annotate.domain.errors import Conflict

pytest.importorskip("boto3", reason='the extra “s3” is not installed: pip install -e ".[test]"')

from annotate.store.evidence import remote, s3, sending

LARGE = 20_000_000
YEAR = 365 * 86_400


def nobody(hashes: Collection[str]) -> Collection[str]:
    return ()


def keys(client: Any, bucket: str) -> list[str]:
    return [item["Key"] for item in client.list_objects_v2(Bucket=bucket).get("Contents", ())]


def uploads(client: Any, bucket: str) -> list[str]:
    return [item["Key"] for item in client.list_multipart_uploads(Bucket=bucket).get("Uploads", ())]


def test_keys_lie_below_the_prefix(s3: Any, s3_client: Any, bucket: str) -> None:
    digest = s3.put(b"kept")
    assert keys(s3_client, bucket) == [f"desk/evidence/kept/{digest}", f"desk/evidence/taken/{digest}"]
    s3.settle(digest)
    assert keys(s3_client, bucket) == [f"desk/evidence/kept/{digest}"]


def test_a_bucket_needs_no_prefix(s3_client: Any, bucket: str, tmp_path: Path) -> None:
    store = s3.S3(s3_client, bucket, "", tmp_path)
    assert store.get(store.put(b"kept")) == b"kept"
    assert keys(s3_client, bucket)[0].startswith("kept/")


def test_a_large_file_goes_in_parts_and_comes_back_whole(s3: Any, s3_client: Any, bucket: str) -> None:
    data = os.urandom(LARGE)
    taken = s3.take(io.BytesIO(data), LARGE)
    assert s3.get(taken.sha256) == data
    etag = s3_client.head_object(Bucket=bucket, Key=f"desk/evidence/kept/{taken.sha256}")["ETag"]
    assert etag.endswith('-3"'), "three parts"
    assert uploads(s3_client, bucket) == []


@pytest.mark.parametrize("size", [0, 10, sending.PART, sending.PART + 1, LARGE])
def test_nothing_is_ever_overwritten(s3_client: Any, bucket: str, tmp_path: Path, size: int) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(size))
    assert sending.send(s3_client, bucket, "key", file, size)
    file.write_bytes(b"\1" * size)
    assert not sending.send(s3_client, bucket, "key", file, size)
    assert s3_client.get_object(Bucket=bucket, Key="key")["Body"].read() == bytes(size)
    assert uploads(s3_client, bucket) == []


def test_an_upload_that_fails_half_way_leaves_no_parts(
    s3_client: Any, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts are sent and taken, but are too small for the server to make an object of them."""
    monkeypatch.setattr(sending, "PART", 1_000_000)
    file = tmp_path / "file"
    file.write_bytes(bytes(LARGE))
    with pytest.raises(remote.Unanswered, match="EntityTooSmall"):
        sending.send(s3_client, bucket, "key", file, LARGE)
    assert uploads(s3_client, bucket) == [] and keys(s3_client, bucket) == []


def test_parts_that_a_dead_process_left_are_aborted_when_they_are_old(s3: Any, s3_client: Any, bucket: str) -> None:
    """This server says of every upload that it began in 2010."""
    for key in (f"desk/evidence/kept/{'a' * 64}", f"another/desk/kept/{'b' * 64}"):
        s3_client.create_multipart_upload(Bucket=bucket, Key=key)
    assert s3.sweep(nobody, 100 * YEAR).leftovers == 0
    assert s3.sweep(nobody, YEAR).leftovers == 1
    assert uploads(s3_client, bucket) == [f"another/desk/kept/{'b' * 64}"]


def test_a_sweep_leaves_other_desks_alone(s3: Any, s3_client: Any, bucket: str, tmp_path: Path) -> None:
    theirs = import_module("annotate.store.evidence.s3").S3(s3_client, bucket, "desk", tmp_path / "theirs")
    digest = theirs.put(b"theirs")
    s3.put(b"ours")
    assert len(s3.sweep(nobody, 0).unnamed) == 1
    assert theirs.get(digest) == b"theirs"


def test_bytes_that_a_sweep_is_about_to_remove_are_not_relied_on(s3: Any, s3_client: Any, bucket: str) -> None:
    digest = s3.put(b"doomed")
    s3_client.put_object(Bucket=bucket, Key=f"desk/evidence/doomed/{digest}", Body=b"")
    with pytest.raises(Conflict, match="Send the file again"):
        s3.take(io.BytesIO(b"doomed"), 100)
    # That sweep died. The next one ends what it began, and the bytes can come back.
    assert s3.sweep(nobody, 0).unnamed == (digest,)
    assert keys(s3_client, bucket) == []
    assert s3.take(io.BytesIO(b"doomed"), 100).new


def test_uploads_and_sweeps_at_once_lose_nothing_that_was_acknowledged(
    s3: Any, s3_client: Any, bucket: str, tmp_path: Path
) -> None:
    """The sweeps look twice as often as the uploads come, and what was taken is named at once."""
    named: set[str] = set()
    done = threading.Event()

    def sweeping() -> None:
        other = import_module("annotate.store.evidence.s3").S3(s3_client, bucket, "desk/evidence", tmp_path / "other")
        while not done.is_set():
            other.sweep(named.intersection, 2)

    thread = threading.Thread(target=sweeping)
    thread.start()
    try:
        for _ in range(15):
            for data in (b"one", b"two"):
                try:
                    named.add(s3.take(io.BytesIO(data), 10).sha256)
                except Conflict:
                    continue
    finally:
        done.set()
        thread.join()
    assert len(named) == 2
    assert {s3.check(digest) for digest in named} == {"good"}


def test_a_store_that_does_not_answer_is_not_the_fault_of_the_file(
    s3_client: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    store = s3.S3(s3.connect(f"http://127.0.0.1:{free_port()}"), "bucket", "", tmp_path)
    for ask in (lambda: store.put(b"x"), lambda: store.check("a" * 64), lambda: list(store.hashes())):
        with pytest.raises(remote.Unanswered, match="does not answer"):
            ask()
    assert list(tmp_path.glob("*.part")) == []


def test_a_bucket_that_is_not_there_is_not_taken_for_a_missing_file(s3_client: Any, tmp_path: Path) -> None:
    store = s3.S3(s3_client, "no-such-bucket", "", tmp_path)
    with pytest.raises(remote.Unanswered, match="NoSuchBucket"):
        store.put(b"x")
    with pytest.raises(remote.Unanswered, match="NoSuchBucket"):
        list(store.hashes())


def test_reading_on_is_one_request_and_a_seek_another(s3: Any, s3_client: Any) -> None:
    asked: list[str] = []
    s3_client.meta.events.register(
        "before-call.s3.GetObject", lambda params, **_: asked.append(params["headers"]["Range"])
    )
    data = os.urandom(5_000_000)
    with s3.open(s3.put(data)) as file:
        assert file.read(2_000_000) + file.read(1_500_000) == data[:3_500_000]
        assert asked == ["bytes=0-"]
        file.seek(4_999_990)
        assert file.read() == data[-10:]
        assert asked == ["bytes=0-", "bytes=4999990-"]
