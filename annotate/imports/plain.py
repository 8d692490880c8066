"""Plain text (.txt): nothing is altered but newlines, byte order mark and NUL."""

from __future__ import annotations

from annotate.domain.text import check_text, normalise
from annotate.imports.base import Imported, guess_title
from annotate.imports.decode import decode_text

IMPORTER = "plain text 1"


def read(data: bytes) -> Imported:
    """The text as it stands. Raises Unreadable for bytes that are not text, Invalid or TooLarge for the text."""
    text = check_text(normalise(decode_text(data)))
    title, headings = guess_title(text)
    return Imported(text=text, headings=headings, title=title, importer=IMPORTER)


def read_pasted(text: str, title: str | None = None) -> Imported:
    """Pasted text, normalised and otherwise untouched. The first line is a heading if it equals the title.

    Raises Invalid for lone surrogates or an empty text, TooLarge for a text that is too long.
    """
    frozen = check_text(normalise(text))
    wanted = (title or "").strip()
    first = frozen.split("\n", 1)[0].strip()
    headings = frozenset({0}) if wanted and first == wanted else frozenset[int]()
    return Imported(text=frozen, headings=headings, title=wanted or None, importer="pasted 1")
