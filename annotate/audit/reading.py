"""Reading events with their personal texts: the one place where a commitment becomes a text again, or what is left.

A text that was erased reads as “[erased on 2026-11-25 by Ines Duarte]”, a person's name and address as the placeholder
that stands in the account, so that the same person is told apart from others everywhere. Nothing that is read here is
kept for the next time: an erasure counts at once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain import openings
from annotate.domain.openings import Body, Opening
from annotate.store.models import ErasedRow, ErasureRow, EventRow, OpeningRow, UserRow

#: Commitments in one query.
_MOST = 500


class Gone(str):
    """What is shown in the place of a text that cannot be read any more; a string like any other, but told apart."""


@dataclass(frozen=True)
class Erased:
    """Who erased a text, when (UTC text), and what it belonged to."""

    type: str
    id: str
    at: str
    by: str

    def text(self, field: str) -> Gone:
        """What is shown in its place."""
        if self.type == "user":
            return Gone(openings.placeholder(self.type, self.id, field))
        return Gone(f"[erased on {self.at[:10]} by {self.by}]")


#: What is shown where there is neither a text nor an erasure: `annotate trail verify` names it as a fault.
LOST = Gone("[this text is missing]")


def bodies(session: Session, rows: Iterable[EventRow]) -> list[Body]:
    """The events as values, with their texts. One query per 500 texts, none where there are none."""
    return with_texts(session, [json.loads(row.body) for row in rows])


def opened_by(session: Session, found: Sequence[Body]) -> dict[str, Opening]:
    """What opens the commitments in these events, where there is something. One query per 500."""
    return by_commitment(session, {one for body in found for one, _ in openings.commitments(body)})


def with_texts(session: Session, found: Sequence[Body], known: Mapping[str, Opening] | None = None) -> list[Body]:
    """The same for events that were taken apart already, and perhaps for what opens them."""
    wanted = {one for body in found for one, _ in openings.commitments(body)}
    if not wanted:
        return list(found)
    read = by_commitment(session, wanted) if known is None else known
    texts = {commitment: opening.value for commitment, opening in read.items()}
    gone = erased(session, wanted - texts.keys())
    fields = {one: at[2] for body in found for one, at in openings.commitments(body) if at}
    texts |= {one: erasure.text(fields.get(one, "name")) for one, erasure in gone.items()}
    return [openings.opened(body, lambda one: texts.get(one, LOST)) for body in found]


def by_commitment(session: Session, wanted: Collection[str]) -> dict[str, Opening]:
    """What opens these commitments, where there is something. One query per 500."""
    found: dict[str, Opening] = {}
    for some in _batches(wanted):
        for row in session.scalars(select(OpeningRow).where(OpeningRow.commitment.in_(some))):
            found[row.commitment] = as_opening(row)
    return found


def as_opening(row: OpeningRow) -> Opening:
    """The plain thing of a row."""
    return Opening(row.type, row.thing_id, row.field, row.value, row.salt)


def erased(session: Session, wanted: Collection[str]) -> dict[str, Erased]:
    """Those of these commitments that were erased. One query per 500, none where nothing is asked."""
    found: dict[str, Erased] = {}
    for some in _batches(wanted):
        query = (
            select(ErasedRow.commitment, ErasureRow, UserRow.name)
            .join(ErasureRow, ErasureRow.id == ErasedRow.erasure_id)
            .outerjoin(UserRow, UserRow.id == ErasureRow.author_id)
            .where(ErasedRow.commitment.in_(some))
        )
        for commitment, row, name in session.execute(query):
            found[commitment] = Erased(row.type, row.thing_id, row.created_at, name or "the operator")
    return found


def _batches(wanted: Collection[str]) -> list[list[str]]:
    ordered = sorted(wanted)
    return [ordered[first : first + _MOST] for first in range(0, len(ordered), _MOST)]
