"""Files that are no bundle, or not as it should be: refused with what is wrong, never a traceback, never “valid”."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundle_story import Forged, Story, faults, findings

from annotate import verify
from annotate.domain import note
from annotate.domain.canonical import canonical
from annotate.exports import bundle

Event = dict[str, Any]


def entry(name: bytes, data: bytes, method: int = 0, flags: int = 0) -> bytes:
    about = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 0x21, zlib.crc32(data), len(data), len(data), len(name), 0)
    return b"PK\x03\x04" + about + name + data


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda good: b"", "unreadable: This is not a bundle"),
        (lambda good: b"%PDF-1.7 hello", "unreadable: This is not a bundle"),
        (lambda good: good[: len(good) // 2], "the zip file ends before it does"),
        (lambda good: good[:-1], "it is cut off, has something added"),
        (lambda good: good + b"\n", "it is cut off, has something added"),
        (lambda good: good + good, "it is cut off, has something added"),
        (lambda good: b"\n" + good, "unreadable: This is not a bundle"),
        (lambda good: entry(b"README.txt", b"x") + good, "README.txt: it is in the bundle twice"),
        (lambda good: entry(b"../../etc/passwd", b"x") + good, "../../etc/passwd: no file of this name belongs"),
        (lambda good: entry(b"/report.json", b"x") + good, "/report.json: no file of this name belongs"),
        (lambda good: entry(b"evidence\\x.exe", b"x") + good, "no file of this name belongs"),
        (lambda good: entry(b"inner.zip", good) + good, "inner.zip: no file of this name belongs"),
        (lambda good: entry("r\u00e9port.json".encode(), b"x") + good, "no file of this name belongs"),
        (lambda good: entry(b"report.csv", b"x", method=8) + good, "report.csv: it is compressed"),
        (lambda good: entry(b"report.csv", b"x", flags=1) + good, "report.csv: it is compressed, encrypted"),
        (lambda good: b"PK\x03\x04", "the zip file: it is cut off"),
        (lambda good: bundle.zipped({"README.txt": b"hello"}), "checkpoint.txt: it is missing from the bundle"),
        (lambda good: b"".join(entry(b"evidence/%064x" % n, b"") for n in range(2_001)), "more than 2,000 files"),
    ],
)
def test_what_is_no_bundle_is_refused(good: bytes, story: Story, make: Callable[[bytes], bytes], said: str) -> None:
    assert said in faults(make(good), story)


def test_the_first_fault_may_be_enough(forged: Forged, story: Story) -> None:
    forged.files["README.txt"] += b" "
    forged.lines(forged.events[:-1])
    whole = findings(forged.listed(), story.key)
    alone = findings(forged.listed(), story.key, first=True)
    assert len(whole.faults) > 1 and alone.faults == whole.faults[:1]


def test_what_is_too_large_is_not_looked_at(good: bytes, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "MOST", 1_000)
    with pytest.raises(verify.Unreadable, match="The file has"):
        verify.check(good, story.key)


@pytest.mark.parametrize("change", [{"version": 2}, {"version": "1"}, {"format": "something"}, {"version": None}])
def test_unknown_versions_are_not_judged(forged: Forged, story: Story, change: Event) -> None:
    manifest = {"format": "annotate-bundle", "version": 1, "files": {}, **change}
    forged.put("manifest.json", manifest)
    assert "this verifier knows annotate-bundle, version 1" in faults(forged.stale(), story)


def other_origin(note: str) -> str:
    return note.replace("desk.example/trail\n", "desk.example/other\n", 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda note: note.replace("\n\n", "\nan extra line\n\n", 1), "does not belong to it"),
        (lambda note: f"{note}junk\n", "a line of its signatures is not one"),
        (lambda note: note.replace("— ", "- "), "a line of its signatures is not one"),
        (lambda note: note.rstrip("\n"), "not a signed note"),
        (other_origin, "does not belong to it"),
        (lambda note: note.replace("— desk.example/trail", "— desk.example/other"), "did not sign it"),
        (lambda note: "\n\n— desk.example/trail AAAAAAAAAA==\n", "did not sign it"),
        (lambda note: note.replace("\n", "\r\n"), "not a signed note"),
        (lambda note: "", "not a signed note"),
    ],
)
def test_malformed_checkpoints_are_refused(
    forged: Forged, story: Story, change: Callable[[str], str], said: str
) -> None:
    forged.files["checkpoint.txt"] = change(forged.files["checkpoint.txt"].decode()).encode()
    found = faults(forged.signed(), story)
    assert "checkpoint.txt: " in found and said in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("desk.example/other\n5\n" + "A" * 43 + "=\n", "it is of the log desk.example/other"),
        ("desk.example/trail\n5\n" + "A" * 43 + "=\nextension\n", "and no other line"),
        ("desk.example/trail\n05\n" + "A" * 43 + "=\n", "and no other line"),
        ("desk.example/trail\n-5\n" + "A" * 43 + "=\n", "and no other line"),
    ],
)
def test_checkpoints_that_are_signed_and_no_checkpoints(forged: Forged, story: Story, text: str, said: str) -> None:
    key = story.signer.hand.key
    forged.files["checkpoint.txt"] = f"{text}\n{note.line(key, story.signer.hand.sign(text.encode()))}".encode()
    assert said in faults(forged.signed(), story)


@pytest.mark.parametrize(
    "line",
    [
        b"", b"[]", b"null", b"7", b'{"hidden":"xyz"}', b'{"hidden":7}', b'{"hidden": "0"}', b'{"a":1.5}', b'{"a":1}',
        b'{"a":NaN}', b'{"a":1,"a":1}', b"\xff\xfe", b"{" * 5_000, b"[" * 200_000, b'{"a":' + b"9" * 30 + b"}",
        b'{"v":2}', b'{"\xc3\xa9":1}',
    ],
)  # fmt: skip
def test_lines_that_are_no_events_are_named(forged: Forged, story: Story, line: bytes) -> None:
    lines = forged.files["events.jsonl"].split(b"\n")
    lines[4] = line
    forged.files["events.jsonl"] = b"\n".join(lines)
    assert "event 5: " in faults(forged.signed(), story)


@pytest.mark.parametrize("name", ["report.json", "proof.json"])
@pytest.mark.parametrize("value", [{}, {"article": 1}, {"leaves": 7, "article": 1, "nodes": [], "size": 0}])
def test_other_forms_are_faults_and_no_tracebacks(forged: Forged, story: Story, name: str, value: Event) -> None:
    forged.files[name] = canonical(value)
    assert f"{name}: it does not have the form" in faults(forged.signed(), story)


# --- the command line -------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Exit status, and all that was printed."""
    status = verify.main([str(word) for word in words])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_the_exit_status_says_which(good: bytes, vkey: Path, tmp_path: Path, capsys) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(good)
    assert run(capsys, path, "--key", vkey)[0] == 0
    path.write_bytes(good[:-1])
    status, said = run(capsys, path, "--key", vkey)
    assert status == 1 and "Not valid: 1 fault." in said and "Valid" not in said
    path.write_bytes(b"hello")
    assert run(capsys, path, "--key", vkey) == (2, "This is not a bundle: it does not begin as a zip file does.\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be used"), (b"\xff\xfe", "is not a text file"), (b"desk+00+AA", "cannot be used"),
        (b"desk.example/trail+00000000+" + b"A" * 44, "cannot be used"), (None, "cannot be read"),
    ],
)  # fmt: skip
def test_a_key_that_is_none(good: bytes, tmp_path: Path, capsys, content: bytes | None, said: str) -> None:
    (tmp_path / "b.zip").write_bytes(good)
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    status, printed = run(capsys, tmp_path / "b.zip", "--key", tmp_path / "key")
    assert status == 2 and said in printed and "alid" not in printed


def test_what_cannot_be_read(tmp_path: Path, vkey: Path, good: bytes, capsys) -> None:
    assert run(capsys, tmp_path, "--key", vkey)[0] == 2
    assert run(capsys, tmp_path / "nowhere.zip")[0] == 2
    (tmp_path / "b.zip").write_bytes(good)
    (tmp_path / "old.txt").write_text("no checkpoint")
    status, said = run(capsys, tmp_path / "b.zip", "--since", tmp_path / "old.txt")
    assert status == 2 and "The older checkpoint cannot be used" in said


def test_what_a_file_says_does_not_reach_the_terminal(tmp_path: Path, good: bytes, capsys) -> None:
    (tmp_path / "b.zip").write_bytes(entry(b"\x1b[31mred\n", b"x") + good)
    status, said = run(capsys, tmp_path / "b.zip")
    assert status == 1 and "\x1b" not in said
