"""From a PDF's printed lines to its paragraphs.

A PDF does not say where a paragraph ends. Wide gaps, other letter heights, first-line indents and short last lines
do; where these are silent the lines are joined. No word is dropped: page numbers and running heads stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from annotate.imports.base import MAX_TITLE, Line
from annotate.imports.pdf_lines import Row

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;…。！？؟۔][\"'”’»)\]]*$")
#: Shares: of the usual distance of lines, of the letters' height, of the column's width.
_WIDE = 1.3
_TALLER = 1.15
_SHORT = 0.12
_VERY_SHORT = 0.3


def paragraphs(rows: Sequence[Row]) -> Iterator[Line]:
    """One Line for each paragraph, in the order of the rows. A paragraph in taller letters than most is a heading."""
    words = _whole_words(rows)
    body = _body_size(rows)
    pitch = _pitch(rows)
    group: list[Row] = []
    for row in rows:
        if group and not _goes_on(group, row, pitch):
            yield _line(group, words, body)
            group = []
        group.append(row)
    if group:
        yield _line(group, words, body)


def _line(group: list[Row], words: frozenset[str], body: float) -> Line:
    text = group[0].text
    for before, after in pairwise(group):
        text = _joined(text, after.text, before.broken, words)
    if group[-1].broken:
        text += "-"
    tall = median(row.size for row in group) > body * _TALLER
    return Line(text, heading=tall and len(text) <= MAX_TITLE)


def _joined(before: str, after: str, broken: bool, words: frozenset[str]) -> str:
    """Two lines as one. A hyphen at the end goes only if the whole word stands elsewhere in the same article."""
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if not broken and re.search(r"\w[-\u2010]$", before):
        before, broken = before[:-1], True
    if not broken:
        return before + ("" if _wide(before[-1:]) and _wide(after[:1]) else " ") + after
    head, tail = re.search(r"[\w-]*$", before), re.match(r"[\w-]*", after)
    first, second = (head.group() if head else ""), (tail.group() if tail else "")
    sure = (first + second).lower() in words and f"{first}-{second}".lower() not in words
    return before + ("" if sure else "-") + after


def _goes_on(group: list[Row], row: Row, pitch: float) -> bool:
    last = group[-1]
    if last.broken:
        return True
    if last.cells > 2 and row.cells > 2:
        return False  # rows of a table
    if max(last.size, row.size) > min(last.size, row.size) * _TALLER:
        return False
    ended = bool(_SENTENCE_END.search(last.text))
    if row.page != last.page or row.bottom > last.bottom:
        return not ended and not last.text.isdigit() and row.text[:1].islower()
    if last.bottom - row.bottom > pitch * _WIDE:
        return False
    return not _is_last(group, row, ended)


def _is_last(group: list[Row], row: Row, ended: bool) -> bool:
    """Whether the last row of a group looks like the last of its paragraph."""
    last = group[-1]
    start, end = (row.left, row.right) if not row.rtl else (-row.right, -row.left)
    last_end = last.right if not row.rtl else -last.left
    first = min(r.left if not row.rtl else -r.right for r in group)
    edge = max(end, *(r.right if not row.rtl else -r.left for r in group))
    width = max(edge - min(first, start), 1.0)
    if ended:
        return edge - last_end > width * _SHORT or start - first > row.height * 0.6
    return edge - last_end > width * _VERY_SHORT and not row.text[:1].islower()


def _whole_words(rows: Sequence[Row]) -> frozenset[str]:
    """Words that stand whole within a line, in lower case; the last of a broken line is half a word."""
    found: set[str] = set()
    for row, before in zip(rows, [None, *rows], strict=False):
        inside = _WORD.findall(row.text)
        inside = inside[1:] if before is not None and before.broken else inside
        found.update(word.lower() for word in (inside[:-1] if row.broken else inside))
    return frozenset(found)


def _body_size(rows: Sequence[Row]) -> float:
    """The size of the letters that most of the text is in."""
    weights: dict[float, int] = {}
    for row in rows:
        size = round(row.size, 1)
        weights[size] = weights.get(size, 0) + len(row.text)
    return max(weights, key=lambda size: weights[size], default=0.0)


def _pitch(rows: Sequence[Row]) -> float:
    """The usual distance from line to line, in points: the median of those that are not far more than a line."""
    steps = [a.bottom - b.bottom for a, b in pairwise(rows) if a.page == b.page]
    near = [step for step, row in zip(steps, rows, strict=False) if 0 < step < row.height * 2.5]
    return median(near) if near else float("inf")


def _wide(char: str) -> bool:
    """Whether a character is of a script that puts no spaces between words (Unicode UAX #11, wide)."""
    return bool(char) and unicodedata.east_asian_width(char) in ("W", "F")
