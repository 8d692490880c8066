"""The rail: the whole text at a glance, a tick where each claim begins. Plain numbers; the template draws them.

Places are per cent of the text's length in code points. Long articles get one tick for several claims, so that the
rail costs what it shows and never what there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.domain.segments import worst
from annotate.domain.text import Block, Direction
from annotate.domain.things import Term
from annotate.store.queries.marks import Tick

#: Ticks that the rail draws one by one; beyond, claims share them.
MOST_TICKS = 300
#: Places that are told apart beyond that.
BUCKETS = 100
#: Blocks drawn one by one; beyond, the grey column says nothing that the ticks do not.
MOST_BLOCKS = 200
#: x of the lanes in pixels, first the one nearest the text's column; near ticks go to different lanes.
LANES = (15, 32, 49)
#: Per cent of the height below which two ticks would lie on each other.
NEAR = 1.8
#: Width of the rail and of a tick, in pixels.
RAIL, TICK = 68, 17


@dataclass(frozen=True)
class RailTick:
    """One tick: where (x in pixels, y in per cent), which tone, where it leads and what it says."""

    x: int
    y: float
    tone: str
    number: int
    last: int
    label: str
    count: int = 1


@dataclass(frozen=True)
class Rail:
    """All that the template draws. `blocks` are (y, height) in per cent."""

    ticks: tuple[RailTick, ...]
    blocks: tuple[tuple[float, float], ...]
    block_x: int
    total: int
    length: int
    #: Are the ticks still to be asked for?
    later: bool = False


def rail(
    ticks: Sequence[Tick], blocks: Sequence[Block], length: int, statuses: Mapping[str, Term], direction: Direction
) -> Rail:
    """The rail of a text of `length` code points; mirrored where it runs from right to left."""
    single = len(ticks) <= MOST_TICKS
    drawn = _single(ticks, length, statuses) if single else _shared(ticks, length, statuses)
    mirrored = direction == "rtl"
    placed = tuple(_place(tick, x, mirrored) for tick, x in zip(drawn, _lanes(drawn), strict=True))
    bars = _bars(blocks, length) if len(blocks) <= MOST_BLOCKS else ()
    return Rail(placed, bars, RAIL - 13 if mirrored else 10, len(ticks), length)


def _single(ticks: Sequence[Tick], length: int, statuses: Mapping[str, Term]) -> list[RailTick]:
    return [
        RailTick(
            0, _per_cent(t.position, length), statuses[t.status].tone, t.number, t.number,
            f"Claim {t.number}, {statuses[t.status].label.lower()}",
        )
        for t in ticks
    ]  # fmt: skip


def _shared(ticks: Sequence[Tick], length: int, statuses: Mapping[str, Term]) -> list[RailTick]:
    buckets: dict[int, list[Tick]] = {}
    for tick in ticks:
        buckets.setdefault(tick.position * BUCKETS // max(length, 1), []).append(tick)
    return [
        RailTick(
            0, _per_cent(there[0].position, length), worst(statuses[t.status].tone for t in there), there[0].number,
            there[-1].number, f"{len(there)} claims from claim {there[0].number}", len(there),
        )
        for there in buckets.values()
    ]  # fmt: skip


def _lanes(ticks: Sequence[RailTick]) -> list[int]:
    """The x of each tick: the first lane whose last tick is far enough above."""
    last = [-NEAR] * len(LANES)
    chosen = []
    for tick in ticks:
        free = [lane for lane, y in enumerate(last) if tick.y - y >= NEAR]
        lane = free[0] if free else last.index(min(last))
        last[lane] = tick.y
        chosen.append(LANES[lane])
    return chosen


def _place(tick: RailTick, x: int, mirrored: bool) -> RailTick:
    return RailTick(
        RAIL - x - TICK if mirrored else x, tick.y, tick.tone, tick.number, tick.last, tick.label, tick.count
    )


def _bars(blocks: Sequence[Block], length: int) -> tuple[tuple[float, float], ...]:
    return tuple(
        (_per_cent(b.start, length), max(0.2, _per_cent(b.end - b.start, length) - 0.4))
        for b in blocks
        if b.kind != "blank"
    )


def _per_cent(place: int, length: int) -> float:
    # The last two per cent stay free, so that a tick at the very end is not cut off.
    return round(98 * place / max(length, 1), 2)
