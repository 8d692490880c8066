"""Conflicting accounts side by side: one row per topic, one column for each of the two camps most in conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from annotate.domain.accounts import Lookup, Relation, Reply
from annotate.domain.material import NAMELESS, NOBODY, Account, Camp, Material, account
from annotate.domain.topics import sides
from annotate.domain.vocabulary import RelationKind

T = TypeVar("T")


@dataclass(frozen=True)
class Pair:
    """Two accounts that cannot both hold as they stand."""

    relation: Relation
    one: Account
    other: Account

    @property
    def settled(self) -> bool:
        """Are both sides?"""
        return self.one.settled and self.other.settled

    @property
    def place(self) -> tuple[int, int]:
        """Where it comes up in the text first."""
        return min(self.one.place, self.other.place)


@dataclass(frozen=True)
class Row:
    """One topic. `cells` are the accounts of each side, then those of all others; in each, in the order of the text."""

    topic: str
    pairs: tuple[Pair, ...]
    cells: tuple[tuple[Account, ...], ...]
    lookups: tuple[Lookup, ...]
    replies: tuple[Reply, ...]

    @property
    def title(self) -> str:
        """Its topic, else what kind of conflict it is."""
        return self.topic or self.pairs[0].relation.kind.label

    @property
    def kinds(self) -> tuple[RelationKind, ...]:
        """Kinds of its conflicts, the commonest first."""
        return tuple(kind for kind, _ in Counter(pair.relation.kind for pair in self.pairs).most_common())

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All its accounts, column by column."""
        return tuple(account for cell in self.cells for account in cell)

    @property
    def one_camp(self) -> bool:
        """Does a single camp contradict itself?"""
        camps = {account.camp for account in self.accounts}
        return len(camps) == 1 and NOBODY not in camps

    @property
    def settled(self) -> bool:
        """Are all its accounts?"""
        return all(account.settled for account in self.accounts)

    @property
    def settle(self) -> tuple[str, ...]:
        """What would settle it: what was said of the pairs, else of the claims; each once."""
        of_pairs = [pair.relation.settle for pair in self.pairs if pair.relation.settle]
        of_claims = [account.claim.settle for account in self.accounts if account.claim.settle]
        return tuple(dict.fromkeys(of_pairs or of_claims))


@dataclass(frozen=True)
class Matrix:
    """All rows, unsettled ones first. `sides` are at most two camps; `others` are the camps in the last column."""

    sides: tuple[Camp, ...]
    others: tuple[Camp, ...]
    rows: tuple[Row, ...]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """All pairs, unsettled ones first, each group in the order of the text."""
        return tuple(sorted((pair for row in self.rows for pair in row.pairs), key=lambda p: (p.settled, p.place)))

    @property
    def unsettled(self) -> int:
        """Rows that something is open in."""
        return sum(not row.settled for row in self.rows)


def matrix(material: Material, open_: frozenset[str]) -> Matrix:
    """Lay the accounts out; `open_` are the statuses that leave a matter open. Absent claims relate to nothing."""
    accounts = {claim.id: account(material, claim, open_) for claim in material.claims}
    known = [r for r in material.relations if r.claim_id in accounts and r.other_id in accounts]
    pairs = [Pair(r, accounts[r.claim_id], accounts[r.other_id]) for r in known if r.kind.conflicting]
    beside = [r for r in known if not r.kind.conflicting and r.topic]
    two = _sides(pairs)
    rows = [_row(material, list(group), beside, accounts, two) for group in _by_topic(pairs)]
    rows.sort(key=lambda row: (row.settled, min(pair.place for pair in row.pairs), not row.topic))
    others = {account.camp for row in rows for account in row.cells[-1]}
    named = sorted((material.camp(ident) for ident in others), key=lambda camp: camp.name.casefold())
    return Matrix(tuple(material.camp(ident) for ident in two), tuple(named), tuple(rows))


def _sides(pairs: Sequence[Pair]) -> tuple[str, ...]:
    accounts = {account.claim.id: account for pair in pairs for account in (pair.one, pair.other)}.values()
    return sides(((p.one.camp, p.other.camp) for p in pairs), ((a.camp, a.place) for a in accounts), NAMELESS)


def _by_topic(pairs: Iterable[Pair]) -> Iterable[Iterable[Pair]]:
    """Pairs of one topic together, whatever its capitals; a pair without a topic is alone."""

    def key(pair: Pair) -> tuple[str, str]:
        topic = pair.relation.topic.casefold()
        return topic, "" if topic else pair.relation.id

    return [list(group) for _, group in groupby(sorted(pairs, key=key), key)]


def _row(
    material: Material, pairs: list[Pair], beside: Sequence[Relation], accounts: Mapping[str, Account],
    sides: tuple[str, ...],
) -> Row:  # fmt: skip
    pairs.sort(key=lambda pair: (pair.place, pair.relation.created_at))
    topic = pairs[0].relation.topic
    idents = {ident for pair in pairs for ident in (pair.relation.claim_id, pair.relation.other_id)}
    for relation in beside:  # a claim that supports or repeats one of these, on the same topic, stands with it
        if topic and relation.topic.casefold() == topic.casefold() and idents & {relation.claim_id, relation.other_id}:
            idents |= {relation.claim_id, relation.other_id}
    within = sorted((accounts[ident] for ident in idents), key=lambda account: account.place)
    cells = [tuple(a for a in within if a.camp == side) for side in sides]
    cells.append(tuple(a for a in within if a.camp not in sides))
    return Row(
        topic, tuple(pairs), tuple(cells),
        tuple(_once((k for k in material.lookups if k.claim_id in idents), lambda k: (k.place, k.query, k.looked))),
        tuple(_once((r for r in material.replies if r.claim_id in idents), lambda r: (r.party_id, r.channel, r.asked))),
    )  # fmt: skip


def _once(items: Iterable[T], key: Callable[[T], Hashable]) -> Iterable[T]:
    """The items without those that say the same again: one letter may be recorded on several claims."""
    return {key(item): item for item in items}.values()
