"""Places inside a file, as W3C Media Fragments (1.0) and, for PDF, as `page=` of RFC 8118.

    t=12.4,19              a stretch of a recording, seconds of normal play time; `t=12.4`: a moment
    xywh=160,120,320,240   a region of a picture, in pixels of it as it is shown; `xywh=percent:…`: in hundredths
    t=12.4&xywh=…          both
    page=3                 a page, counted from 1; the words themselves are the citation's excerpt

They are whole numbers in here (milliseconds, pixels, thousandths of a per cent) and canonical decimal text outside, so
that one place has one spelling in a digest. People may write “04:12–04:19” or “page 3”: `typed` understands that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from annotate.domain.errors import Invalid

Unit = Literal["pixel", "percent"]
#: A hundred per cent, in thousandths of one.
WHOLE = 100_000
#: Larger numbers name no place in any file; they are refused before anybody reckons with them.
_MOST = 10**9
_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,9})?"
_TIME = rf"(?:(?:[0-9]{{1,4}}:)?[0-9]{{1,4}}:)?{_NUMBER}"
_TIMES = re.compile(rf"(?:npt:)?({_TIME})?(?:,({_TIME}))?")
_REGION = re.compile(rf"(?:(pixel|percent):)?({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_TYPED_TIMES = re.compile(rf"({_TIME})(?:\s*(?:[-–—,]|to)\s*({_TIME}))?")
_TYPED_PAGE = re.compile(r"(?:pages?|pp?\.?)?\s*([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Region:
    """A rectangle from its top left corner: pixels, or thousandths of a per cent of width and height."""

    unit: Unit
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Locator:
    """A place in a file. `end_ms` is None for a moment; all None: the file as a whole."""

    start_ms: int | None = None
    end_ms: int | None = None
    region: Region | None = None
    page: int | None = None


def parse(text: str) -> Locator:
    """The place that a fragment names, with or without its `#`. Raises Invalid for what is none, or says two things."""
    found = Locator()
    seen: set[str] = set()
    for part in text.removeprefix("#").split("&"):
        name, equals, value = part.partition("=")
        if not equals or name not in _READ:
            raise _wrong(f"“{part[:60]}” is no place in a file.")
        if name in seen:
            raise _wrong(f"“{name}=” stands there twice.")
        seen.add(name)
        found = _READ[name](found, value)
    return found


def format(place: Locator) -> str:
    """The one spelling of a place; "" for the whole file. `parse` reads it back."""
    parts = []
    if place.start_ms is not None:
        end = "" if place.end_ms is None else f",{_decimal(place.end_ms)}"
        parts.append(f"t={_decimal(place.start_ms)}{end}")
    if place.region:
        parts.append(f"xywh={_corners(place.region)}")
    if place.page is not None:
        parts.append(f"page={place.page}")
    return "&".join(parts)


def typed(text: str, paged: bool = False) -> Locator:
    """What somebody wrote: a fragment, a timecode or two (04:12, 1:02:03.5–1:02:09), or (`paged`) a page's number."""
    text = text.strip()
    if not text:
        return Locator()
    if "=" in text:
        return parse(text)
    if paged or re.match(r"p", text, re.IGNORECASE):
        match = _TYPED_PAGE.fullmatch(text)
        if match is None:
            raise _wrong(f"“{text[:60]}” is no page. Write its number, such as 3.")
        return _page(Locator(), match[1])
    match = _TYPED_TIMES.fullmatch(text)
    if match is None:
        raise _wrong(f"“{text[:60]}” is no timecode. Write it as 04:12, or a stretch as 04:12–04:19.")
    return _span(Locator(), match[1], match[2])


def say(place: Locator) -> str:
    """In people's words: “04:12–04:19, region 320 × 240 at 160, 120”, “page 3”."""
    parts = []
    if place.start_ms is not None:
        end = "" if place.end_ms is None else f"–{clock(place.end_ms)}"
        parts.append(clock(place.start_ms) + end)
    if place.page is not None:
        parts.append(f"page {place.page:,}")
    if place.region:
        parts.append(_say_region(place.region))
    return ", ".join(parts)


