"""How far a file goes, so that no citation points behind its end: length, size, pages, as the inspector found them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotate.domain import locators
from annotate.domain.errors import Invalid
from annotate.domain.findings import Findings
from annotate.domain.locators import WHOLE, Locator, Region

#: What can be pointed at in a file: times, regions, pages, words alone; `unknown` while nobody has looked at it.
Medium = Literal["video", "audio", "image", "document", "subtitles", "other", "unknown"]
_TIMED, _DRAWN = ("video", "audio", "subtitles", "unknown"), ("video", "image", "unknown")


@dataclass(frozen=True)
class Bounds:
    """Milliseconds, pixels and pages; None where the inspector could not tell, and then nothing is too far."""

    medium: Medium = "unknown"
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    pages: int | None = None


def bounds(media_type: str, findings: Findings | None) -> Bounds:
    """Of a file of this type (by content), with what was found in it; None: it was not looked at yet."""
    if findings is None:
        return Bounds()
    kind = media_type.split("/")[0]
    if findings.recording and kind in ("video", "audio"):
        found = findings.recording
        return Bounds("video" if kind == "video" else "audio", found.duration_ms, found.width, found.height)
    if kind in ("video", "audio"):
        return Bounds("video" if kind == "video" else "audio")
    if findings.picture:
        return Bounds("image", None, findings.picture.width, findings.picture.height)
    if findings.document or media_type == "application/pdf":
        return Bounds("document", pages=findings.document.pages if findings.document else None)
    if findings.subtitles:
        return Bounds("subtitles", findings.subtitles.end_ms)
    return Bounds("image") if kind == "image" else Bounds("other")


def canonical(text: str, limits: Bounds) -> str:
    """What somebody wrote about a place in such a file, in its one spelling. Raises Invalid, naming the limit.

    A file without times, regions and pages (a text, an archive) takes words as they are.
    """
    if limits.medium == "other":
        return text
    place = locators.typed(text, paged=limits.medium == "document")
    check(place, limits)
    return locators.format(place)


def check(place: Locator, limits: Bounds) -> None:
    """Raise Invalid unless the place is of a kind that the file has, and inside it."""
    if place.start_ms is not None:
        _fits(limits.medium in _TIMED, "a time", limits)
        _within_time(place, limits)
    if place.region is not None:
        _fits(limits.medium in _DRAWN, "a region", limits)
        _within_picture(place.region, limits)
    if place.page is not None:
        _fits(limits.medium in ("document", "unknown"), "a page", limits)
        if limits.pages is not None and place.page > limits.pages:
            raise _beyond(f"The file has {_pages(limits.pages)}; there is no page {place.page:,}.")


def _within_time(place: Locator, limits: Bounds) -> None:
    last = place.end_ms if place.end_ms is not None else place.start_ms
    if limits.duration_ms is not None and last is not None and last > limits.duration_ms:
        length = locators.clock(limits.duration_ms)
        raise _beyond(f"The recording ends at {length}; {locators.clock(last)} is beyond its end.")


def _within_picture(region: Region, limits: Bounds) -> None:
    right, bottom = region.x + region.width, region.y + region.height
    if region.unit == "percent":
        if max(right, bottom) > WHOLE:
            raise _beyond("The region reaches beyond 100 % of the picture.")
    elif (limits.width is not None and right > limits.width) or (limits.height is not None and bottom > limits.height):
        raise _beyond(
            f"The picture is {limits.width:,} × {limits.height:,} pixels; the region reaches to {right:,}, {bottom:,}."
        )


def _fits(fits: bool, what: str, limits: Bounds) -> None:
    if not fits:
        raise _beyond(f"{what.capitalize()} says nothing about {_NAMES[limits.medium]}. {_ADVICE[limits.medium]}")


_NAMES: dict[Medium, str] = {
    "video": "a video", "audio": "a sound recording", "image": "a still picture", "document": "a PDF",
    "subtitles": "subtitles", "other": "this file", "unknown": "this file",
}  # fmt: skip
_ADVICE: dict[Medium, str] = {
    "video": "Write a timecode such as 04:12, or a region such as xywh=160,120,320,240.",
    "audio": "Write a timecode such as 04:12.", "subtitles": "Write a timecode such as 04:12.",
    "image": "Write a region such as xywh=160,120,320,240.", "document": "Write a page such as page=3.",
    "other": "", "unknown": "",
}  # fmt: skip


def _pages(number: int) -> str:
    return "one page" if number == 1 else f"{number:,} pages"


def _beyond(message: str) -> Invalid:
    return Invalid(message, field="locator")
