"""The text of an article with its claims as `<mark>` segments: the page's text is exactly the frozen text.

Numbers, letters and ticks are attributes, drawn by the stylesheet, so that they are in no quote and no offset.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from annotate.domain.segments import Extent, Segment, segments, worst
from annotate.domain.text import Block, Section, split_sections

#: Tints that tell how many claims lie on the same words.
MAX_DEPTH = 3


@dataclass(frozen=True)
class Look:
    """How a claim's marks look: the tone and letter of its status."""

    tone: str
    letter: str


def article_markup(
    text: str, blocks: tuple[Block, ...], spans: Mapping[int, Sequence[Extent]], looks: Mapping[int, Look]
) -> Markup:
    """All sections, line breaks between them as in the text. `spans` and `looks` are keyed by the claims' numbers."""
    rows, places = iter(segments(blocks, spans)), block_places(blocks)
    drawn = (
        section_markup(text, section, [next(rows) for _ in section.blocks], looks, places)
        for section in split_sections(blocks)
    )
    return Markup("\n").join(drawn)


def block_places(blocks: Sequence[Block]) -> dict[int, tuple[int, int]]:
    """By a block's start: its index among all blocks, and its number among the paragraphs (from 1)."""
    places, paragraphs = {}, 0
    for index, block in enumerate(blocks):
        paragraphs += block.kind == "paragraph"
        places[block.start] = (index, paragraphs)
    return places


def section_markup(
    text: str,
    section: Section,
    rows: Sequence[Sequence[Segment]],
    looks: Mapping[int, Look],
    places: Mapping[int, tuple[int, int]],
) -> Markup:
    """One `<section>`: `rows` are the segments of its blocks, `places` what `block_places` says of the whole text."""
    lines = [
        _block(text, block, row, looks, places[block.start]) for block, row in zip(section.blocks, rows, strict=True)
    ]
    return Markup(f'<section id="text-{section.index + 1}">') + Markup("\n").join(lines) + Markup("</section>")


def _block(
    text: str, block: Block, row: Sequence[Segment], looks: Mapping[int, Look], place: tuple[int, int]
) -> Markup:
    if block.kind == "blank":
        return Markup("")
    index, paragraph = place
    inner = "".join(_segment(text, segment, looks) for segment in row)
    if block.kind == "heading":
        return Markup(f'<h2 id="b{index}">{inner}</h2>')
    return Markup(f'<p id="b{index}" data-p="{paragraph}">{inner}</p>')


def _segment(text: str, segment: Segment, looks: Mapping[int, Look]) -> str:
    """Escaped here, piece by piece: thousands of these make a page, and `Markup.format` would be the slow part."""
    words = escape(text[segment.start : segment.end])
    if not segment.claims:
        return words
    tone = escape(worst(looks[claim].tone for claim in segment.claims))
    depth = min(len(segment.claims), MAX_DEPTH)
    numbers = " ".join(map(str, segment.claims))
    edges = _opening(segment) + _closing(segment, looks)
    mark = f'<mark class="seg" data-c="{numbers}" data-s="{tone}" data-d="{depth}"{edges}>{words}</mark>'
    # An element has one id: further claims that begin on the same words get an empty anchor before them.
    return "".join(f'<span id="t{claim}"></span>' for claim in segment.opens[1:]) + mark


def _opening(segment: Segment) -> str:
    return f' id="t{segment.opens[0]}" data-tick' if segment.opens else ""


def _closing(segment: Segment, looks: Mapping[int, Look]) -> str:
    """Number and letter of the claims that end here; one letter if they share it."""
    if not segment.closes:
        return ""
    letters = escape(" · ".join(dict.fromkeys(looks[claim].letter for claim in segment.closes)))
    return f' data-n="{" · ".join(map(str, segment.closes))}" data-l="{letters}"'
