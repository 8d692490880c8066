"""The conflicting accounts of a report, as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.report import Report, ReportClaim, ReportTerm
from annotate.domain.topics import Topic, sides, topics

OWN_VOICE, NOBODY, OTHERS = "The article itself", "Nobody is named", "Others"


@dataclass(frozen=True)
class Account:
    """One claim that stands in a conflict."""

    claim: ReportClaim
    status: ReportTerm


@dataclass(frozen=True)
class Row:
    """One topic: the accounts under each column of the table, in their order, also where there are none."""

    topic: Topic
    sides: tuple[tuple[Account, ...], ...]

    @property
    def title(self) -> str:
        """The topic's name, or what kind of conflict it is."""
        return self.topic.name or self.topic.kinds[0].label


@dataclass(frozen=True)
class Accounts:
    """The table. `camps` are the headings of its columns."""

    camps: tuple[str, ...]
    rows: tuple[Row, ...]


def accounts(report: Report) -> Accounts:
    """All conflicts between claims of the report; nothing in it where there are none."""
    found = topics(report.relations)
    camps = {number: camp(report.claim(number)) for topic in found for number in topic.claims}
    places = [(name, (report.claim(number).spans[0].start, number)) for number, name in camps.items()]
    pairs = [(camps[r.claim], camps[r.other]) for r in report.relations if r.kind.conflicting]
    named = sides(pairs, places, (OWN_VOICE, NOBODY))
    others = any(name not in named for name in camps.values())
    rows = tuple(Row(topic, _sides(report, topic, camps, named, others)) for topic in found)
    return Accounts((*named, OTHERS) if others else named, rows)


def camp(claim: ReportClaim) -> str:
    """The side that a claim is made by."""
    if claim.own_voice:
        return OWN_VOICE
    return claim.camp or (claim.claimant.name if claim.claimant else NOBODY)


def _sides(
    report: Report, topic: Topic, camps: dict[int, str], named: tuple[str, ...], others: bool
) -> tuple[tuple[Account, ...], ...]:
    made = [Account(claim, report.status(claim.status)) for claim in map(report.claim, topic.claims)]
    sides = [tuple(a for a in made if camps[a.claim.number] == name) for name in named]
    rest = tuple(a for a in made if camps[a.claim.number] not in named)
    return (*sides, rest) if others else tuple(sides)
