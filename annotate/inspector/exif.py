"""What EXIF says: the camera, its clock, and the place. All of it is what the file claims; anybody can write it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image

from annotate.domain.findings import Personal, Place
from annotate.inspector import times
from annotate.inspector.base import Found, holds_markup, megabytes, tidy

#: Bytes of EXIF that are read. A camera writes some 10 to 60 KB.
MAX_EXIF = 1_000_000
Base, Gps = ExifTags.Base, ExifTags.GPS
#: What broken EXIF makes Pillow raise.
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, ZeroDivisionError,
           AttributeError)  # fmt: skip


@dataclass(frozen=True)
class Tags:
    """The part of EXIF that matters here; see `findings.Picture` and `findings.Personal`."""

    orientation: int = 1
    taken: str = ""
    taken_ms: int | None = None
    make: str = ""
    model: str = ""
    software: str = ""
    personal: Personal | None = None


def read(image: Image.Image, found: Found) -> Tags:
    """All of it, or nothing and a warning if it is too large or broken. A pixel is never decoded for it."""
    size = len(image.info.get("exif") or b"")
    if size > MAX_EXIF:
        found.warn(f"The EXIF data have {megabytes(size)}; {megabytes(MAX_EXIF)} are the most that is read.")
        return Tags()
    # Pillow looks for the EXIF of a PNG behind its pixels too, and decodes them to get there.
    if image.format == "PNG" and not size:
        return Tags()
    try:
        exif = image.getexif()
        return _tags(exif, exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo), found)
    except _BROKEN as error:
        found.warn(f"The EXIF data are broken and were not read ({type(error).__name__}).")
        return Tags()


def _tags(main: Mapping[int, Any], shot: Mapping[int, Any], gps: Mapping[int, Any], found: Found) -> Tags:
    taken = times.exif_time(_text(shot, Base.DateTimeOriginal, found) or _text(main, Base.DateTime, found))
    zone = _text(shot, Base.OffsetTimeOriginal, found) or _text(shot, Base.OffsetTime, found)
    serials = tuple(filter(None, (_text(shot, tag, found) for tag in (Base.BodySerialNumber, Base.LensSerialNumber))))
    personal = Personal(
        _place(gps, found), _text(main, Base.Artist, found), _text(shot, Base.CameraOwnerName, found), serials
    )
    turned = main.get(Base.Orientation, 1)
    _comments(main, shot, found)
    return Tags(
        orientation=turned if isinstance(turned, int) else 1,
        taken=taken,
        taken_ms=times.with_zone(taken, zone),
        make=_text(main, Base.Make, found),
        model=_text(main, Base.Model, found),
        software=_text(main, Base.Software, found),
        personal=personal if personal != Personal(None, "", "", ()) else None,
    )


def _text(tags: Mapping[int, Any], tag: ExifTags.Base, found: Found) -> str:
    value = tags.get(tag, "")
    text = tidy(value.rstrip("\x00") if isinstance(value, str) else value if isinstance(value, bytes) else "")
    if holds_markup(text):
        found.warn(f"The EXIF field {tag.name} holds markup. It is kept as text and runs nowhere here.")
    return text


def _comments(main: Mapping[int, Any], shot: Mapping[int, Any], found: Found) -> None:
    for tags, tag in ((main, Base.ImageDescription), (main, Base.Copyright), (shot, Base.UserComment)):
        _text(tags, tag, found)


def _place(gps: Mapping[int, Any], found: Found) -> Place | None:
    if Gps.GPSLatitude not in gps or Gps.GPSLongitude not in gps:
        return None
    latitude = _degrees(gps[Gps.GPSLatitude], gps.get(Gps.GPSLatitudeRef), "S")
    longitude = _degrees(gps[Gps.GPSLongitude], gps.get(Gps.GPSLongitudeRef), "W")
    if latitude is None or longitude is None or abs(latitude) > 90 * 10**7 or abs(longitude) > 180 * 10**7:
        found.warn("The EXIF coordinates are no place on earth and were not taken over.")
        return None
    at = times.satellite_time(gps.get(Gps.GPSDateStamp), gps.get(Gps.GPSTimeStamp))
    return Place(latitude, longitude, _altitude(gps), at)


def _degrees(parts: Any, reference: Any, negative: str) -> int | None:
    values = [float(part) for part in parts]
    if len(values) != 3 or not all(math.isfinite(value) for value in values):
        return None
    found = round((values[0] + values[1] / 60 + values[2] / 3600) * 10**7)
    return -found if tidy(reference).upper().startswith(negative) else found


def _altitude(gps: Mapping[int, Any]) -> int | None:
    value = gps.get(Gps.GPSAltitude)
    if value is None or not math.isfinite(float(value)) or abs(float(value)) > 10**6:
        return None
    below = gps.get(Gps.GPSAltitudeRef) in (1, b"\x01")
    return round(float(value) * 100) * (-1 if below else 1)
