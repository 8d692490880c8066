"""A report as headings, paragraphs, facts and tables: what Markdown, Word and PDF print, so that they say the same.

`story.py` draws it from the report; each of the three formats only decides how a node looks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from annotate.domain.text import Direction, guess_direction

#: First strong isolate and its end (Unicode UAX #9): a name inside a sentence of ours keeps its direction to itself.
_ISOLATE, _END = "\u2068", "\u2069"
_NON_CHARACTERS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NON_CHARACTERS}]")
_LEFT_TO_RIGHT = frozenset({"L", "EN", "ES", "ET", "CS", "NSM", "BN", "B", "S", "WS", "ON"})

Kind = Literal["plain", "strong", "quiet", "quote", "mono"]


@dataclass(frozen=True)
class Run:
    """Some words of a paragraph. `url` is an address of the web, or empty."""

    text: str
    kind: Kind = "plain"
    url: str = ""


@dataclass(frozen=True)
class Para:
    """A paragraph. `lang` is that of a quotation, empty for the report's own words."""

    runs: tuple[Run, ...]
    lang: str = ""
    dir: Direction | None = None

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)

    @property
    def direction(self) -> Direction:
        """As given, or that of its first strong character."""
        return self.dir or guess_direction(self.text)


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (the title) to 4."""

    level: int
    para: Para


@dataclass(frozen=True)
class Verdict:
    """A verdict as a badge: words, tone and letter."""

    label: str
    tone: str
    letter: str


@dataclass(frozen=True)
class Notice:
    """Something to be read first."""

    title: str
    text: str


@dataclass(frozen=True)
class Quote:
    """The marked words of a claim."""

    para: Para


@dataclass(frozen=True)
class Facts:
    """Terms with what is said of them; each has at least one paragraph."""

    rows: tuple[tuple[str, tuple[Para, ...]], ...]


@dataclass(frozen=True)
class Items:
    """A list; each item has at least one paragraph."""

    items: tuple[tuple[Para, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table with a row of headings; the first cell of a row names the row. `widths` are shares of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[Para, ...], ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Piece:
    """A run of the article's text; `tone` is "" where no claim is. `opens` and `closes` are claims by number."""

    text: str
    tone: str = ""
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()
    #: Letters of the claims that end here, " · " between them.
    letters: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the article."""

    heading: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Marked:
    """The article with the marks of its claims; blank lines are left out."""

    lines: tuple[Line, ...]
    lang: str
    direction: Direction


Node = Heading | Para | Verdict | Notice | Quote | Facts | Items | Table | Marked


def para(text: str, kind: Kind = "plain", url: str = "") -> Para:
    """A paragraph of one run that somebody else may have written: it runs as its first letter says."""
    return Para((Run(text, kind, url),))


def ours(text: str, kind: Kind = "plain", url: str = "") -> Para:
    """A paragraph of our own words, whatever foreign ones stand among them: it runs from left to right."""
    return Para((Run(text, kind, url),), dir="ltr")


def aside(text: str) -> str:
    """Foreign words for a sentence of ours, in one line: isolated if they could turn the words around them about."""
    text = text.replace("\n", " ")
    if text.isascii() or all(unicodedata.bidirectional(char) in _LEFT_TO_RIGHT for char in text):
        return text
    return f"{_ISOLATE}{text}{_END}"


def printable(text: str) -> str:
    """The text with each control character and non-character named, as in “[U+0007]”: paper and XML hold none."""
    if text.isprintable():  # most are: a tenth of what the search takes
        return text
    return _UNPRINTABLE.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
