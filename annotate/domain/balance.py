"""The same questions put to every side: what it claims, what was found of that, and how far it was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.domain.accounts import Reply
from annotate.domain.material import NAMELESS, NOBODY, OWN, Account, Camp, Material, account
from annotate.domain.vocabulary import Outcome, State


@dataclass(frozen=True)
class Side:
    """One camp: its claims as accounts in text order, and the replies that its members were asked for."""

    camp: Camp
    accounts: tuple[Account, ...]
    asked: tuple[Reply, ...]
    #: Searches recorded on its claims.
    looked: int

    @property
    def statuses(self) -> tuple[tuple[str, int], ...]:
        """Status code and number of claims, the commonest first."""
        return tuple(Counter(one.claim.status for one in self.accounts).most_common())

    @property
    def approved(self) -> int:
        """Claims that a second person has approved."""
        return sum(one.claim.state is State.APPROVED for one in self.accounts)

    @property
    def citations(self) -> int:
        """Citations of its claims, whatever they say."""
        return sum(one.origins.citations for one in self.accounts)

    @property
    def bare(self) -> int:
        """Claims that nothing independent of their claimant stands behind or against."""
        return sum(not one.origins.independent for one in self.accounts)

    @property
    def for_it(self) -> int:
        """Independent origins that support any of its claims, each once."""
        named = frozenset[str]().union(*(one.origins.supporting for one in self.accounts))
        return len(named) or min(1, sum(one.origins.unnamed_supporting for one in self.accounts))

    @property
    def against_it(self) -> int:
        """Independent origins that undermine any of its claims, each once."""
        named = frozenset[str]().union(*(one.origins.undermining for one in self.accounts))
        return len(named) or min(1, sum(one.origins.unnamed_undermining for one in self.accounts))

    def came(self, *outcomes: Outcome) -> int:
        """How many of those who were asked did this."""
        return sum(reply.outcome in outcomes for reply in self.asked)


def balance(material: Material, open_: frozenset[str]) -> tuple[Side, ...]:
    """Every camp that claims something or was asked, most claims first; the article and nobody at the end."""
    accounts = sorted((account(material, claim, open_) for claim in material.claims), key=lambda one: one.place)
    asked: dict[str, dict[tuple[str, str, str, str], Reply]] = {}
    for reply in material.replies:  # one letter may be recorded on several claims
        letter = (reply.party_id, reply.channel, reply.asked, reply.question)
        asked.setdefault(material.graph.camp(reply.party_id), {})[letter] = reply
    camps = dict.fromkeys([*(one.camp for one in accounts), *asked])
    sides = [_side(material, camp, accounts, tuple(asked.get(camp, {}).values())) for camp in camps]
    return tuple(sorted(sides, key=_rank))


def _side(material: Material, camp: str, accounts: Sequence[Account], asked: tuple[Reply, ...]) -> Side:
    own = tuple(one for one in accounts if one.camp == camp)
    idents = {one.claim.id for one in own}
    return Side(material.camp(camp), own, asked, sum(k.claim_id in idents for k in material.lookups))


def _rank(side: Side) -> tuple[int, int, str]:
    last = {OWN: 1, NOBODY: 2}
    return last.get(side.camp.id, 0) if side.camp.id in NAMELESS else 0, -len(side.accounts), side.camp.name.casefold()
