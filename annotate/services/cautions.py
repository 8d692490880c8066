"""What to say while somebody cites: that a source adds no independent origin, or that a grade promises too much.

It warns and never forbids: a source of the claimant’s own camp may still be worth citing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from annotate.domain.origins import Cited, Graph, Own, confirmed, echoes, origins, takes_side
from annotate.domain.things import Citation, Claim, Source
from annotate.domain.vocabulary import Stance
from annotate.services.texts import name_key
from annotate.store.queries import citations as citation_query
from annotate.store.queries.basis import graph
from annotate.store.queries.sources import party_named, party_names

NEW = "a source that is not in the library yet"


@dataclass(frozen=True)
class Proposal:
    """What is about to be cited: a source that is there, or a new one of which only the origin’s name is known."""

    source: Source | None = None
    origin: str = ""
    stance: Stance | None = None
    credibility: int | None = None
    #: The citation that is being changed: it does not stand beside itself.
    citation_id: str = ""


@dataclass(frozen=True)
class Caution:
    """A sentence on the source, or on its grade.

    `unnamed`: it is that nobody named the origin of the source, which can be mended at once.
    """

    sentence: str
    unnamed: bool = False
    graded: bool = False


@dataclass(frozen=True)
class _Scene:
    """A proposal beside what is cited on the claim; `ident` stands for its source."""

    claim: Claim
    new: Proposal
    there: tuple[Citation, ...]
    tree: Graph
    ident: str

    @property
    def cited(self) -> list[Cited]:
        """What is cited already."""
        return [Cited(c.source.id, c.stance) for c in self.there]

    @property
    def camp(self) -> str | None:
        """The camp that the proposed source speaks for."""
        return self.tree.camp_of_source(self.ident)


def cautions(session: Session, claim: Claim, new: Proposal) -> tuple[Caution, ...]:
    """What speaks against counting it. At most five queries."""
    party = party_named(session, name_key(new.origin)) if new.origin and not new.source else None
    if new.source is None and party is None:
        return ()
    there = tuple(c for c in citation_query.citations(session, [claim.id]) if c.id != new.citation_id)
    ident = new.source.id if new.source else NEW
    parties = [one for one in (claim.claimant_id, party.id if party else None) if one]
    tree = graph(session, {ident, *(c.source.id for c in there)}, parties)
    if party:
        tree = replace(tree, origin={**tree.origin, NEW: party.id})
    scene = _Scene(claim, new, there, tree, ident)
    return tuple(one for one in (_echo(session, scene), _unnamed(scene), _overrated(scene)) if one)


def _echo(session: Session, scene: _Scene) -> Caution | None:
    why = echoes(scene.ident, scene.new.stance, scene.cited, scene.claim.claimant_id, scene.tree)
    if not why:
        return None
    if why in (Own.ORIGIN, Own.DERIVED):
        return Caution(f"Adds no independent origin: {_made(scene, why is Own.ORIGIN)}, where the claim was made.")
    camp = party_names(session, [str(scene.camp)])[str(scene.camp)]
    if why is Own.CAMP:
        claimant = scene.claim.claimant_name
        whose = "who makes the claim" if camp == claimant else f"the camp of {claimant}, who makes the claim"
        return Caution(f"Adds no independent origin: it comes from {camp}, {whose}.")
    if why == scene.ident:
        return Caution(f"Adds no independent origin: this source, from {camp}, is cited here already.")
    other = next(c.source.title for c in scene.there if c.source.id == why)
    this = f"“{scene.new.source.title}”" if scene.new.source else "this source"
    return Caution(f"Adds no independent origin: {this} and “{other}” both come from {camp}.")


def _made(scene: _Scene, itself: bool) -> str:
    chain = scene.tree.chain(scene.ident)
    made = (c.source for c in scene.there if c.stance is Stance.CLAIM_ORIGIN)
    title = next(source.title for source in made if source.id in chain)
    return f"this is “{title}”" if itself else f"this derives from “{title}”"


def _unnamed(scene: _Scene) -> Caution | None:
    if scene.camp is not None or not takes_side(scene.new.stance):
        return None
    return Caution("Nobody has said whose word this source is, so it is not shown to be independent.", unnamed=True)


def _overrated(scene: _Scene) -> Caution | None:
    stance = scene.new.stance
    if scene.new.credibility != 1 or stance is None:
        return None
    found = origins([*scene.cited, Cited(scene.ident, stance)], scene.claim.claimant_id, scene.tree)
    if confirmed(stance, found):
        return None
    return Caution(
        "Credibility 1 says that other independent sources confirm it; no two origins stand on its side yet.",
        graded=True,
    )
