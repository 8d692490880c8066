"""Pictures: what is read out of sound ones, and what becomes of those that are made to harm."""

from __future__ import annotations

import io
import zlib

import pytest
from conftest import Look
from made_files import (
    SCRIPT,
    Entry,
    exif_of,
    gif_of,
    jpeg_with,
    picture,
    png_of,
    saved,
    zip_of,
)
from PIL import Image

from annotate.domain.findings import Personal, Place, distance

BODY = b"Exif\x00\x00"
PIXELS = zlib.compress(b"\x00" * 13 * 4)


def test_a_photograph_says_camera_time_and_place(look: Look) -> None:
    found = look(saved(picture(), exif=exif_of(Make="DJI", Model="FC3170", Artist="Ana", Software="v1")), "a.jpg")
    seen = found.findings.picture
    assert seen is not None and (found.outcome, found.media_type, found.problem) == ("done", "image/jpeg", "")
    assert (seen.width, seen.height, seen.frames, seen.animated) == (320, 200, 1, False)
    assert (seen.make, seen.model, seen.software, seen.taken) == ("DJI", "FC3170", "v1", "2024-05-01T10:20:30")
    assert seen.taken_ms == 1_714_551_630_000  # 08:20:30 UTC
    place = Place(-335_100_000, -702_500_000, 51_225, 1_714_551_631_500)
    assert found.findings.personal == Personal(place, "Ana", "Owner Name", ("BODY-77",))
    assert found.findings.warnings == () and "Pillow" in found.inspector


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_that_lies_on_its_side_is_measured_and_shown_upright(look: Look, form: str) -> None:
    exif = Image.Exif()
    exif[Image.ExifTags.Base.Orientation] = 6
    upright = look(saved(picture().rotate(-90, expand=True), form))
    found = look(saved(picture(), form, exif=exif))
    assert found.findings.picture and upright.findings.picture
    assert (found.findings.picture.width, found.findings.picture.height) == (200, 320)
    assert found.findings.picture.dhash != look(saved(picture(), form)).findings.picture.dhash  # type: ignore[union-attr]
    assert distance(found.findings.picture.dhash, upright.findings.picture.dhash) <= 4
    assert found.thumbnail is not None
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert small.size == (200, 320)


def test_a_thumbnail_is_small_and_carries_nothing_along(look: Look) -> None:
    found = look(saved(picture(1600, 900), exif=exif_of(Make="DJI"), comment=b"secret", icc_profile=b"profile"))
    assert found.thumbnail is not None and b"DJI" not in found.thumbnail and b"secret" not in found.thumbnail
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert small.format == "JPEG" and small.size == (480, 270)
        assert not small.getexif() and not {"exif", "comment", "icc_profile"} & set(small.info)


def test_near_duplicates_are_near_and_others_are_not(look: Look) -> None:
    one, smaller, other = (
        look(data).findings.picture
        for data in (saved(picture()), saved(picture().resize((200, 125)), quality=40), saved(picture(step=23), "PNG"))
    )
    assert one and smaller and other
    assert distance(one.dhash, smaller.dhash) <= 4 < 10 < distance(one.dhash, other.dhash)


def test_a_picture_of_one_shade_has_no_hash_that_would_make_all_such_alike(look: Look) -> None:
    seen = look(saved(Image.new("RGB", (64, 64), "navy"), "PNG")).findings.picture
    assert seen is not None and seen.dhash == ""


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16", "CMYK", "F"])
def test_every_mode_of_pixels_is_drawn(look: Look, mode: str) -> None:
    grey = picture().convert("L")
    image = grey.convert("I").point(lambda value: value * 200).convert("I;16") if mode == "I;16" else grey.convert(mode)
    found = look(saved(image, "TIFF" if mode in ("CMYK", "F") else "PNG"))
    assert found.outcome == "done" and found.thumbnail and found.findings.picture and found.findings.picture.dhash


def test_frames_are_counted_and_a_hundred_thousand_of_them_survived(look: Look) -> None:
    few, many = look(gif_of(3), "a.gif"), look(gif_of(100_000), "a.gif")
    assert few.findings.picture and many.findings.picture and many.outcome == "done"
    assert (few.findings.picture.frames, few.findings.picture.animated) == (3, True)
    assert many.findings.picture.frames == 100_000
    still = look(gif_of(1)).findings.picture
    assert still is not None and (still.frames, still.animated) == (1, False)


def test_a_pixel_bomb_is_refused_by_its_header(look: Look) -> None:
    found = look(png_of(30_000, 30_000, zlib.compress(b"\x00" * 90_001 * 1000)), "bomb.png")
    assert found.outcome == "refused" and "30,000 × 30,000 pixels" in found.problem
    assert found.findings.picture and found.findings.picture.width == 30_000 and found.thumbnail is None


