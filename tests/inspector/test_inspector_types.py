"""What a file is, by its content alone, and what is said about a name that says something else."""

from __future__ import annotations

import io

import pytest
from made_files import Film, gif_of, pdf_of, picture, saved, srt_of, wav_of, zip_of

from annotate.inspector import names, sniff
from annotate.inspector.base import Opened

KNOWN = [
    (saved(picture()), "image/jpeg"),
    (saved(picture(), "PNG"), "image/png"),
    (saved(picture(), "WEBP"), "image/webp"),
    (saved(picture(), "TIFF"), "image/tiff"),
    (saved(picture(), "BMP"), "image/bmp"),
    (gif_of(1), "image/gif"),
    (Film().mp4(), "video/mp4"),
    (Film().mp4(brand=b"qt  "), "video/quicktime"),
    (Film().mp4(brand=b"M4A "), "audio/mp4"),
    (Film().mp4(brand=b"heic"), "image/heic"),
    (Film().mp4(brand=b"avif"), "image/avif"),
    (b"\x00\x00\x00\x08wide\x00\x00\x00\x08mdat", "video/quicktime"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/webm"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "video/x-matroska"),
    (b"RIFF\x00\x00\x00\x00AVI LIST", "video/x-msvideo"),
    (wav_of(1), "audio/wav"),
    (b"ID3\x04\x00\x00", "audio/mpeg"),
    (b"\xff\xfb\x90\x44\x00", "audio/mpeg"),
    (b"OggS\x00\x02\x00\x00\x01vorbis", "audio/ogg"),
    (pdf_of(), "application/pdf"),
    (b"\x00\x01 garbage\n" + pdf_of(), "application/pdf"),
    (zip_of(), "application/zip"),
    (b"\x1f\x8b\x08\x00", "application/gzip"),
    (b"MZ\x90\x00\x03", "application/vnd.microsoft.portable-executable"),
    (srt_of(["Hello", "there"]), "application/x-subrip"),
    ("\ufeff1\r\n00:00:01.000 --> 00:00:02.000\r\nHello".encode(), "application/x-subrip"),
    (b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
    (b"<!DOCTYPE html><p>page", "text/html"),
    (b"only words, and then <script>alert(1)</script>", "text/html"),
    ("\ufeff<html>".encode("utf-16"), "text/html"),
    (b'{"a": [1]}', "application/json"),
    (b"{not json at all", "text/plain"),
    (b"[" * 50_000, "text/plain"),
    ("چند کلمه".encode(), "text/plain"),
    ("Übersicht".encode("latin-1"), "text/plain"),
    (b"MZ is how this text begins", "text/plain"),
    (b"GIF is a format", "text/plain"),
    (b"\x00\x01\x02\x03", "application/octet-stream"),
    (b"  \n ", "application/octet-stream"),
]


@pytest.mark.parametrize(("data", "media_type"), KNOWN, ids=[f"{n}-{kind}" for n, (_, kind) in enumerate(KNOWN)])
def test_the_type_is_told_by_content(data: bytes, media_type: str) -> None:
    assert sniff.media_type(Opened.of(io.BytesIO(data))) == media_type


@pytest.mark.parametrize(
    ("media_type", "name", "declared", "word"),
    [
        ("application/pdf", "photo.jpg", "", "ends in “.jpg”, but the content is application/pdf"),
        ("application/octet-stream", "photo.JPG", "", "is nothing that is known"),
        ("image/png", "photo.png", "image/gif", "sent as “image/gif”"),
        ("text/html", "photo.jpg.html", "", "two endings, “.jpg” and “.html”"),
        ("application/x-executable", "photo.jpg.sh", "", "two endings"),
        ("image/jpeg", "a\u202egpj.jpg", "", "turn the direction"),
        ("image/jpeg", "../../etc/a.jpg", "", "slashes or control"),
        ("image/jpeg", "a\x00.jpg", "", "slashes or control"),
        ("image/jpeg", "a\r\nSet-Cookie: b.jpg", "", "slashes or control"),
    ],
)
def test_a_name_or_content_type_that_lies_is_said(media_type: str, name: str, declared: str, word: str) -> None:
    assert any(word in sentence for sentence in names.complaints(media_type, name, declared))


@pytest.mark.parametrize(
    ("media_type", "name", "declared"),
    [
        ("image/jpeg", "photo.jpeg", "image/jpeg"),
        ("image/jpeg", "photo", "image/jpg"),
        ("video/mp4", "film.mov", "video/quicktime"),
        ("audio/wav", "a.wav", "audio/x-wav"),
        ("application/x-subrip", "DJI_0001.SRT", "text/plain"),
        ("text/plain", "notes.v2.txt", "text/plain; charset=utf-8"),
        ("application/octet-stream", "data.bin", "application/octet-stream"),
        ("image/jpeg", "x" * 300, ""),
        ("image/jpeg", "", ""),
        ("image/jpeg", ".", ""),
    ],
)
def test_a_name_that_fits_is_not_complained_about(media_type: str, name: str, declared: str) -> None:
    assert names.complaints(media_type, name, declared) == ()


def test_the_name_tells_kinds_of_plain_text_apart_and_nothing_else() -> None:
    assert names.refined("text/plain", "table.CSV") == "text/csv"
    assert names.refined("text/plain", "page.html") == "text/plain"
    assert names.refined("image/jpeg", "table.csv") == "image/jpeg"