def clock(ms: int) -> str:
    """A time as players show it: 04:12, 04:12.4, 1:02:03."""
    seconds, rest = divmod(ms, 1000)
    hours, minutes = divmod(seconds // 60, 60)
    fraction = f".{rest:03d}".rstrip("0") if rest else ""
    return (
        f"{hours}:{minutes:02d}:{seconds % 60:02d}{fraction}"
        if hours
        else f"{minutes:02d}:{seconds % 60:02d}{fraction}"
    )


def _say_region(region: Region) -> str:
    sign = " %" if region.unit == "percent" else ""
    x, y, width, height = (_in_unit(region.unit, n) for n in (region.x, region.y, region.width, region.height))
    return f"region {width} × {height}{sign} at {x}, {y}{sign}"


def _corners(region: Region) -> str:
    numbers = (_in_unit(region.unit, n) for n in (region.x, region.y, region.width, region.height))
    return ("percent:" if region.unit == "percent" else "") + ",".join(numbers)


def _in_unit(unit: Unit, number: int) -> str:
    return _decimal(number) if unit == "percent" else str(number)


def _read_time(place: Locator, value: str) -> Locator:
    match = _TIMES.fullmatch(value)
    if match is None or not (match[1] or match[2]):
        raise _wrong("A time is written in seconds, t=12.4, or as a stretch, t=12.4,19.")
    return _span(place, match[1] or "0", match[2])


def _span(place: Locator, first: str, last: str | None) -> Locator:
    start, end = _ms(first), None if last is None else _ms(last)
    if end is not None and end <= start:
        raise _wrong(f"The stretch ends at {clock(end)}, which is not after its beginning at {clock(start)}.")
    return replace(place, start_ms=start, end_ms=end)


def _ms(text: str) -> int:
    """Milliseconds of `12.4`, `04:12.4` or `1:02:03`; minutes and seconds under an hour mark go to 59."""
    *higher, last = text.split(":")
    numbers = [int(part) for part in higher]
    if higher and (int(last.split(".")[0]) > 59 or any(number > 59 for number in numbers[1:])):
        raise _wrong(f"“{text}” is no timecode: seconds and minutes go up to 59.")
    minutes = 0
    for number in numbers:
        minutes = minutes * 60 + number
    return _bounded(minutes * 60_000 + _thousandths(last))


def _region(place: Locator, value: str) -> Locator:
    match = _REGION.fullmatch(value)
    if match is None:
        raise _wrong("A region is written as xywh=left,top,width,height, such as xywh=160,120,320,240.")
    unit: Unit = "percent" if match[1] == "percent" else "pixel"
    numbers = [_bounded(_thousandths(match[n])) for n in range(2, 6)]
    if unit == "pixel":
        numbers = [(number + 500) // 1000 for number in numbers]
    region = Region(unit, *numbers)
    if not region.width or not region.height:
        raise _wrong("The region has no size. Its width and height are more than 0.")
    return replace(place, region=region)


def _page(place: Locator, value: str) -> Locator:
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < 1:
        raise _wrong("A page is written as page=3; the first one is 1.")
    return replace(place, page=int(value))


_READ = {"t": _read_time, "xywh": _region, "page": _page}


def _thousandths(number: str) -> int:
    """A decimal number in thousandths, the fourth place rounded."""
    whole, _, fraction = number.partition(".")
    return int(whole) * 1000 + (int(f"{fraction:0<4}"[:4]) + 5) // 10


def _decimal(thousandths: int) -> str:
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


def _bounded(number: int) -> int:
    if number > _MOST:
        raise _wrong("This number is too large for a place in a file.")
    return number


def _wrong(message: str) -> Invalid:
    return Invalid(message, field="locator")