def test_one_that_is_just_small_enough_is_drawn(look: Look) -> None:
    found = look(saved(Image.new("L", (10_000, 8_000)), "PNG"))
    assert found.outcome == "done" and found.thumbnail


def test_exif_of_sixty_megabytes_is_not_read(look: Look) -> None:
    long = look(jpeg_with(*[(0xE1, BODY + b"\x00" * 65_000)] * 920), "a.jpg")
    assert (long.outcome, long.media_type) == ("refused", "image/jpeg") and "59.8 MB" in long.problem
    chunk = look(png_of(4, 4, PIXELS, (b"eXIf", b"MM\x00*" + b"\x00" * 60_000_000)))
    assert chunk.outcome == "refused" and "60.0 MB" in chunk.problem
    packed = look(png_of(4, 4, PIXELS, (b"zTXt", b"a\x00\x00" + zlib.compress(b"\x00" * 60_000_000))))
    assert packed.outcome == "refused" and "holds too much" in packed.problem


def test_exif_over_its_limit_is_left_out_and_the_picture_shown(look: Look) -> None:
    found = look(png_of(4, 4, PIXELS, (b"eXIf", b"MM\x00*" + b"\x00" * 2_000_000)))
    assert found.outcome == "done" and found.thumbnail
    assert found.findings.warnings == ("The EXIF data have 2.0 MB; 1.0 MB are the most that is read.",)


def test_exif_with_script_stays_text_and_is_said(look: Look) -> None:
    found = look(saved(picture(), exif=exif_of(Model=SCRIPT, Make="two\nlines\x07")))
    assert found.findings.picture
    assert (found.findings.picture.model, found.findings.picture.make) == (SCRIPT, "two lines")
    assert any("EXIF field Model holds markup" in sentence for sentence in found.findings.warnings)


@pytest.mark.parametrize("body", [b"", b"II*\x00\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08" + b"\xff" * 200])
def test_broken_exif_does_not_keep_a_picture_from_being_shown(look: Look, body: bytes) -> None:
    found = look(jpeg_with((0xE1, BODY + body)))
    assert found.outcome == "done" and found.thumbnail and found.findings.personal is None


def test_a_place_that_is_none_is_not_taken_over(look: Look) -> None:
    exif = Image.Exif()
    exif.get_ifd(Image.ExifTags.IFD.GPSInfo).update({1: "N", 2: (933.0, 0.0, 0.0), 3: "E", 4: (5.0, 0.0, 0.0)})
    found = look(saved(picture(), exif=exif))
    assert found.findings.personal is None
    assert "The EXIF coordinates are no place on earth and were not taken over." in found.findings.warnings


def test_a_second_file_behind_a_picture_is_said(look: Look) -> None:
    archive = look(saved(picture()) + zip_of(Entry("a.class")), "a.jpg").findings.warnings
    assert any("opened as a ZIP archive" in sentence for sentence in archive)
    assert any("bytes more. They hold a ZIP archive." in sentence for sentence in archive)
    for form in ("JPEG", "PNG", "GIF", "WEBP"):
        page = look(saved(picture(), form) + b"<!doctype html><script>").findings.warnings
        assert any("They hold HTML or script." in sentence for sentence in page), form
        assert look(saved(picture(), form)).findings.warnings == (), form


def test_html_in_front_of_the_pixels_is_said(look: Look) -> None:
    found = look(jpeg_with((0xFE, b"<html><script>alert(1)</script>")), "a.html")
    assert found.media_type == "image/jpeg"
    assert any("HTML stands within the first 64 KB" in sentence for sentence in found.findings.warnings)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "TIFF"])
def test_a_picture_that_is_cut_off_is_said(look: Look, form: str) -> None:
    data = saved(picture(), form)
    found = look(data[: len(data) * 2 // 3])
    assert found.media_type.startswith("image/")
    assert found.outcome == "refused" or any("cut off" in sentence for sentence in found.findings.warnings)


def test_pictures_that_cannot_be_decoded_say_so(look: Look) -> None:
    found = look(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "a.heic")
    assert (found.outcome, found.media_type, found.thumbnail) == ("done", "image/heic", None)
    assert any("no free decoder" in sentence for sentence in found.findings.unexamined)
    drawing = look(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.svg")
    assert (drawing.media_type, drawing.thumbnail) == ("image/svg+xml", None)
    assert any("never drawn" in sentence for sentence in drawing.findings.unexamined)
