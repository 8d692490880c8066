"""Cut the blocks of a text where claims begin and end: one sweep, flat segments, each knowing its claims.

Pure arithmetic over code points. Who draws the segments (the article page, the report) decides how they look.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from annotate.domain.text import Block

#: Tones of statuses, the gravest first: on words that several claims share, the gravest one is drawn.
WORST_FIRST = ("false", "misleading", "disputed", "unverifiable", "corrected", "unchecked", "progress", "verified")


class Extent(Protocol):
    """Anything with a half-open run of code points, such as a Span."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Segment(NamedTuple):
    """A run of code points that the same claims cover: `text[start:end]`, half-open.

    `claims` holds the numbers of these claims, rising; empty for text that nobody marked. `opens` names the claims
    whose first words these are, `closes` the claims whose last words these are.
    """

    start: int
    end: int
    claims: tuple[int, ...]
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()


Cut = tuple[int, int, tuple[int, ...]]
Marks = dict[int, tuple[int, ...]]
Spans = Mapping[int, Sequence[Extent]]


def segments(blocks: Sequence[Block], spans_by_claim: Spans) -> list[list[Segment]]:
    """For each block, in order, the segments that make it up; a blank block has none.

    `blocks` may be those of one section. Then only the claims that touch it need be given, each with all its spans:
    a claim that began before the section opens nowhere in it. Line breaks between blocks belong to no segment.
    Time grows with spans and with the depth of the stack: 5,000 spans over 100,000 words take some 35 ms.
    """
    rows = _cut(blocks, _runs(spans_by_claim))
    opens, closes = _edges(rows, blocks, spans_by_claim)
    none: tuple[int, ...] = ()
    return [[Segment(a, b, claims, opens.get(a, none), closes.get(a, none)) for a, b, claims in row] for row in rows]


def worst(tones: Iterable[str]) -> str:
    """The gravest of these tones; one that is not known counts as the least grave."""
    return min(tones, key=lambda tone: WORST_FIRST.index(tone) if tone in WORST_FIRST else len(WORST_FIRST))


def _runs(spans_by_claim: Spans) -> list[tuple[int, tuple[int, ...]]]:
    """(place, claims that cover the text from here on), rising, one for each place where the claims change."""
    events = [
        event
        for claim, spans in spans_by_claim.items()
        for span in spans
        if span.start < span.end
        for event in ((span.start, 1, claim), (span.end, -1, claim))
    ]
    events.sort()
    active: list[int] = []  # may hold a claim twice, should its spans overlap or touch
    runs: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for index, (place, step, claim) in enumerate(events):
        if step > 0:
            insort(active, claim)
        else:
            del active[bisect_left(active, claim)]
        if index + 1 == len(events) or events[index + 1][0] != place:
            claims = tuple(dict.fromkeys(active))
            if claims != runs[-1][1]:
                runs.append((place, claims))
    return runs


def _cut(blocks: Iterable[Block], runs: Sequence[tuple[int, tuple[int, ...]]]) -> list[list[Cut]]:
    """The blocks cut at the runs' edges."""
    rows, at = [], 0
    for block in blocks:
        row: list[Cut] = []
        start = block.start
        while start < block.end:
            while at + 1 < len(runs) and runs[at + 1][0] <= start:
                at += 1
            end = min(block.end, runs[at + 1][0]) if at + 1 < len(runs) else block.end
            row.append((start, end, runs[at][1]))
            start = end
        rows.append(row)
    return rows


def _edges(rows: Sequence[Sequence[Cut]], blocks: Sequence[Block], spans_by_claim: Spans) -> tuple[Marks, Marks]:
    """Which claims open and which close at the segment that starts at a place."""
    cuts = [cut for row in rows for cut in row]
    starts = [cut[0] for cut in cuts]
    opens: Marks = {}
    closes: Marks = {}
    for claim in sorted(spans_by_claim):
        places = [span for span in spans_by_claim[claim] if span.start < span.end]
        if not places:
            continue
        start, end = min([span.start for span in places]), max([span.end for span in places])
        # The place just before the first block, and that just after the last one, are line breaks.
        if start >= blocks[0].start - 1:
            _enter(opens, claim, cuts, range(bisect_left(starts, start), len(cuts)))
        if end <= blocks[-1].end + 1:
            _enter(closes, claim, cuts, range(bisect_left(starts, end) - 1, -1, -1))
    return opens, closes


def _enter(edges: Marks, claim: int, cuts: Sequence[Cut], where: range) -> None:
    """Note the claim at the first of these segments that it covers: nearly always the very first, unless it is all
    line breaks there."""
    for index in where:
        start, _, claims = cuts[index]
        if claim in claims:
            edges[start] = (*edges.get(start, ()), claim)
            return
