"""Where a file ends by its own account, and what stands behind that: a second file in the same bytes (a polyglot)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap

from annotate.inspector.base import MAX_MAPPED, UNKNOWN, Found, Opened, megabytes

Bytes = mmap | bytes
#: Bytes of metadata before the first pixel beyond which no library is asked to read them.
MAX_METADATA = 16_000_000
#: How much of what follows the end, and of the beginning, is searched for another file.
_SEARCHED = 1_000_000
#: A marker of a JPEG that is neither a restart nor an escaped 255 within the pixels.
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_HTML = re.compile(rb"<(!doctype\s+html|html|script|iframe|svg)[\s>]", re.IGNORECASE)
_INSIDE = ((b"PK\x03\x04", "a ZIP archive"), (b"%PDF-", "a PDF"), (b"ftypmp4", "a video"), (b"ftypisom", "a video"),
           (b"Rar!\x1a", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"))  # fmt: skip
#: The end of a ZIP archive may have a comment of this length behind it (APPNOTE 4.3.16).
_ZIP_TAIL = 65_557
#: Kinds of file in which no HTML is to be expected.
_OPAQUE = ("image/", "video/", "audio/", "application/pdf", UNKNOWN)
_ZIPS = ("application/zip", "application/vnd.openxmlformats", "application/vnd.oasis", "application/epub")


@dataclass(frozen=True)
class Extent:
    """Where the picture ends (None if it is cut off), its bytes that are neither pixels nor structure, its frames."""

    end: int | None
    metadata: int = 0
    frames: int = 1


def look(opened: Opened, found: Found) -> None:
    """Warn of bytes after the end, of an end that is missing, and of archives and HTML within other kinds of file."""
    _hidden_html(opened, found)
    if not found.media_type.startswith(_ZIPS) and b"PK\x05\x06" in opened.at(
        max(0, opened.size - _ZIP_TAIL), _ZIP_TAIL
    ):
        found.warn("The file can also be opened as a ZIP archive: the list of one stands at its end.")
    finder = _FINDERS.get(found.media_type)
    if finder is None:
        return
    if opened.size > MAX_MAPPED:
        found.unexamined.append(f"Whether anything follows the end: the file has more than {megabytes(MAX_MAPPED)}.")
        return
    with opened.mapped() as data:
        extent = finder(data)
        found.frames = extent.frames
        _report(data, extent, found)
    if extent.metadata > MAX_METADATA:
        found.stop(
            "refused",
            f"The file carries {megabytes(extent.metadata)} of data beside its pixels; {megabytes(MAX_METADATA)} are "
            "the most that is read.",
        )


def _hidden_html(opened: Opened, found: Found) -> None:
    if not found.media_type.startswith(_OPAQUE) or found.media_type == "image/svg+xml":
        return
    if _HTML.search(opened.at(0, 65_536)):
        found.warn("HTML stands within the first 64 KB: a program that goes by the name may run it as a page.")


def _report(data: Bytes, extent: Extent, found: Found) -> None:
    if extent.end is None:
        found.warn("The file is cut off or broken: its end is missing.")
        return
    extra = len(data) - extent.end
    tail = bytes(data[extent.end : extent.end + _SEARCHED]) + bytes(data[max(extent.end, len(data) - _ZIP_TAIL) :])
    if extra <= 0 or not tail.strip(b"\x00\r\n "):  # cameras fill up to the end of a block
        return
    names = list(dict.fromkeys(name for mark, name in _INSIDE if mark in tail))
    names += ["HTML or script"] if _HTML.search(tail) else []
    what = f" They hold {' and '.join(names)}." if names else ""
    found.warn(f"After the end of the picture follow {megabytes(extra)} more.{what}")


def _jpeg(data: Bytes) -> Extent:
    end, metadata = _one_jpeg(data, 0)
    # Further pictures of the same shot follow where the first one's list says so (CIPA DC-007).
    while end and b"MPF\x00" in data[:65_536] and data[end : end + 3] == b"\xff\xd8\xff":
        end, _ = _one_jpeg(data, end)
    return Extent(end, metadata)


def _one_jpeg(data: Bytes, start: int) -> tuple[int | None, int]:
    place, metadata = start + 2, 0
    while marker := _MARKER.search(data, place):
        kind, place = marker.group(1)[0], marker.end()
        if kind == 0xD9:
            return place, metadata
        if kind in (0x01, 0xD8):
            continue
        length = int.from_bytes(data[place : place + 2], "big")
        metadata += length if 0xE0 <= kind <= 0xEF or kind == 0xFE else 0
        place += max(length, 2)
    return None, metadata


def _png(data: Bytes) -> Extent:
    place, metadata = 8, 0
    while place + 12 <= len(data):
        length, kind = int.from_bytes(data[place : place + 4], "big"), bytes(data[place + 4 : place + 8])
        place += 12 + length
        if kind == b"IEND":
            return Extent(place, metadata)
        metadata += length if kind not in (b"IDAT", b"fdAT", b"PLTE") else 0
    return Extent(None, metadata)


def _riff(data: Bytes) -> Extent:
    end = 8 + int.from_bytes(data[4:8], "little")
    end += end % 2
    return Extent(end if end <= len(data) + 1 else None)


def _gif(data: Bytes) -> Extent:
    data = bytes(data)  # read byte by byte below, which a map is slow at
    place, frames = 13 + _colours(data, 10), 0
    while place < len(data):
        kind, place = data[place], place + 1
        if kind == 0x2C:
            place += 9 + _colours(data, place + 8) + 1
        elif kind == 0x21:
            place += 1
        else:
            return Extent(place if kind == 0x3B else None, frames=max(frames, 1))
        while place < len(data) and data[place]:
            place += 1 + data[place]
        place += 1
        frames += kind == 0x2C and place <= len(data)
    return Extent(None, frames=max(frames, 1))


def _colours(data: bytes, place: int) -> int:
    """Bytes of the table of colours that the flags at this place announce."""
    flags = data[place] if place < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


_FINDERS: dict[str, Callable[[Bytes], Extent]] = {
    "image/jpeg": _jpeg, "image/png": _png, "image/gif": _gif, "image/webp": _riff,
}  # fmt: skip
