"""Where a submitted claim stands among those that wait for a reviewer, oldest submission first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.domain.vocabulary import State
from annotate.store.models import ClaimRow


@dataclass(frozen=True)
class Place:
    """`number` of `total`, from 1; ids of the neighbours, None at the ends."""

    number: int
    total: int
    previous: str | None
    next: str | None


def place(session: Session, claim_id: str) -> Place | None:
    """The claim's place in the queue, None if it does not wait. Five queries."""
    submitted = select(ClaimRow.submitted_at).where(ClaimRow.id == claim_id, ClaimRow.state == State.SUBMITTED)
    at = session.scalar(submitted)
    if at is None:
        return None
    waiting = select(ClaimRow.id).where(ClaimRow.state == State.SUBMITTED)
    older = (ClaimRow.submitted_at < at) | ((ClaimRow.submitted_at == at) & (ClaimRow.id < claim_id))
    newer = (ClaimRow.submitted_at > at) | ((ClaimRow.submitted_at == at) & (ClaimRow.id > claim_id))
    before = session.scalar(select(func.count()).select_from(waiting.where(older).subquery())) or 0
    total = session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    previous = waiting.where(older).order_by(ClaimRow.submitted_at.desc(), ClaimRow.id.desc()).limit(1)
    following = waiting.where(newer).order_by(ClaimRow.submitted_at, ClaimRow.id).limit(1)
    return Place(before + 1, total, session.scalar(previous), session.scalar(following))
