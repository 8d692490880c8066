"""Files of nothing, of noise, and cut anywhere: each gets a record, and the caller goes on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from conftest import Look
from made_files import Entry, Film, exif_of, gif_of, pdf_of, picture, saved, srt_of, wav_of, zip_of

from annotate.domain.canonical import canonical
from annotate.domain.codec import to_plain
from annotate.inspector import inspect

SOUND = {
    "a.jpg": saved(picture(), exif=exif_of(Make="DJI")),
    "a.png": saved(picture(), "PNG"),
    "a.gif": gif_of(5),
    "a.webp": saved(picture(), "WEBP"),
    "a.tif": saved(picture(), "TIFF", compression="tiff_lzw"),
    "a.mp4": Film().mp4(),
    "a.wav": wav_of(1),
    "a.pdf": pdf_of(2),
    "a.zip": zip_of(Entry("a"), Entry("b")),
    "a.srt": srt_of(["[latitude: 41.4] [longitude: 2.1]"] * 5),
}


def test_an_empty_file_is_said_to_be_one(look: Look) -> None:
    found = look(b"", "a.jpg")
    assert (found.outcome, found.media_type) == ("done", "application/octet-stream")
    assert "The file is empty: it has 0 bytes." in found.findings.warnings


def test_noise_is_nothing_that_is_known(look: Look) -> None:
    found = look(b"\x00" + random.Random(1).randbytes(50_000), "a.bin")
    assert (found.outcome, found.media_type, found.findings.warnings) == ("done", "application/octet-stream", ())


@pytest.mark.parametrize("name", SOUND)
def test_a_file_damaged_at_a_hundred_places_gets_a_record(look: Look, name: str) -> None:
    chance = random.Random(name)
    data = bytearray(SOUND[name])
    for _ in range(100):
        data[chance.randrange(12, len(data))] = chance.randrange(256)
    found = look(bytes(data), name)
    assert found.outcome != "failed", found.problem
    assert canonical(to_plain(found.findings))


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "a\x00.jpg",
        "a\r\nX: y.jpg",
        "\u202egpj.exe",
        "é" * 300,
        "",
        ".",
        "-rf",
        "$(id).png",
        "\ud800.jpg",
    ],
)
def test_a_hostile_name_changes_nothing_but_what_is_said_of_it(look: Look, name: str) -> None:
    found = look(SOUND["a.png"], name)
    assert (found.outcome, found.media_type) == ("done", "image/png")
    assert canonical(to_plain(found.findings))


def test_a_file_of_two_gigabytes_is_looked_at_within_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    film = Film().mp4()
    with path.open("wb") as file:  # with a hole, which takes no room on the disk
        file.write(film[:-5008] + b"\x00\x00\x00\x01mdat" + (2 * 2**30).to_bytes(8, "big"))
        file.truncate(len(film) - 5008 + 2 * 2**30)
    found = inspect(path, "a.mp4")
    assert found.outcome == "done" and found.findings.recording and found.findings.recording.duration_ms == 12_000
    path.write_bytes(SOUND["a.jpg"])
    with path.open("ab") as file:
        file.truncate(2 * 2**30)
    large = inspect(path, "a.jpg")
    assert large.outcome == "done" and large.thumbnail
    assert any("Whether anything follows the end" in sentence for sentence in large.findings.unexamined)


def test_a_file_that_is_not_there_is_the_caller_s_affair(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect(tmp_path / "nowhere", "a.jpg")
