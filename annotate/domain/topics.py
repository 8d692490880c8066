"""Conflicting pairs as rows: one row per topic, the accounts of each camp beside those of the others.

Works on numbers of claims and names of camps alone, so that the desk's page and the report group alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from annotate.domain.vocabulary import RelationKind

#: Where a claim stands: anything that sorts as the text does.
Place = tuple[int, int]


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


def sides(
    pairs: Iterable[tuple[str, str]], accounts: Iterable[tuple[str, Place]], nameless: Container[str]
) -> tuple[str, ...]:
    """The two camps most often in conflict with each other, in the order of the text.

    `pairs` are the camps of each conflict, `accounts` camp and place of each claim in one. Where each camp contradicts
    itself alone, those with most accounts. Camps with a name go before the article and nobody (`nameless`).
    """
    told = list(accounts)
    weight = Counter(camp for camp, _ in told)
    first = {camp: min(place for other, place in told if other == camp) for camp in weight}
    against = Counter(frozenset(pair) for pair in pairs if pair[0] != pair[1])

    def rank(camp: str) -> tuple[bool, int, Place]:
        return camp in nameless, -weight[camp], first[camp]

    if against:
        two = min(against, key=lambda two: (any(c in nameless for c in two), -against[two], sorted(map(rank, two))))
    else:
        two = frozenset(sorted(weight, key=rank)[:2])
    return tuple(sorted(two, key=first.__getitem__))


def _topic(pairs: Sequence[Pair]) -> Topic:
    return Topic(
        name=next((pair.topic for pair in pairs if pair.topic), ""),
        kinds=tuple(dict.fromkeys(pair.kind for pair in pairs)),
        claims=tuple(sorted({number for pair in pairs for number in (pair.claim, pair.other)})),
        settle=tuple(dict.fromkeys(pair.settle for pair in pairs if pair.settle)),
    )
