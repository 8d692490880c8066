"""Proving the openings: each is what an event commits to, and one that is gone was erased by an event that says so."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.audit.reading import as_opening
from annotate.domain.openings import commitments
from annotate.store.models import ErasedRow, OpeningRow

#: Log and number of an event.
Place = tuple[str, int]
#: (type, id, field) that a commitment belongs to.
Subject = tuple[str, str, str]
State = Mapping[tuple[str, str], dict[str, Any]]

#: Rows read at a time; ids in one query.
_BATCH, _MOST = 1_000, 500


@dataclass(frozen=True)
class Former:
    """An event says by a commitment what stood there before, and the event before it, of version 1, by its text."""

    where: str
    name: str
    text: str


@dataclass
class Commits:
    """What events commit to."""

    #: Commitment → what it must belong to, None where no event says, and the first event that holds it.
    used: dict[str, tuple[Subject | None, Place]] = field(default_factory=dict)
    former: dict[str, Former] = field(default_factory=dict)

    def use(self, body: dict[str, Any], place: Place) -> Iterator[Fault]:
        """Note the commitments of an event; one that stands for two things is a fault."""
        for commitment, subject in commitments(body):
            known, first = self.used.get(commitment, (None, place))
            if known and subject and known != subject:
                yield Fault(said(place), f"it commits to a {subject[2]} with what {said(first)} has for another thing")
            if known is None:
                self.used[commitment] = (subject, first)


def said(place: Place) -> str:
    """Where an event is, in words."""
    return f"log {place[0]}, event {place[1]}"


def texts_of(session: Session, idents: Collection[str]) -> dict[str, str]:
    """Commitment → text, of what can be opened of these things. A query per 500 things."""
    ordered, found = sorted(idents), {}
    for first in range(0, len(ordered), _MOST):
        which = OpeningRow.thing_id.in_(ordered[first : first + _MOST])
        for commitment, value in session.execute(select(OpeningRow.commitment, OpeningRow.value).where(which)):
            found[commitment] = value
    return found


def verify_openings(session: Session, state: State, commits: Commits) -> Iterator[Fault]:
    """Hold every opening and every erasure against what the events say. Reads all openings."""
    erased = {
        commitment: ident for (kind, ident), image in state.items() if kind == "erasure" for commitment in _named(image)
    }
    open_: set[str] = set()
    for row in session.scalars(select(OpeningRow).execution_options(yield_per=_BATCH)):
        open_.add(row.commitment)
        yield from _opening(row, commits, erased)
    yield from _missing(commits, open_, erased)
    yield from _table(session, erased)


def _named(image: Mapping[str, Any]) -> list[str]:
    """Commitments that an erasure names; none where what stands there is no list."""
    try:
        return [str(one) for one in json.loads(image["commitments"])]
    except (ValueError, TypeError, KeyError):
        return []


def _opening(row: OpeningRow, commits: Commits, erased: Mapping[str, str]) -> Iterator[Fault]:
    opening, used = as_opening(row), commits.used
    subject = used.get(row.commitment, (None, ""))[0] or (row.type, row.thing_id, row.field)
    where = _place(*subject)
    former = commits.former.get(row.commitment)
    if former and former.text != row.value:
        yield Fault(former.where, f"it says that {former.name} was something else before")
    if opening.commitment != row.commitment:
        yield Fault(where, "the text that is kept for it is not the one that was committed to")
    elif row.commitment not in used:
        yield Fault(where, "a text is kept for it that no event commits to")
    elif used[row.commitment][0] not in (None, (row.type, row.thing_id, row.field)):
        yield Fault(where, f"its text is committed to as that of something else in {said(used[row.commitment][1])}")
    if row.commitment in erased:
        yield Fault(where, f"its text was erased (erasure {erased[row.commitment]}), and is there")


def _missing(commits: Commits, open_: Collection[str], erased: Mapping[str, str]) -> Iterator[Fault]:
    for commitment, (subject, place) in commits.used.items():
        if commitment not in open_ and commitment not in erased:
            yield Fault(_place(*subject) if subject else said(place), "its text is gone, and no erasure names it")


def _table(session: Session, erased: Mapping[str, str]) -> Iterator[Fault]:
    """What is kept for readers must say what the erasures say."""
    kept = {row[0]: row[1] for row in session.execute(select(ErasedRow.commitment, ErasedRow.erasure_id))}
    for commitment in sorted(kept.keys() | erased.keys()):
        if kept.get(commitment) != erased.get(commitment):
            which = erased.get(commitment) or kept.get(commitment)
            yield Fault(f"erasure {which}", "the list of what it erased is not what its event says")


def _place(kind: str, ident: str, field: str) -> str:
    return f"{kind} {ident}, {field}"
