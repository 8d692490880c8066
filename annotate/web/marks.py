"""The text with its marks, as markup: the only place that makes Markup of an article's text.

`textContent` of the sections, joined by line feeds, is the frozen text, character for character. Numbers, letters and
ticks are attributes that the stylesheet draws, so they are in no quote and no offset. No inline style.
"""

from __future__ import annotations

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


Spans = Mapping[int, Sequence[Extent]]


@dataclass(frozen=True)
class Look:
    """How a claim's marks look: tone and letter of its status."""

    tone: str
    letter: str


@dataclass(frozen=True)
class Marks:
    """What to draw: spans and looks by claim number, and the claim that is open in the panel."""

    spans: Spans
    looks: Mapping[int, Look]
    active: int | None = None


def sections(revision: Revision, marks: Marks, only: Iterable[int] | None = None) -> list[Markup]:
    """The `<section>`s of a text, all or those of the given indexes. Put a line feed between two that are neighbours.

    With `only`, `marks` needs just the claims that touch these sections, each with all its spans.
    """
    wanted = None if only is None else frozenset(only)
    paragraph, drawn = 0, []
    every = tuple(split_sections(revision.blocks))
    for section, spans in zip(every, _by_section(every, marks.spans), strict=True):
        if wanted is None or section.index in wanted:
            drawn.append(_kept_section(revision, section, spans, marks, paragraph))
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


def one_block(revision: Revision, block: Block, paragraph: int, marks: Marks) -> Markup:
    """One block by itself, for pages that show a claim in its place; `paragraph` is its number in the text."""
    return Markup(_block(revision.text, block, segments([block], marks.spans)[0], marks, paragraph))


_kept: OrderedDict[tuple[object, ...], Markup] = OrderedDict()


def _kept_section(revision: Revision, section: Section, spans: Spans, marks: Marks, paragraph: int) -> Markup:
    """A section, drawn once for the same text and the same segments. `spans` are those of the claims that touch it."""
    row = segments(section.blocks, spans)
    claims = {claim for line in row for segment in line for claim in segment.claims}
    active = marks.active if marks.active in claims else None
    looks = tuple(sorted((claim, marks.looks[claim].tone, marks.looks[claim].letter) for claim in claims))
    key = (revision.sha256, section.index, tuple(map(tuple, row)), looks, active)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _section(revision.text, section, row, marks, paragraph)
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


def _section(text: str, section: Section, rows: Sequence[Sequence[Segment]], marks: Marks, paragraph: int) -> Markup:
    lines = []
    for block, row in zip(section.blocks, rows, strict=True):
        paragraph += block.kind == "paragraph"
        lines.append(_block(text, block, row, marks, paragraph))
    return Markup(f'<section id="s{section.index}">' + "\n".join(lines) + "</section>")


def _block(text: str, block: Block, row: Sequence[Segment], marks: Marks, paragraph: int) -> str:
    if block.kind == "blank":
        return ""
    inner = "".join(_segment(text, segment, marks) for segment in row)
    if block.kind == "heading":
        return f"<h2>{inner}</h2>"
    return f'<p data-p="{paragraph}">{inner}</p>'


def _segment(text: str, segment: Segment, marks: Marks) -> str:
    """One run of words. Escaped here, piece by piece: `Markup.format` would be the slow part of a long page."""
    words = str(escape(text[segment.start : segment.end]))
    if not segment.claims:
        return words
    tone = _gravest(tuple(marks.looks[claim].tone for claim in segment.claims))
    depth = min(len(segment.claims), MAX_DEPTH)
    css = "seg is-active" if marks.active in segment.claims else "seg"
    numbers = " ".join(map(str, segment.claims))
    mark = f'<mark class="{css}" data-c="{numbers}" data-s="{tone}" data-d="{depth}"{_edges(segment, marks)}>'
    # An element has one id: further claims that begin on the same words get an empty anchor before them.
    return "".join(f'<span id="c{claim}"></span>' for claim in segment.opens[1:]) + mark + words + "</mark>"


@lru_cache(4096)
def _gravest(tones: tuple[str, ...]) -> str:
    """The same few tones meet thousands of times on a long page."""
    return str(escape(worst(tones)))


def _edges(segment: Segment, marks: Marks) -> str:
    """First words carry the address and the tick, last words the numbers and letters of the claims that end there."""
    edges = f' id="c{segment.opens[0]}" data-tick' if segment.opens else ""
    if segment.closes:
        letters = escape(" · ".join(dict.fromkeys(marks.looks[claim].letter for claim in segment.closes)))
        edges += f' data-n="{" · ".join(map(str, segment.closes))}" data-l="{letters}"'
    return edges
