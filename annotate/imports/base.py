"""What every article importer gives back, and the steps that all of them share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from annotate.domain.errors import TooLarge
from annotate.domain.text import MAX_TEXT_BYTES, check_text, normalise

#: Bytes that one uploaded article may have.
MAX_FILE_BYTES = 20_000_000
#: Code points that a guessed title may have; a longer first line is a paragraph.
MAX_TITLE = 200
#: A line that ends in one of these is a sentence and not a headline.
_SENTENCE_ENDS = (".", "。", "؟", "۔", "…", ",", "،", ";", ":")


@dataclass(frozen=True)
class Imported:
    """An article as it was read, ready to be frozen.

    `text` is normalised and checked. `headings` are indexes into `text.split("\\n")`. `published` is YYYY-MM-DD.
    `importer` names the program and version that took the text out, for the record of where the words come from.
    """

    text: str
    headings: frozenset[int]
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    importer: str = ""


@dataclass(frozen=True)
class Line:
    """One paragraph or heading on its way into the text. A newline within it makes several lines."""

    text: str
    heading: bool = False


def importer_name(package: str) -> str:
    """The name and installed version of the library that reads a format, e.g. `trafilatura 2.1.0`."""
    return f"{package} {version(package)}"


def join_lines(lines: Iterable[Line]) -> tuple[str, frozenset[int]]:
    """The text with one line for each paragraph, and the indexes of its headings. Blank lines are left out.

    Raises Invalid for an empty text and TooLarge as soon as the lines have more than `MAX_TEXT_BYTES` bytes of UTF-8.
    """
    kept: list[str] = []
    headings: set[int] = set()
    size = 0
    for line in lines:
        for part in normalise(line.text).split("\n"):
            if not part.strip():
                continue
            if line.heading:
                headings.add(len(kept))
            kept.append(part.strip())
            size += len(kept[-1]) + 1
        if size > MAX_TEXT_BYTES:
            raise TooLarge(
                f"The article has more than {MAX_TEXT_BYTES:,} bytes of text. Split it into parts.", field="file"
            )
    return check_text("\n".join(kept)), frozenset(headings)


def tidy(value: str | None) -> str | None:
    """A line of metadata with its white space folded, or None if nothing is left."""
    folded = " ".join(normalise(value).split()) if value else ""
    return folded or None


def guess_title(text: str) -> tuple[str | None, frozenset[int]]:
    """The title of a plain text and the index of its line: the first line that is not blank, if it reads like one.

    It does when it has at most `MAX_TITLE` code points, does not end as a sentence does, and more text follows.
    """
    lines = text.split("\n")
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if len(filled) < 2:
        return None, frozenset()
    title = lines[filled[0]].strip()
    if len(title) > MAX_TITLE or title.endswith(_SENTENCE_ENDS):
        return None, frozenset()
    return title, frozenset({filled[0]})
