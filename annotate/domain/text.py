"""The frozen text: normalised once, cut into blocks and sections, known by its SHA-256.

All offsets in this program are Unicode code points into this text, half-open, as Python slices and the
W3C TextPositionSelector count them.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from annotate.domain.errors import Invalid, TooLarge

#: Bytes of UTF-8 that one revision may have.
MAX_TEXT_BYTES = 2_000_000
#: Paragraphs in one `<section>` of the page; the unit that is drawn anew after a write.
SECTION_BLOCKS = 20

Kind = Literal["heading", "paragraph", "blank"]
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Block:
    """One line of the text: what it is, and where it stands in code points."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class Section:
    """A run of blocks, drawn and replaced as one. `start` to `end` leaves out the newline that follows it."""

    index: int
    start: int
    end: int
    blocks: tuple[Block, ...]


def normalise(raw: str) -> str:
    """Freeze-ready text: CR LF and CR become LF, a leading BOM and every NUL go; nothing else is touched (no NFC).

    Raises Invalid for lone surrogates, which are not text and which no UTF-8 file can hold.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff")
    for at, char in enumerate(text) if not _encodable(text) else ():
        if "\ud800" <= char <= "\udfff":
            raise Invalid(f"Character {at} is half of a surrogate pair and is not text. Remove it.", field="text")
    return text


def check_text(text: str) -> str:
    """Return `text` if it can be frozen; raise Invalid or TooLarge if it is empty or over `MAX_TEXT_BYTES`."""
    if not text.strip():
        raise Invalid("The text is empty. Paste the article or upload it as a file.", field="text")
    size = len(text.encode())
    if size > MAX_TEXT_BYTES:
        raise TooLarge(
            f"The text has {size:,} bytes; {MAX_TEXT_BYTES:,} are the most. Split the article into parts.", field="text"
        )
    return text


def text_sha256(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def split_blocks(text: str, headings: Collection[int] = ()) -> tuple[Block, ...]:
    """One block per line. `headings` holds the indexes of the lines that are headings."""
    blocks, start = [], 0
    for index, line in enumerate(text.split("\n")):
        kind: Kind = "heading" if index in headings else "paragraph"
        blocks.append(Block(kind if line else "blank", start, start + len(line)))
        start += len(line) + 1
    return tuple(blocks)


def split_sections(blocks: tuple[Block, ...], size: int = SECTION_BLOCKS) -> Iterator[Section]:
    """Cut the blocks into sections of `size`, in order."""
    for index, first in enumerate(range(0, len(blocks), size)):
        run = blocks[first : first + size]
        yield Section(index, run[0].start, run[-1].end, run)


def guess_direction(text: str) -> Direction:
    """Direction of the first strong character (Unicode UAX #9, rules P2 and P3), as `dir=auto` would guess it."""
    for char in text:
        strong = unicodedata.bidirectional(char)
        if strong == "L":
            return "ltr"
        if strong in ("R", "AL"):
            return "rtl"
    return "ltr"


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
