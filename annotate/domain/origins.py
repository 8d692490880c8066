"""How many independent origins stand behind a claim: the one rule, and why a source counts or does not.

Links are not witnesses. A claim may have four citations that all go back to one press conference. So what is counted
are *camps*: the parties at the end of “belongs to”, each once, however often and by however many mouths it speaks.

The rule, for the supporting and for the undermining citations of a claim apart:

1. A source speaks for the origin of whatever it derives from: the farthest source of its chain that names one.
2. Where the claim itself was made is no evidence for it. Left out are citations of the stance “claim’s origin”, sources
   that derive from a source cited so, and sources of the claimant’s own camp, for the claim and against it.
3. What remains counts once per camp. Sources whose origin nobody named are not shown to be independent of anything:
   together they count as one, and only where no named camp stands on that side.
4. A denial without evidence, silence and context count on neither side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotate.domain.vocabulary import Stance

_SUPPORTING = frozenset({Stance.SUPPORTS, Stance.PARTLY_SUPPORTS})
#: Without `denies_only`: a denial is not evidence.
_UNDERMINING = frozenset({Stance.REFUTES, Stance.PARTLY_REFUTES})


@dataclass(frozen=True)
class Graph:
    """Which party belongs to which, what a source derives from, and from whom it comes; ids to ids."""

    belongs: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)

    def camp(self, party: str) -> str:
        """The party at the end of “belongs to”: itself, if it belongs to nobody."""
        return self.chain_of(party)[-1]

    def chain_of(self, party: str) -> tuple[str, ...]:
        """The party, what it belongs to, and so on to its camp."""
        return _chain(self.belongs, party)

    def chain(self, source: str) -> tuple[str, ...]:
        """The source, what it derives from, and so on to the first."""
        return _chain(self.derived, source)

    def camp_of_source(self, source: str) -> str | None:
        """The camp that a source speaks for (rule 1); None if nobody along its chain is named."""
        named = [self.origin[link] for link in self.chain(source) if link in self.origin]
        return self.camp(named[-1]) if named else None


class Own(StrEnum):
    """Why a source is the claim’s own voice and proves nothing for or against it."""

    ORIGIN = "It is where the claim was made."
    DERIVED = "It derives from where the claim was made."
    CAMP = "It comes from the claimant’s own camp."


@dataclass(frozen=True)
class Origins:
    """What stands behind a claim. `supporting` and `undermining` hold camps, by id."""

    citations: int = 0
    supporting: frozenset[str] = frozenset()
    undermining: frozenset[str] = frozenset()
    #: Citations on each side whose origin nobody named.
    unnamed_supporting: int = 0
    unnamed_undermining: int = 0
    #: Citations that would take a side, were they not the claim’s own voice.
    own: int = 0

    @property
    def for_it(self) -> int:
        """Independent origins that support the claim."""
        return len(self.supporting) or min(self.unnamed_supporting, 1)

    @property
    def against_it(self) -> int:
        """Independent origins that undermine it."""
        return len(self.undermining) or min(self.unnamed_undermining, 1)

    @property
    def independent(self) -> int:
        """Independent origins on either side, a camp that stands on both counted once."""
        unnamed = min(self.unnamed_supporting + self.unnamed_undermining, 1)
        return len(self.supporting | self.undermining) or unnamed

    @property
    def unnamed(self) -> int:
        """Citations on either side whose origin nobody named."""
        return self.unnamed_supporting + self.unnamed_undermining


@dataclass(frozen=True)
class Cited:
    """One citation, as far as the rule looks at it."""

    source: str
    stance: Stance


def origins(cited: Iterable[Cited], claimant: str | None, graph: Graph) -> Origins:
    """Apply the rule to the citations of one claim; `claimant` is the id of the party that makes it, if any does."""
    all_cited = tuple(cited)
    made = frozenset(c.source for c in all_cited if c.stance is Stance.CLAIM_ORIGIN)
    counted = [c for c in all_cited if own_voice(c.source, made, claimant, graph) is None]
    return Origins(
        citations=len(all_cited),
        supporting=_camps(counted, _SUPPORTING, graph),
        undermining=_camps(counted, _UNDERMINING, graph),
        unnamed_supporting=_unnamed(counted, _SUPPORTING, graph),
        unnamed_undermining=_unnamed(counted, _UNDERMINING, graph),
        own=sum(c.stance in _SUPPORTING | _UNDERMINING and c not in counted for c in all_cited),
    )


def own_voice(source: str, made: frozenset[str], claimant: str | None, graph: Graph) -> Own | None:
    """Why a source is the claim’s own voice (rule 2); `made` are the sources cited as where the claim was made."""
    if source in made:
        return Own.ORIGIN
    if made.intersection(graph.chain(source)):
        return Own.DERIVED
    if claimant is not None and graph.camp_of_source(source) == graph.camp(claimant):
        return Own.CAMP
    return None


def echoes(source: str, stance: Stance | None, cited: Iterable[Cited], claimant: str | None, graph: Graph) -> Own | str:
    """Why citing this source, too, would add no independent origin; "" if it adds one, or takes no side.

    The reason, or the source cited on the same side that speaks for the same camp. Without a stance both sides count.
    A source whose origin nobody named echoes nothing that is known.
    """
    if not takes_side(stance):
        return ""
    there = tuple(cited)
    made = frozenset(c.source for c in there if c.stance is Stance.CLAIM_ORIGIN)
    own, camp = own_voice(source, made, claimant, graph), graph.camp_of_source(source)
    if own is not None or camp is None:
        return own or ""
    side = next((s for s in (_SUPPORTING, _UNDERMINING) if stance in s), _SUPPORTING | _UNDERMINING)
    same = (c.source for c in there if c.stance in side and graph.camp_of_source(c.source) == camp)
    return next(same, "")


def takes_side(stance: Stance | None) -> bool:
    """Does a citation of this stance count for or against a claim? One of which it is not said yet may."""
    return stance is None or stance in _SUPPORTING | _UNDERMINING


def confirmed(stance: Stance, found: Origins) -> bool:
    """Do two origins stand on the side of an item of this stance, so that others can be said to confirm it?"""
    side = found.for_it if stance in _SUPPORTING else found.against_it if stance in _UNDERMINING else found.independent
    return side > 1


def would_close(links: Mapping[str, str], start: str, onto: str) -> bool:
    """Would a link from `start` onto `onto` close a ring, so that something went back to itself?"""
    return start in _chain(links, onto)


def _camps(cited: Iterable[Cited], stances: frozenset[Stance], graph: Graph) -> frozenset[str]:
    camps = (graph.camp_of_source(c.source) for c in cited if c.stance in stances)
    return frozenset(camp for camp in camps if camp is not None)


def _unnamed(cited: Iterable[Cited], stances: frozenset[Stance], graph: Graph) -> int:
    return sum(c.stance in stances and graph.camp_of_source(c.source) is None for c in cited)


def _chain(links: Mapping[str, str], first: str) -> tuple[str, ...]:
    """`first` and what it leads to. A ring, which no entrance lets in, ends where it would begin again."""
    found = [first]
    while (after := links.get(found[-1])) is not None and after not in found:
        found.append(after)
    return tuple(found)
