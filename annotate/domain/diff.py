"""What changed between two texts, word by word, for people: pure arithmetic on words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "ins", "del"]

#: Pairs of equal words above which a comparison is not worth its time; the texts are then shown as replaced whole.
MOST_PAIRS = 300_000
#: Words of an unchanged stretch that stay on each side of a change.
KEEP = 8
_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed (`same`), came (`ins`) or went (`del`)."""

    kind: Kind
    text: str


def diff_words(before: str, after: str) -> list[Piece]:
    """Pieces whose `same` and `del` texts add up to `before`, and whose `same` and `ins` texts add up to `after`."""
    old, new = _words(before), _words(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    pieces = [Piece("same", "".join(old[:head])), *middle, Piece("same", "".join(old[len(old) - tail :]))]
    return list(_joined(pieces))


def condense(pieces: Sequence[Piece], keep: int = KEEP) -> list[Piece]:
    """The pieces with long unchanged runs cut down to `keep` words beside each change, an ellipsis for the rest."""
    last = len(pieces) - 1
    return [
        Piece("same", _cut(p.text, 0 if i == 0 else keep, 0 if i == last else keep)) if p.kind == "same" else p
        for i, p in enumerate(pieces)
    ]


def _cut(text: str, first: int, last: int) -> str:
    words = _words(text)
    if len(words) <= first + last + 2:
        return text
    return "".join(words[:first]) + " … " + "".join(words[len(words) - last :]).lstrip()


def _words(text: str) -> list[str]:
    """Words, each with the white space before it, so that they add up to the text."""
    return _WORD.findall(text)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words the two have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    counts = Counter(new)
    if sum(counts[word] for word in old) > MOST_PAIRS:
        yield from (Piece("del", "".join(old)), Piece("ins", "".join(new)))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[a:b]))
        else:
            yield Piece("del", "".join(old[a:b]))
            yield Piece("ins", "".join(new[c:d]))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Without empty pieces; neighbours of one kind made one."""
    held: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if held and held.kind == piece.kind:
            held = Piece(held.kind, held.text + piece.text)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held
