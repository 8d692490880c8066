"""The text with its marks, as markup: the only place that makes Markup of an article's text.

`textContent` of the sections, joined by line feeds, is the frozen text, character for character. Numbers, letters and
ticks are attributes that the stylesheet draws, so they are in no quote and no offset. No inline style.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from annotate.domain.segments import Extent, Segment, segments, worst
from annotate.domain.text import Block, Section, split_sections
from annotate.domain.things import Revision

#: Tints that tell how many claims lie on the same words.
MAX_DEPTH = 3
#: Drawn sections kept in memory; an article of 100,000 words has about sixty.
KEPT = 400
_SPECIAL = re.compile("[&<>'\"]")

Spans = Mapping[int, Sequence[Extent]]


@dataclass(frozen=True)
class Look:
    """How a claim's marks look: tone and letter of its status."""

    tone: str
    letter: str


@dataclass(frozen=True)
class Marks:
    """What to draw: spans and looks by claim number, and the claim that is open in the panel.

    `near` are the indexes of the sections that get their marks now, None for all. The others are bare: the text alone,
    and an attribute that makes the page's script ask for their marks.
    """

    spans: Spans
    looks: Mapping[int, Look]
    active: int | None = None
    near: frozenset[int] | None = None


def sections(revision: Revision, marks: Marks, only: Iterable[int] | None = None) -> list[Markup]:
    """The `<section>`s of a text, all or those of the given indexes. Put a line feed between two that are neighbours.

    With `only`, `marks` needs just the claims that touch these sections, each with all its spans.
    """
    wanted = None if only is None else frozenset(only)
    paragraph, drawn = 0, []
    every = tuple(split_sections(revision.blocks))
    for section, spans in zip(every, _by_section(every, marks.spans), strict=True):
        if wanted is None or section.index in wanted:
            bare = marks.near is not None and section.index not in marks.near
            drawn.append(_kept_section(revision, section, {} if bare else spans, marks, paragraph, bare))
        paragraph += sum(block.kind == "paragraph" for block in section.blocks)
    return drawn


def touched(revision: Revision, spans: Iterable[Extent]) -> tuple[list[int], int, int]:
    """Indexes of the sections that spans touch, and the first and last place (code points) that these cover."""
    places = [(span.start, span.end) for span in spans]
    found = [
        section
        for section in split_sections(revision.blocks)
        if any(start <= section.end and end >= section.start for start, end in places)
    ]
    if not found:
        return [], 0, 0
    return [section.index for section in found], found[0].start, found[-1].end + 1


def section_of(revision: Revision, place: int) -> int:
    """The index of the section that holds a place (code points)."""
    starts = [section.start for section in split_sections(revision.blocks)]
    return max(bisect_right(starts, place) - 1, 0)


def one_block(revision: Revision, block: Block, paragraph: int, marks: Marks) -> Markup:
    """One block by itself, for pages that show a claim in its place; `paragraph` is its number in the text."""
    return Markup(_block(revision.text, block, segments([block], marks.spans)[0], marks, paragraph))


_kept: OrderedDict[tuple[object, ...], Markup] = OrderedDict()


def _kept_section(
    revision: Revision, section: Section, spans: Spans, marks: Marks, paragraph: int, bare: bool
) -> Markup:
    """A section, drawn once for the same text and the same claims. `spans` are those of the claims that touch it."""
    active = marks.active if marks.active in spans else None
    looks = marks.looks
    claims = tuple([(claim, looks[claim].tone, looks[claim].letter, *spans[claim]) for claim in sorted(spans)])
    key = (revision.sha256, section.index, active, bare, claims)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _section(revision.text, section, spans, marks, paragraph, bare)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _by_section(every: Sequence[Section], spans: Spans) -> list[dict[int, Sequence[Extent]]]:
    """For each section the claims that touch it. Time grows with the spans, not with spans times sections."""
    starts = [section.start for section in every]
    found: list[dict[int, Sequence[Extent]]] = [{} for _ in every]
    for claim, places in spans.items():
        for place in places:
            first, last = bisect_right(starts, place.start) - 1, bisect_left(starts, place.end) - 1
            for index in range(max(first, 0), max(last, 0) + 1):
                found[index][claim] = places
    return found


def _section(text: str, section: Section, spans: Spans, marks: Marks, paragraph: int, bare: bool) -> Markup:
    lines = []
    for block, row in zip(section.blocks, segments(section.blocks, spans), strict=True):
        paragraph += block.kind == "paragraph"
        lines.append(_block(text, block, row, marks, paragraph))
    return Markup(f'<section id="s{section.index}"{" data-bare" if bare else ""}>' + "\n".join(lines) + "</section>")


def _block(text: str, block: Block, row: Sequence[Segment], marks: Marks, paragraph: int) -> str:
    if block.kind == "blank":
        return ""
    # Most paragraphs hold nothing that needs escaping; thousands of short runs are worth one look.
    clean = _SPECIAL.search(text, block.start, block.end) is None
    parts = []
    for segment in row:
        words = text[segment.start : segment.end]
        if not clean:
            words = str(escape(words))
        parts.append(_marked(words, segment, marks) if segment.claims else words)
    inner = "".join(parts)
    if block.kind == "heading":
        return f"<h2>{inner}</h2>"
    return f'<p data-p="{paragraph}">{inner}</p>'


def _marked(words: str, segment: Segment, marks: Marks) -> str:
    """Escaped words in their mark, written by hand: `Markup.format` would be the slow part of a long page."""
    _, _, claims, opens, closes = segment
    looks = marks.looks
    tone = _gravest(frozenset([looks[claim].tone for claim in claims]))
    css = "seg is-active" if marks.active in claims else "seg"
    numbers = " ".join(map(str, claims))
    edges, anchors = "", ""
    if opens:  # the first words carry the address and the tick
        edges = f' id="c{opens[0]}" data-tick'
        # An element has one id: further claims that begin on the same words get an empty anchor before them.
        anchors = "".join([f'<span id="c{claim}"></span>' for claim in opens[1:]])
    if closes:  # the last words carry the numbers and letters of the claims that end there
        letters = escape(" · ".join(dict.fromkeys([looks[claim].letter for claim in closes])))
        edges += f' data-n="{" · ".join(map(str, closes))}" data-l="{letters}"'
    depth = min(len(claims), MAX_DEPTH)
    return f'{anchors}<mark class="{css}" data-c="{numbers}" data-s="{tone}" data-d="{depth}"{edges}>{words}</mark>'


@lru_cache(4096)
def _gravest(tones: frozenset[str]) -> str:
    """The same few tones meet thousands of times on a long page."""
    return str(escape(worst(sorted(tones))))
