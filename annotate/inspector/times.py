"""Times as files write them, to milliseconds since 1970 in UTC; a time without a zone stays a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

#: A PDF's time (ISO 32000-1, 7.9.4): everything after the year may be missing, and the zone may be.
_PDF = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d'?\d{0,2})?")
_EXIF = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_ZONE = re.compile(r"([+-])(\d\d):?'?(\d\d)?")
_UTC = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)")


def exif_time(text: str) -> str:
    """`2008:10:22 16:28:39` as `2008-10-22T16:28:39`, "" for what is no time."""
    match = _EXIF.match(text)
    if not match:
        return ""
    try:
        return datetime(*map(int, match.groups())).isoformat()  # type: ignore[arg-type]
    except ValueError:
        return ""


def with_zone(taken: str, zone: str) -> int | None:
    """A camera's time with its zone (`+02:00`) as UTC; None without one."""
    offset = _offset(zone)
    if not taken or offset is None:
        return None
    return _ms(datetime.fromisoformat(taken).replace(tzinfo=offset))


def satellite_time(date: Any, clock: Any) -> int | None:
    """The two GPS fields of EXIF, which are UTC; None if either is missing or wrong."""
    try:
        year, month, day = (int(part) for part in re.split(r"[:-]", str(date).strip("\x00 ")))
        hours, minutes, seconds = (float(part) for part in clock)
        moment = datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return _ms(moment)
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        return None


def pdf_time(text: str) -> int | None:
    """`D:20210324151700+01'00'` as UTC; None without a zone."""
    match = _PDF.match(text)
    if not match or not match.group(7):
        return None
    parts = [int(part or default) for part, default in zip(match.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)]
    try:
        return _ms(datetime(*parts, tzinfo=_offset(match.group(7)) or UTC))  # type: ignore[misc, arg-type]
    except (ValueError, OverflowError):
        return None


def utc_time(text: str) -> int | None:
    """The first `YYYY-MM-DD HH:MM:SS` in a text, taken as UTC; None for none, and for the year 1904 (“not set”)."""
    match = _UTC.search(text)
    if not match:
        return None
    try:
        moment = datetime.fromisoformat(f"{match.group(1)}T{match.group(2)}+00:00")
    except ValueError:
        return None
    return _ms(moment) if moment.year > 1904 else None


def iso_time(text: str) -> int | None:
    """An ISO 8601 time with its zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _ms(moment) if moment.tzinfo else None


def clock_ms(hours: Sequence[str]) -> int:
    """Hours, minutes, seconds and thousandths of a subtitle, in milliseconds."""
    hour, minute, second, fraction = hours
    return ((int(hour) * 60 + int(minute)) * 60 + int(second)) * 1000 + int(fraction.ljust(3, "0"))


def _offset(zone: str) -> timezone | None:
    match = _ZONE.match(zone)
    if not match:
        return None
    minutes = int(match.group(2)) * 60 + int(match.group(3) or 0)
    if minutes > 14 * 60:  # the farthest there is
        return None
    return timezone(timedelta(minutes=-minutes if match.group(1) == "-" else minutes))


def _ms(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
