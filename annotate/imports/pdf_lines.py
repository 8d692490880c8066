"""From a PDF's characters to its printed lines, with right-to-left words turned the way they are read.

A PDF places glyphs; it need not say in which order they are read. PDFium turns right-to-left runs round by guess and
is often wrong within a word, so the places of the letters decide here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

#: What PDFium gives for a hyphen at the end of a line whose word goes on in the next.
HYPHENS = frozenset("\x02\ufffe")
#: In a right-to-left line, a gap of more than this share of the letters' size is a space. PDFium's own spaces there
#: stand where the order of the file jumps, and not where the page is empty.
_GAP = 0.22
#: A gap of more than this share of the letters' size parts the cells of a table.
_CELL = 1.2
_RTL = frozenset({"R", "AL"})


class Glyph(NamedTuple):
    """One character with its box and letter size in points. `made_up` are spaces and newlines that PDFium puts in."""

    char: str
    left: float
    right: float
    bottom: float
    top: float
    size: float = 0.0
    made_up: bool = False
    unmapped: bool = False

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Row:
    """One printed line: its words, its box and letter size in points, and its page from 0.

    `broken` says that a word goes on in the next line, `cells` how many pieces stand far apart on the line.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int
    broken: bool = False
    rtl: bool = False
    cells: int = 1

    @property
    def height(self) -> float:
        return self.top - self.bottom


def rows_of(glyphs: Sequence[Glyph], page: int) -> list[Row]:
    """The lines of a page in order; pieces that stand side by side on one line are put together."""
    rows: list[tuple[Row, list[Glyph]]] = []
    for run, broken in _runs(glyphs):
        row = _row(run, page, broken)
        if row is None:
            continue
        if rows and _beside(rows[-1][0], row):
            joined = rows[-1][1] + run
            row = _row(joined, page, broken) or row
            rows[-1] = (row, joined)
        else:
            rows.append((row, run))
    return [row for row, _ in rows]


def _runs(glyphs: Sequence[Glyph]) -> Iterator[tuple[list[Glyph], bool]]:
    run: list[Glyph] = []
    for glyph in glyphs:
        if glyph.char in "\r\n" or glyph.char in HYPHENS:
            yield run, glyph.char in HYPHENS
            run = []
        else:
            run.append(glyph)
    yield run, False


def _row(run: list[Glyph], page: int, broken: bool) -> Row | None:
    placed = [glyph for glyph in run if not glyph.made_up and glyph.char.strip() and glyph.top > glyph.bottom]
    if not placed:
        return None
    letters = [unicodedata.bidirectional(glyph.char) for glyph in placed]
    right_to_left = sum(kind in _RTL for kind in letters)
    rtl = right_to_left > letters.count("L")
    text = _read(run, rtl) if right_to_left else "".join(glyph.char for glyph in run)
    return Row(
        text=_whole(text).strip(),
        left=min(glyph.left for glyph in placed),
        right=max(glyph.right for glyph in placed),
        bottom=min(glyph.bottom for glyph in placed),
        top=max(glyph.top for glyph in placed),
        size=_size(placed),
        page=page,
        broken=broken,
        rtl=rtl,
        cells=_cells(placed),
    )


def _size(placed: list[Glyph]) -> float:
    return median(glyph.size or glyph.top - glyph.bottom for glyph in placed)


def _cells(placed: list[Glyph]) -> int:
    least = _CELL * _size(placed)
    across = sorted(placed, key=lambda glyph: glyph.left)
    return 1 + sum(after.left - before.right > least for before, after in pairwise(across))


def _beside(before: Row, after: Row) -> bool:
    """Whether two pieces stand on one printed line, close to each other, as a superscript and its neighbour do."""
    overlap = min(before.top, after.top) - max(before.bottom, after.bottom)
    height = min(before.height, after.height)
    gap = max(before.left, after.left) - min(before.right, after.right)
    return not before.broken and overlap > height * 0.6 and gap < height * 1.5


def _read(run: list[Glyph], rtl: bool) -> str:
    """The words of a line that has right-to-left letters, each turned as it is read, in reading order."""
    placed = [glyph for glyph in run if glyph.char.strip()]
    least = _GAP * _size(placed)
    words = sorted(_words(run, least), key=lambda word: min(glyph.left for glyph in word))
    ordered: list[list[Glyph]] = []
    against: list[list[Glyph]] = []  # words that run against the line keep their own order among themselves
    for word in reversed(words) if rtl else words:
        if _has(word, frozenset("L") if rtl else _RTL) and not (rtl and _has(word, _RTL)):
            against.insert(0, word)
            continue
        ordered += [*against, word]
        against = []
    ordered += against
    text = "".join(glyph.char for glyph in _turned(ordered[0]))
    for before, word in pairwise(ordered):
        text += " " if _gap(before, word) > least else ""
        text += "".join(glyph.char for glyph in _turned(word))
    return text


def _words(run: list[Glyph], least: float) -> list[list[Glyph]]:
    """The line cut at spaces and wherever the next letter is more than `least` points away."""
    words: list[list[Glyph]] = [[]]
    for glyph in run:
        if glyph.made_up or not glyph.char.strip():
            words.append([])
            continue
        if words[-1] and _gap(words[-1][-1:], [glyph]) > least:
            words.append([])
        words[-1].append(glyph)
    return [word for word in words if word]


def _gap(one: list[Glyph], other: list[Glyph]) -> float:
    """Points between two words, below zero where they overlap."""
    left = max(min(glyph.left for glyph in one), min(glyph.left for glyph in other))
    right = min(max(glyph.right for glyph in one), max(glyph.right for glyph in other))
    return left - right


def _turned(word: list[Glyph]) -> list[Glyph]:
    """The word's letters in reading order: turned round if its right-to-left letters go from left to right."""
    if not _has(word, _RTL):
        return word
    steps = [
        after.middle - before.middle for before, after in pairwise(word) if not _numeric(before) or not _numeric(after)
    ]
    if sum(step > 0 for step in steps) <= sum(step < 0 for step in steps):
        return word
    turned: list[Glyph] = []
    digits: list[Glyph] = []  # numbers run from left to right within right-to-left words
    for glyph in reversed(word):
        if _numeric(glyph):
            digits.insert(0, glyph)
            continue
        turned += [*digits, _mirrored(glyph)]
        digits = []
    return turned + digits


def _has(word: list[Glyph], kinds: frozenset[str]) -> bool:
    return any(unicodedata.bidirectional(glyph.char) in kinds for glyph in word)


def _numeric(glyph: Glyph) -> bool:
    return unicodedata.bidirectional(glyph.char) in ("EN", "AN", "L")


def _mirrored(glyph: Glyph) -> Glyph:
    return glyph if not unicodedata.mirrored(glyph.char) else glyph._replace(char=_PAIRS.get(glyph.char, glyph.char))


_PAIRS = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def _whole(text: str) -> str:
    """Surrogate halves joined, which PDFium gives one by one for characters outside the basic plane."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
