"""What the accounts of an article are drawn from: its claims, who makes them, and what bears on them.

A camp is the party at the end of “belongs to”. What the article says in its own voice, and what nobody is named for,
are camps of their own here, so that every claim has its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotate.domain.accounts import Lookup, Relation, Reply
from annotate.domain.origins import Cited, Graph, Origins, origins
from annotate.domain.things import Claim, Party, Term
from annotate.domain.vocabulary import NOT_CHECKABLE, State

#: In place of a party’s id: the article’s own voice, and nobody.
OWN, NOBODY = "own", "nobody"
#: How these are called.
NAMELESS = {OWN: "The article itself", NOBODY: "Nobody named"}
#: Tones of statuses that leave a matter open.
_OPEN_TONES = frozenset({"unchecked", "progress", "disputed", "unverifiable"})


def open_statuses(statuses: Mapping[str, Term]) -> frozenset[str]:
    """Codes of the statuses that leave a matter open. What cannot be checked is not open: nothing is left to find."""
    return frozenset(code for code, term in statuses.items() if term.tone in _OPEN_TONES) - {NOT_CHECKABLE}


@dataclass(frozen=True)
class Material:
    """What the accounts of an article are drawn from: claims that stand, and all that bears on them."""

    claims: Sequence[Claim] = ()
    relations: Sequence[Relation] = ()
    #: Claim id → its citations, as far as independence goes.
    cited: Mapping[str, Sequence[Cited]] = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    #: Party id → party: claimants, those who were asked, and all that these belong to.
    parties: Mapping[str, Party] = field(default_factory=dict)
    lookups: Sequence[Lookup] = ()
    replies: Sequence[Reply] = ()

    def camp_of(self, claim: Claim) -> str:
        """Id of the camp that makes a claim; OWN or NOBODY where no party does."""
        if claim.claimant_id:
            return self.graph.camp(claim.claimant_id)
        return OWN if claim.own_voice else NOBODY

    def camp(self, ident: str) -> Camp:
        """A camp with its name, and the members of it that make claims here."""
        named = {c.claimant_id for c in self.claims if self.camp_of(c) == ident and c.claimant_id}
        members = sorted((self.parties[one] for one in named), key=lambda party: party.name.casefold())
        top = self.parties.get(ident)
        return Camp(ident, top.name if top else NAMELESS.get(ident, ""), tuple(members))


@dataclass(frozen=True)
class Camp:
    """A camp as a column or a line: its name, and those of its members that make claims, by name."""

    id: str
    name: str
    members: tuple[Party, ...] = ()

    @property
    def others(self) -> tuple[Party, ...]:
        """Members but for the one that the camp is named after."""
        return tuple(party for party in self.members if party.id != self.id)


@dataclass(frozen=True)
class Account:
    """What one side says: a claim, who makes it, and what stands behind it."""

    claim: Claim
    camp: str
    origins: Origins
    #: Is its status final and approved?
    settled: bool

    @property
    def who(self) -> str:
        """Who says so."""
        return self.claim.claimant_name or NAMELESS[self.camp]

    @property
    def place(self) -> tuple[int, int]:
        """Its order in the text."""
        return self.claim.spans[0].start, self.claim.number


def account(material: Material, claim: Claim, open_: frozenset[str]) -> Account:
    """A claim as an account; `open_` are the statuses that leave a matter open."""
    found = origins(material.cited.get(claim.id, ()), claim.claimant_id, material.graph)
    settled = claim.state is State.APPROVED and claim.status not in open_
    return Account(claim, material.camp_of(claim), found, settled)
