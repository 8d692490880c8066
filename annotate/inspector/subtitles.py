"""SubRip files (.srt): subtitles, or the telemetry that DJI drones write beside their videos."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotate.domain.findings import Subtitles
from annotate.inspector import drone, times
from annotate.inspector.base import Found, Opened, holds_markup, megabytes

#: Bytes that are read; an hour of a drone's log at 60 frames a second has some 60 MB.
MAX_BYTES = 100_000_000
#: Characters of one line and of one cue that are looked at.
_LINE, _CUE = 4_000, 8_000
_TIMING = re.compile(r"\s*(\d{1,3}):(\d\d):(\d\d)[,.](\d{1,3})\s*-->\s*(\d{1,3}):(\d\d):(\d\d)[,.](\d{1,3})")
#: The markup that subtitles may have.
_STYLE = re.compile(r"</?(font|b|i|u)\b[^>]{0,200}>", re.IGNORECASE)


@dataclass(frozen=True)
class Cue:
    """One subtitle: from when to when, in milliseconds from the beginning of the video, and its text."""

    start_ms: int
    end_ms: int
    text: str


def look(opened: Opened, found: Found) -> None:
    """Count the cues; take the flight out of them if a drone wrote them."""
    if opened.size > MAX_BYTES:
        found.unexamined.append(f"The subtitles: {megabytes(MAX_BYTES)} are the most that is read.")
        return
    count, start, end = 0, 0, 0
    flight = drone.Flight()
    for cue in _cues(opened):
        start, end, count = start if count else cue.start_ms, max(end, cue.end_ms), count + 1
        flight.add(cue.start_ms, cue.text)
        if holds_markup(_STYLE.sub("", cue.text)):
            found.warn("The subtitles hold markup other than that of their style. It runs nowhere here.")
    found.subtitles = Subtitles(count, start, end)
    found.telemetry = flight.telemetry()
    if flight.without_fix:
        found.warn(f"{flight.without_fix:,} of {count:,} entries of the drone’s log have no position.")


def _cues(opened: Opened) -> Iterator[Cue]:
    encoding = "utf-16" if opened.at(0, 2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lines = io.TextIOWrapper(opened.reader(15), encoding, errors="replace")
    timing: tuple[int, int] | None = None
    text = ""
    while line := lines.readline(_LINE):
        match = _TIMING.match(line)
        if match:
            if timing:
                yield Cue(*timing, text)
            timing, text = (times.clock_ms(match.groups()[:4]), times.clock_ms(match.groups()[4:])), ""
        elif len(text) < _CUE:
            text += line
    if timing:
        yield Cue(*timing, text)
