"""Camps as people see them: who belongs to whom, and whose word a source is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.things import Party, Source
from annotate.store.models import PartyRow
from annotate.store.queries.basis import below, graph
from annotate.store.queries.sources import as_party, titles


@dataclass(frozen=True)
class Member:
    """A party in its camp: how many steps from the top, and the name of the party that it belongs to."""

    party: Party
    depth: int
    onto: str


@dataclass(frozen=True)
class Camp:
    """The way from the top of a camp to one party, then those that belong to it; `size` counts the whole camp."""

    lines: tuple[Member, ...]
    size: int


@dataclass(frozen=True)
class Standing:
    """Whose word a source is: the party it comes from, the camp it speaks for, the source that it derives from."""

    origin: Party | None = None
    camp: str = ""
    derived_from: str = ""

    @property
    def said(self) -> str:
        """The origin with its camp, in a line."""
        if self.origin is None:
            return self.camp
        return self.origin.name if self.camp in ("", self.origin.name) else f"{self.origin.name}, camp of {self.camp}"


def camp(session: Session, party: Party) -> Camp:
    """The camp of one party. Three queries."""
    chain = graph(session, (), [party.id]).chain_of(party.id)
    found = _parties(session, below(session, PartyRow.id, PartyRow.belongs_to, chain[-1]))
    above = [(found[one], depth) for depth, one in enumerate(reversed(chain))]
    lines = [*above, *((one, len(chain) - 1 + depth) for one, depth in _members(found.values(), party.id))]
    return Camp(
        tuple(Member(one, depth, found[one.belongs_to].name if one.belongs_to else "") for one, depth in lines),
        len(found),
    )


def camps(session: Session, parties: Iterable[str]) -> dict[str, Party]:
    """Party id → the party at the top of its camp, for parties that belong to another. Two queries."""
    wanted = set(parties)
    tree = graph(session, (), wanted)
    tops = {one: tree.camp(one) for one in wanted if tree.camp(one) != one}
    found = _parties(session, set(tops.values()))
    return {one: found[top] for one, top in tops.items()}


def standings(session: Session, sources: Sequence[Source]) -> dict[str, Standing]:
    """Source id → whose word it is. Four queries, whatever the number of sources."""
    tree = graph(session, [s.id for s in sources], ())
    camps = {s.id: tree.camp_of_source(s.id) for s in sources}
    origins = _parties(session, {s.origin_id for s in sources if s.origin_id} | {c for c in camps.values() if c})
    found_titles = titles(session, {s.derived_from_id for s in sources if s.derived_from_id})
    return {
        s.id: Standing(
            origins.get(s.origin_id or ""), origins[found].name if (found := camps[s.id]) else "",
            found_titles.get(s.derived_from_id or "", ""),
        )
        for s in sources
    }  # fmt: skip


def _members(parties: Iterable[Party], top: str) -> tuple[tuple[Party, int], ...]:
    """Those below `top`, each after the one that it belongs to, names in order."""
    under: dict[str | None, list[Party]] = {}
    for party in sorted(parties, key=lambda p: p.name.casefold()):
        under.setdefault(party.belongs_to, []).append(party)
    found: list[tuple[Party, int]] = []
    waiting = [(party, 1) for party in reversed(under.get(top, []))]
    while waiting:
        party, depth = waiting.pop()
        found.append((party, depth))
        waiting += [(one, depth + 1) for one in reversed(under.get(party.id, []))]
    return tuple(found)


def _parties(session: Session, ids: Iterable[str]) -> dict[str, Party]:
    wanted = list(ids)
    rows = session.scalars(select(PartyRow).where(PartyRow.id.in_(wanted))) if wanted else ()
    return {row.id: as_party(row) for row in rows}
