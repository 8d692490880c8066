"""Files made of boxes (MP4, MOV, HEIC: ISO 14496-12): is what the outermost boxes announce really there?"""

from __future__ import annotations

from annotate.inspector.base import Found, Opened, megabytes

#: Outermost boxes that are followed. Fragmented recordings of hours have some thousands.
_MAX_BOXES = 100_000
#: The names of outermost boxes, of the standard and of QuickTime.
_NAMES = frozenset(
    b"ftyp moov mdat free skip wide meta moof mfra sidx ssix styp uuid pdin udta emsg prft pnot PICT jumb".split()
)


def look(opened: Opened, found: Found) -> None:
    """Warn of a file that was cut off, and of one without the box that says what is in it."""
    place, kinds = 0, set()
    for _ in range(_MAX_BOXES):
        head = opened.at(place, 16)
        if len(head) < 8:
            break
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if kind not in _NAMES or (length and length < 8):
            found.warn(f"After {megabytes(place)} follow bytes that belong to no part of the recording.")
            break
        kinds.add(kind)
        if length == 0:  # to the end of the file
            return _without_index(kinds, found)
        place += length
    if place > opened.size:
        missing = megabytes(place - opened.size)
        found.warn(f"The recording is cut off: {missing} are missing of what its parts announce.")
    _without_index(kinds, found)


def _without_index(kinds: set[bytes], found: Found) -> None:
    if found.media_type != "image/heic" and b"moov" not in kinds:
        found.warn("The recording has no index (moov), without which most players cannot show it.")
