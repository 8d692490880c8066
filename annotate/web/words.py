"""Ends of words in a text, for moving the ends of a mark by one word without a mouse."""

from __future__ import annotations

import re

from annotate.domain.errors import Invalid
from annotate.domain.spans import Span, cut

#: A word: letters, digits and what combines with them; joined by apostrophes, hyphens, joiners or a point in a number.
_WORD = re.compile(r"\w+(?:[’'\-\u200c\u200d.,](?=\w)\w+)*[\u0300-\u036f]*")
#: How far to look for the next word, in code points.
REACH = 400


def step(text: str, spans: tuple[Span, ...], which: str) -> list[Span]:
    """The spans with one end moved by a word. `which` is span, end and way: `0-end-later`, `1-start-earlier`.

    Raises Invalid if there is nowhere to go, or for a step that is not one.
    """
    match = re.fullmatch(r"([0-9]{1,2})-(start|end)-(earlier|later)", which)
    if not match or int(match[1]) >= len(spans):
        raise Invalid("There is no such step. Use the buttons under “Where it stands”.", field="step")
    index, side, way = int(match[1]), match[2], match[3]
    span = spans[index]
    place = _next(text, span.start if side == "start" else span.end, side, way)
    start, end = (place, span.end) if side == "start" else (span.start, place)
    if place == -1 or start >= end or not text[start:end].strip():
        raise Invalid("There is no further word in that direction.", field="step")
    return [*spans[:index], cut(text, start, end), *spans[index + 1 :]]


def _next(text: str, place: int, side: str, way: str) -> int:
    """The nearest beginning (or end) of a word before (or after) `place`; -1 if there is none near."""
    first, last = max(0, place - REACH), min(len(text), place + REACH)
    edges = [m.start() if side == "start" else m.end() for m in _WORD.finditer(text, first, last)]
    if way == "earlier":
        return max((edge for edge in edges if edge < place), default=-1)
    return min((edge for edge in edges if edge > place), default=-1)
