"""Video and sound: length, codecs, size, when and with what recorded, by MediaInfo. Nothing is decoded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import pymediainfo

from annotate.domain.findings import Personal, Place, Recording
from annotate.inspector import times
from annotate.inspector.base import Found, Opened, TooSlow, tidy

#: Seconds that MediaInfo may go on asking for more.
_SECONDS = 10
#: A place as phones write it (ISO 6709): +41.4206+002.1621+027.300/
_ISO_6709 = re.compile(r"([+-]\d{1,2}\.\d{1,10})([+-]\d{1,3}\.\d{1,10})([+-]\d{1,6}(?:\.\d{1,6})?)?")
_NOT_HERE = "The recording: the library MediaInfo is not installed for this system."
Track = Mapping[str, Any]


def look(opened: Opened, found: Found) -> None:
    """Read the headers of all tracks; the first video and the first sound are named."""
    if not pymediainfo.MediaInfo.can_parse():
        found.unexamined.append(_NOT_HERE)
        return
    try:
        told = pymediainfo.MediaInfo.parse(opened.reader(_SECONDS), output="JSON", buffer_size=262_144)
    except TooSlow:
        found.unexamined.append(f"The recording: reading its headers took longer than {_SECONDS} seconds.")
        return
    try:
        document = json.loads(told)
    except (ValueError, RecursionError):
        found.unexamined.append("The recording: MediaInfo had nothing to say that can be read.")
        return
    found.used(f"MediaInfo {tidy((document.get('creatingLibrary') or {}).get('version', ''), 20)}")
    tracks: list[Track] = [
        track for track in (document.get("media") or {}).get("track") or () if isinstance(track, dict)
    ]
    _read(tracks, found)


def _read(tracks: list[Track], found: Found) -> None:
    general, video, sound = (_first(tracks, kind) for kind in ("General", "Video", "Audio"))
    if not video and not sound:
        found.warn("No video and no sound was found in the recording: it is cut off, broken or of an unknown kind.")
    extra = {**general, **_inner(general)}
    found.recording = Recording(
        duration_ms=_ms(general.get("Duration") or video.get("Duration") or sound.get("Duration")),
        container=_text(general, "Format"),
        video_codec=_codec(video),
        audio_codec=_codec(sound),
        width=_number(video.get("Width")),
        height=_number(video.get("Height")),
        frame_rate=_rate(video),
        created_ms=times.utc_time(_text(general, "Encoded_Date") or _text(video, "Encoded_Date")),
        make=_text(extra, "com_apple_quicktime_make", "Encoded_Hardware_CompanyName"),
        model=_text(extra, "com_apple_quicktime_model", "Encoded_Hardware_Model"),
    )
    place = _place(_text(extra, "com_apple_quicktime_location_ISO6709", "Recorded_Location", "xyz"))
    author = _text(extra, "Performer", "com_apple_quicktime_author")
    if place or author:
        found.personal = Personal(place, author, "", ())
    if any("Yes" in (track.get("IsTruncated"), _inner(track).get("IsTruncated")) for track in tracks) and not any(
        "cut off" in sentence for sentence in found.warnings
    ):
        found.warn("The recording is cut off: its end is missing.")


def _first(tracks: list[Track], kind: str) -> Track:
    return next((track for track in tracks if track.get("@type") == kind), {})


def _inner(track: Track) -> Track:
    extra = track.get("extra")
    return extra if isinstance(extra, dict) else {}


def _text(track: Track, *names: str) -> str:
    return next((tidy(track[name]) for name in names if isinstance(track.get(name), str)), "")


def _codec(track: Track) -> str:
    return " ".join(filter(None, (_text(track, "Format"), _text(track, "Format_Profile"))))


def _rate(video: Track) -> str:
    over, under = _number(video.get("FrameRate_Num")), _number(video.get("FrameRate_Den"))
    return f"{over}/{under}" if over and under else _text(video, "FrameRate")


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value) else None


def _ms(value: Any) -> int | None:
    try:
        found = int(Decimal(tidy(value)) * 1000)
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return found if 0 <= found < 2**53 else None


def _place(text: str) -> Place | None:
    match = _ISO_6709.search(text)
    if not match:
        return None
    latitude, longitude = (round(Decimal(match.group(n)) * 10**7) for n in (1, 2))
    if abs(latitude) > 90 * 10**7 or abs(longitude) > 180 * 10**7:
        return None
    return Place(latitude, longitude, round(Decimal(match.group(3)) * 100) if match.group(3) else None, None)
