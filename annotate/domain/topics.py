"""Conflicting pairs as rows: one row per topic, the accounts of each camp beside those of the others.

Works on numbers of claims and names of camps alone, so that the desk's page and the report group alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from annotate.domain.vocabulary import RelationKind

#: Camps that have a column of their own; further ones share the last.
COLUMNS = 2


class Pair(Protocol):
    """Two claims, by number, and how they stand to each other."""

    @property
    def claim(self) -> int: ...
    @property
    def other(self) -> int: ...
    @property
    def kind(self) -> RelationKind: ...
    @property
    def topic(self) -> str: ...
    @property
    def settle(self) -> str: ...


@dataclass(frozen=True)
class Topic:
    """What some accounts are about: its name ("" if nobody gave one), its claims in order, what would settle it."""

    name: str
    kinds: tuple[RelationKind, ...]
    claims: tuple[int, ...]
    settle: tuple[str, ...]


def topics(pairs: Iterable[Pair]) -> list[Topic]:
    """Conflicting pairs grouped by topic, in the order of their first claims; a pair without a topic stands alone."""
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.kind.conflicting:
            alone = f"\n{pair.claim} {pair.other}"
            groups.setdefault(" ".join(pair.topic.casefold().split()) or alone, []).append(pair)
    return sorted((_topic(group) for group in groups.values()), key=lambda topic: topic.claims)


def columns(found: Sequence[Topic], camps: Mapping[int, str]) -> tuple[str, ...]:
    """The camps with most accounts in conflict, which have a column of their own."""
    counts = Counter(camps[number] for topic in found for number in topic.claims)
    ordered = sorted(counts, key=lambda camp: (-counts[camp], camp))
    return tuple(ordered[:COLUMNS])


def _topic(pairs: Sequence[Pair]) -> Topic:
    return Topic(
        name=next((pair.topic for pair in pairs if pair.topic), ""),
        kinds=tuple(dict.fromkeys(pair.kind for pair in pairs)),
        claims=tuple(sorted({number for pair in pairs for number in (pair.claim, pair.other)})),
        settle=tuple(dict.fromkeys(pair.settle for pair in pairs if pair.settle)),
    )
