"""Reading only what marks are drawn from: a number, a status, a place. An article may have thousands."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from annotate.domain.vocabulary import State
from annotate.store.models import ClaimRow, SpanRow


class Place(NamedTuple):
    """One span of a claim: half-open, in code points."""

    start: int
    end: int


class Marked(NamedTuple):
    """A claim that stands in the text, with all its spans in order."""

    number: int
    status: str
    state: str
    spans: tuple[Place, ...]


class Tick(NamedTuple):
    """Where a claim begins, for the rail."""

    number: int
    status: str
    position: int


def marked(session: Session, article_id: str, revision_id: str, start: int = 0, end: int | None = None) -> list[Marked]:
    """Claims, not withdrawn, that touch start–end of the revision, each with all its spans. One query."""
    query = _standing(article_id, revision_id)
    if end is not None:
        touching = (
            select(SpanRow.claim_id, SpanRow.rev)
            .where(SpanRow.revision_id == revision_id, SpanRow.start < end, SpanRow.end > start)
            .distinct()
            .subquery()
        )
        query = query.join(touching, (touching.c.claim_id == SpanRow.claim_id) & (touching.c.rev == SpanRow.rev))
    found: dict[int, tuple[str, str, list[Place]]] = {}
    for number, status, state, first, last in session.execute(query):
        found.setdefault(number, (status, state, []))[2].append(Place(first, last))
    return [Marked(number, status, state, tuple(sorted(spans))) for number, (status, state, spans) in found.items()]


def ticks(session: Session, article_id: str) -> list[Tick]:
    """Where the claims that stand begin, in text order. One query."""
    query = (
        select(ClaimRow.number, ClaimRow.status, ClaimRow.position)
        .where(ClaimRow.article_id == article_id, ClaimRow.state != State.WITHDRAWN)
        .order_by(ClaimRow.position, ClaimRow.number)
    )
    return [Tick(*row) for row in session.execute(query)]


def neighbours(
    session: Session, article_id: str, position: int, number: int, status: str | None = None
) -> tuple[int | None, int | None]:
    """Numbers of the claims before and after one, in text order, of all or of one status. Two queries."""
    standing = select(ClaimRow.number).where(ClaimRow.article_id == article_id, ClaimRow.state != State.WITHDRAWN)
    if status:
        standing = standing.where(ClaimRow.status == status)
    earlier = (ClaimRow.position < position) | ((ClaimRow.position == position) & (ClaimRow.number < number))
    later = (ClaimRow.position > position) | ((ClaimRow.position == position) & (ClaimRow.number > number))
    before = standing.where(earlier).order_by(ClaimRow.position.desc(), ClaimRow.number.desc()).limit(1)
    after = standing.where(later).order_by(ClaimRow.position, ClaimRow.number).limit(1)
    return session.scalar(before), session.scalar(after)


def count(session: Session, article_id: str) -> int:
    """How many claims stand. One query."""
    query = select(func.count()).where(ClaimRow.article_id == article_id, ClaimRow.state != State.WITHDRAWN)
    return session.scalar(query) or 0


def _standing(article_id: str, revision_id: str) -> Select[Any]:
    claim, span = ClaimRow.__table__.c, SpanRow.__table__.c
    return (
        select(claim.number, claim.status, claim.state, span.start, span.end)
        .join(SpanRow, (SpanRow.claim_id == ClaimRow.id) & (SpanRow.rev == ClaimRow.spans_rev))
        .where(ClaimRow.article_id == article_id, ClaimRow.revision_id == revision_id, claim.state != State.WITHDRAWN)
    )
