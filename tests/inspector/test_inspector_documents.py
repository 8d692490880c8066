"""PDFs, archives, recordings and subtitles: sound ones, and ones that are made to harm."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from conftest import Look
from made_files import Entry, Film, pdf_of, srt_of, wav_of, zip_of
from PIL import Image

from annotate.domain.errors import Invalid, NotFound, Unreadable
from annotate.domain.findings import Archive, Document, Place, Subtitles
from annotate.inspector import render_page

INFO = "/Title (Raid) /Author (Ana) /Producer (Press) /Creator (Pen) /CreationDate (D:20240102030405+01'00')"


def test_a_pdf_says_its_pages_and_properties(look: Look) -> None:
    found = look(pdf_of(3, info=INFO), "a.pdf")
    created = "D:20240102030405+01'00'"
    assert found.findings.document == Document(3, False, "Raid", "Press", "Pen", created, 1_704_161_045_000)
    assert found.findings.personal and found.findings.personal.author == "Ana"
    assert found.thumbnail is not None
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert small.size == (360, 480) and small.convert("L").getpixel((100, 400)) < 20


def test_a_pdf_with_a_password_is_recorded_as_one(look: Look) -> None:
    found = look(pdf_of(locked=True))
    assert found.outcome == "done" and found.thumbnail is None
    assert found.findings.document and (found.findings.document.encrypted, found.findings.document.pages) == (
        True,
        None,
    )
    assert any("protected by a password" in sentence for sentence in found.findings.warnings)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", pdf_of()[:150], b"%PDF-1.7\n" + b"[" * 200_000])
def test_a_broken_pdf_is_refused_with_a_reason(look: Look, data: bytes) -> None:
    found = look(data)
    assert (found.outcome, found.media_type) == ("refused", "application/pdf")
    assert found.problem == "The PDF is broken and cannot be opened."


def test_scripts_attachments_and_a_late_beginning_of_a_pdf_are_said(look: Look) -> None:
    script = "/JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >>"
    file = "/EmbeddedFiles << /Names [(b) << /Type /Filespec /F (b.exe) >>] >>"
    said = " ".join(look(b"\x00\x01\n" + pdf_of(catalog=f"/Names << {script} {file} >>")).findings.warnings)
    assert "Scripts stand in the PDF (1)" in said and "attached inside the PDF (1)" in said
    assert "Other bytes stand before the beginning" in said


def test_a_page_is_drawn_at_the_width_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(2))
    with Image.open(io.BytesIO(render_page(path, 2, 600))) as page:
        assert (page.format, page.size) == ("PNG", (600, 800)) and page.convert("L").getpixel((100, 700)) < 20
    path.write_bytes(pdf_of(box="0 0 10 14000"))
    with Image.open(io.BytesIO(render_page(path, 1))) as page:
        assert page.height <= 5_000 and page.width >= 1


@pytest.mark.parametrize(
    ("data", "page", "width", "error", "words"),
    [
        (pdf_of(2), 3, 1200, NotFound, "The PDF has 2 pages; there is no page 3."),
        (pdf_of(2), 0, 1200, NotFound, "there is no page 0"),
        (pdf_of(2), 1, 5, Invalid, "16 to 4,000 pixels wide, not 5"),
        (pdf_of(2), 1, 10**9, Invalid, "not 1,000,000,000"),
        (pdf_of(locked=True), 1, 1200, Unreadable, "protected by a password"),
        (b"\xff\xd8\xff no pdf", 1, 1200, Unreadable, "broken and cannot be opened"),
        (pdf_of(box="0 0 0 0"), 1, 1200, None, ""),
    ],
)
def test_a_page_that_cannot_be_drawn_is_answered_precisely(
    tmp_path: Path, data: bytes, page: int, width: int, error: type[Exception] | None, words: str
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    if error is None:  # PDFium gives such a page a size of its own
        assert render_page(path, page, width).startswith(b"\x89PNG")
        return
    with pytest.raises(error) as caught:
        render_page(path, page, width)
    assert words in str(caught.value)


def test_an_archive_is_counted_by_its_list_and_office_documents_are_told_apart(look: Look) -> None:
    plain = look(zip_of(Entry("a.txt"), Entry("b.txt")), "a.zip")
    assert (plain.media_type, plain.findings.archive) == ("application/zip", Archive(2, 10))
    assert plain.findings.warnings == ()
    for name, kind in (("word/document.xml", "wordprocessingml.document"), ("xl/workbook.xml", "spreadsheetml.sheet")):
        found = look(zip_of(Entry("[Content_Types].xml"), Entry(name), Entry("word/vbaProject.bin")))
        assert found.media_type.endswith(kind)
        assert "The document holds macros, which a word processor may run." in found.findings.warnings


def test_zip_bombs_are_told_by_their_list(look: Look) -> None:
    flat = look(zip_of(*(Entry(f"{n}", says=4_000_000_000) for n in range(16))))
    assert flat.findings.archive == Archive(16, 64_000_000_000)
    assert "A bomb: 1,362 bytes would unpack to 64.0 GB. Do not unpack it." in flat.findings.warnings
    shared = look(zip_of(Entry("a"), Entry("b", at=0)))
    assert any("share the same packed bytes" in sentence for sentence in shared.findings.warnings)
    many = look(zip_of(*(Entry(f"{n}", packed=b"") for n in range(60_000))))
    assert many.outcome == "done" and any("60,000 entries" in sentence for sentence in many.findings.warnings)


def test_entries_that_would_harm_whoever_unpacks_them_are_said(look: Look) -> None:
    made = zip_of(
        Entry("../a"), Entry("/b"), Entry("C:\\c"), Entry("d", mode=0o120777), Entry("in.zip"), Entry("e.exe")
    )
    said = " ".join(look(made).findings.warnings)
    for words in ("“../a” would be", "“/b” would be", "“C:/c” would be", "“d” is a link", "“in.zip”", "“e.exe”"):
        assert words in said


@pytest.mark.parametrize("data", [b"PK\x03\x04", zip_of(Entry("a"))[:40], zip_of(Entry("a"))[:-30] + zip_of()[-22:]])
def test_a_broken_archive_is_recorded(look: Look, data: bytes) -> None:
    found = look(data)
    assert found.media_type == "application/zip" and (found.outcome == "refused" or found.findings.archive)


def test_a_video_says_length_codec_size_time_and_place(look: Look) -> None:
    found = look(Film(place=b"+41.4206+002.1621+027.300/").mp4(), "DJI_0001.MP4")
    seen = found.findings.recording
    assert seen is not None and found.outcome == "done" and found.findings.warnings == ()
    assert (seen.duration_ms, seen.video_codec, seen.audio_codec, seen.container) == (12_000, "AVC", "", "MPEG-4")
    assert (seen.width, seen.height, seen.frame_rate) == (640, 360, "25/1")
    assert seen.created_ms == 1_714_383_636_000
    assert found.findings.personal and found.findings.personal.place == Place(414_206_000, 21_621_000, 2_730, None)


def test_a_clock_that_was_never_set_is_no_time(look: Look) -> None:
    seen = look(Film(created=0).mp4()).findings.recording
    assert seen is not None and seen.created_ms is None


def test_sound_says_its_length(look: Look) -> None:
    found = look(wav_of(3), "a.wav")
    assert found.findings.recording and found.findings.recording.duration_ms == 3_000
    assert found.findings.recording.audio_codec == "PCM" and found.findings.recording.width is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (Film().mp4()[:-3000], "cut off: 3,000 bytes are missing"),
        (Film().mp4()[:300], "cut off"),
        (Film().mp4()[:24], "no index (moov)"),
        (Film().mp4() + b"\x00\x00\x00\x01", ""),
        (Film().mp4() + b"<script>alert(1)</script>", "belong to no part of the recording"),
        (wav_of(3)[:9_000], "cut off"),
    ],
)
def test_a_recording_that_is_cut_off_is_read_as_far_as_it_goes(look: Look, data: bytes, words: str) -> None:
    found = look(data)
    assert found.outcome == "done" and found.findings.recording is not None
    assert words in " ".join(found.findings.warnings)
    assert sum("cut off" in sentence for sentence in found.findings.warnings) <= 2


def test_a_giant_index_and_boxes_within_boxes_do_not_take_over(look: Look) -> None:
    nested = b"".join((8 * (20_000 - n)).to_bytes(4, "big") + b"moov" for n in range(20_000))
    giant = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + b"\xff\xff\xff\xffmoov" + b"\x00" * 1000
    for data in (Film().mp4()[:24] + nested, giant):
        assert look(data).media_type == "video/mp4"


def test_subtitles_are_counted_and_their_markup_is_said(look: Look) -> None:
    found = look(srt_of(["Hello", "<i>there</i>", '<font size="36">you</font>']), "a.srt")
    assert found.findings.subtitles == Subtitles(3, 0, 3_000) and found.findings.telemetry is None
    assert found.findings.warnings == ()
    said = look(srt_of(["Hello", "<img src=x onerror=alert(1)>"])).findings.warnings
    assert any("hold markup" in sentence for sentence in said)
