"""How many independent origins stand behind claims, who they are, and what a citation would add: for people to read.

The rule itself is in domain/origins.py; here it meets what is cited, and the names of parties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.origins import Cited, Graph, Origins, confirmed, origins, own_voice
from annotate.domain.things import Citation, Claim, Source
from annotate.domain.vocabulary import Stance
from annotate.store.models import CitationRow
from annotate.store.queries.basis import graph
from annotate.store.queries.sources import party_names

DENIAL = "A denial without evidence counts on neither side."
_FOR, _AGAINST = (Stance.SUPPORTS, Stance.PARTLY_SUPPORTS), (Stance.REFUTES, Stance.PARTLY_REFUTES)


@dataclass(frozen=True)
class Side:
    """One camp on one side of a claim, with the citations that speak for it."""

    party_id: str
    name: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class LeftOut:
    """A citation that counts on neither side, and why."""

    citation: Citation
    why: str


@dataclass(frozen=True)
class Grounds:
    """What the citations of one claim come down to."""

    counts: Origins
    supporting: tuple[Side, ...]
    undermining: tuple[Side, ...]
    left_out: tuple[LeftOut, ...]
    #: Citations on either side whose origin nobody named.
    unnamed: tuple[Citation, ...]
    #: Citations called “confirmed by other independent sources” where no two origins stand on their side.
    overrated: tuple[Citation, ...]
    #: How many citations give context or are silent.
    aside: int


def grounds(session: Session, claim: Claim, citations: Sequence[Citation], tree: Graph | None = None) -> Grounds:
    """Apply the rule to one claim whose citations have been read. Three queries, one if `tree` is given."""
    tree = tree or graph(session, _sources(citations), [claim.claimant_id] if claim.claimant_id else [])
    found = origins(_cited(citations), claim.claimant_id, tree)
    names = party_names(session, found.supporting | found.undermining)
    left = _left_out(claim, citations, tree)
    out = {one.citation.id for one in left}
    counted = [c for c in citations if c.id not in out and c.stance in (*_FOR, *_AGAINST)]
    return Grounds(
        counts=found, supporting=_sides(counted, _FOR, tree, names), undermining=_sides(counted, _AGAINST, tree, names),
        left_out=left, unnamed=tuple(c for c in counted if tree.camp_of_source(c.source.id) is None),
        overrated=tuple(c for c in citations if c.credibility == 1 and not confirmed(c.stance, found)),
        aside=sum(c.stance in (Stance.CONTEXT, Stance.SILENT) for c in citations),
    )  # fmt: skip


def counts(session: Session, claims: Sequence[Claim]) -> dict[str, Origins]:
    """Claim id → how many origins stand behind it. Three queries, whatever the number of claims."""
    cited: dict[str, list[Cited]] = {claim.id: [] for claim in claims}
    query = select(CitationRow.claim_id, CitationRow.source_id, CitationRow.stance).where(
        CitationRow.claim_id.in_(list(cited)),
        CitationRow.withdrawn == False,  # noqa: E712
    )
    for claim, source, stance in session.execute(query) if cited else ():
        cited[claim].append(Cited(source, Stance(stance)))
    sources = {one.source for every in cited.values() for one in every}
    tree = graph(session, sources, {c.claimant_id for c in claims if c.claimant_id})
    return {claim.id: origins(cited[claim.id], claim.claimant_id, tree) for claim in claims}


def camps_behind(session: Session, sources: Sequence[Source]) -> tuple[int, int]:
    """How many camps these sources speak for, and how many of them name nobody. At most two queries."""
    tree = graph(session, [s.id for s in sources], ())
    camps = [tree.camp_of_source(s.id) for s in sources]
    return len(set(camps) - {None}), camps.count(None)


def _cited(citations: Sequence[Citation]) -> list[Cited]:
    return [Cited(c.source.id, c.stance) for c in citations]


def _sources(citations: Sequence[Citation]) -> set[str]:
    return {c.source.id for c in citations}


def _left_out(claim: Claim, citations: Sequence[Citation], tree: Graph) -> tuple[LeftOut, ...]:
    made = frozenset(c.source.id for c in citations if c.stance is Stance.CLAIM_ORIGIN)
    found = []
    for citation in citations:
        own = own_voice(citation.source.id, made, claim.claimant_id, tree)
        if citation.stance is Stance.DENIES_ONLY:
            found.append(LeftOut(citation, DENIAL))
        elif own and citation.stance in (*_FOR, *_AGAINST, Stance.CLAIM_ORIGIN):
            found.append(LeftOut(citation, own.value))
    return tuple(found)


def _sides(
    counted: Sequence[Citation], stances: tuple[Stance, ...], tree: Graph, names: dict[str, str]
) -> tuple[Side, ...]:
    camps: dict[str, list[Citation]] = {}
    for citation in counted:
        camp = tree.camp_of_source(citation.source.id)
        if camp is not None and citation.stance in stances:
            camps.setdefault(camp, []).append(citation)
    return tuple(Side(camp, names[camp], tuple(every)) for camp, every in camps.items())
