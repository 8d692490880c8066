"""Sentences of a text, in any script, so that a desk can see which ones nobody has looked at yet.

The rules are those of Unicode (UAX #29, sentence boundaries), which browsers follow as well, with one addition: a full
stop after a known abbreviation ends nothing. A sentence never runs over the end of a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

#: Marks that end a sentence wherever they stand: question, exclamation, and the full stops of other scripts.
_STRONG = "!?…؟۔؝।॥։።၊။。．！？｡‼⁇⁈⁉"
#: A full stop, which may also stand inside a number, a name or an abbreviation.
_WEAK = ".․﹒"
#: Closing quotation marks and brackets belong to the sentence that they close.
_CLOSE = "\"'’”»›)]}」』）】〉》〕］｝"
_END = re.compile(f"[{re.escape(_STRONG + _WEAK)}]+[{re.escape(_CLOSE)}]*")
#: What shows that a sentence goes on: a comma, a dash, a colon.
_GOES_ON = ",-–—:;،؛，、：；"
#: Scripts that put no space between sentences.
_NO_SPACE = frozenset("。．！？｡")

#: Abbreviations, lower case and without their last full stop, that stand before a name or inside a phrase.
_ABBREVIATIONS = {
    "en": "mr mrs ms dr prof rev hon st gen col maj capt lt sgt sen rep gov pres supt insp det vs approx ph.d e.g i.e"
    " u.s u.k u.n",
    "de": "dr prof hr fr bzw ca ggf evtl inkl vgl u.a z.b d.h s.o st",
    "fr": "m mm mme mmes mlle dr pr st ste av apr p.ex c.-à-d",
    "es": "sr sra srta dr dra d dña gral ee.uu",
    "it": "sig sigg sig.ra dott prof avv ing",
    "pt": "sr sra dr dra prof",
    "nl": "dhr mevr dr prof bijv o.a",
    "ar": "د أ",
    "fa": "د",
}
#: Those that are one only before a number: “No. 5”, “Nov. 21”; anywhere else the sentence ends there.
_BEFORE_NUMBER = frozenset(
    "no nos nr núm vol fig art abs p pp pág pag jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_KNOWN = {language: frozenset(words.split()) for language, words in _ABBREVIATIONS.items()}


class Sentence(NamedTuple):
    """A run of code points, half-open, without the white space around it."""

    start: int
    end: int


@lru_cache(maxsize=64)
def sentences(text: str, language: str) -> tuple[Sentence, ...]:
    """Every sentence in order. Lines without a letter or digit hold none.

    Kept in memory for the texts that were asked for last: a frozen text has the same ones for ever.
    """
    known = _KNOWN.get(language.split("-")[0].lower(), frozenset())
    found: list[Sentence] = []
    start = 0
    for line in text.split("\n"):
        found += _of_line(text, start, start + len(line), known)
        start += len(line) + 1
    return tuple(found)


def _of_line(text: str, start: int, end: int, known: frozenset[str]) -> Iterator[Sentence]:
    first = start
    for mark in _END.finditer(text, start, end):
        if _ends(text, mark, first, end, known):
            yield from _trimmed(text, first, mark.end())
            first = mark.end()
    yield from _trimmed(text, first, end)


def _ends(text: str, mark: re.Match[str], first: int, end: int, known: frozenset[str]) -> bool:
    """Does a sentence end with this mark? `first` is where the sentence begins, `end` where the line ends."""
    after = mark.end()
    following = _next(text, after, end)
    if following is None:
        return True
    if text[following] in _GOES_ON:
        return False
    spaced = following > after
    strong = any(char in _STRONG for char in mark.group())
    if not spaced:
        return any(char in _NO_SPACE for char in mark.group())
    if strong and "…" not in mark.group():
        return not (text[after - 1] in _CLOSE and text[following].islower())
    return not _lower(text, following, end) and not _abbreviated(text, mark, first, known, text[following].isdigit())


def _next(text: str, at: int, end: int) -> int | None:
    """The next character that is no white space."""
    while at < end and (text[at].isspace() or text[at] in "\u200b\u200c\u200e\u200f"):
        at += 1
    return at if at < end else None


def _lower(text: str, at: int, end: int) -> bool:
    """Is the next letter a small one? Quotation marks and brackets before it do not count."""
    for place in range(at, min(end, at + 8)):
        char = text[place]
        if char.isalpha():
            return char.islower()
        if char.isdigit() or unicodedata.category(char) not in ("Ps", "Pi", "Pf", "Po"):
            return False
    return False


def _abbreviated(text: str, mark: re.Match[str], first: int, known: frozenset[str], number: bool) -> bool:
    """Is this the full stop of an abbreviation or of an initial?"""
    if mark.group() not in _WEAK:
        return False
    at = mark.start()
    while at > first and not text[at - 1].isspace() and text[at - 1] not in "(“‘\"'«[":
        at -= 1
    word = text[at : mark.start()]
    initial = len(word) == 1 and word.isupper() and word != "I"
    return initial or word.lower() in known or (number and word.lower() in _BEFORE_NUMBER)


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(char.isalnum() for char in text[start:end]):
        yield Sentence(start, end)
