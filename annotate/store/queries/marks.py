"""Reading only what marks are drawn from: a number, a status, a place. An article may have thousands."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from annotate.domain.vocabulary import UNCHECKED, State
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
    claim = ClaimRow.__table__.c
    query = (
        select(claim.number, claim.status, claim.position)
        .where(claim.article_id == article_id, claim.state != State.WITHDRAWN)
        .order_by(claim.position, claim.number)
    )
    return [Tick(*row) for row in session.connection().execute(query)]


class Around(NamedTuple):
    """Numbers of the claims next to one in text order; None where there is none."""

    before: int | None = None
    after: int | None = None
    before_unchecked: int | None = None
    after_unchecked: int | None = None


def around(session: Session, article_id: str, position: int, number: int) -> Around:
    """The claims next to the one that begins at `position`, of all that stand and of the unchecked ones. One query."""
    here = {"article": article_id, "position": position, "number": number}
    return Around(*session.execute(_AROUND, here).one())


def _next(later: bool, unchecked: bool) -> Any:
    claim = aliased(ClaimRow)
    position: BindParameter[int] = bindparam("position")
    number: BindParameter[int] = bindparam("number")
    order = (claim.position, claim.number) if later else (claim.position.desc(), claim.number.desc())
    there = claim.position > position if later else claim.position < position
    same = claim.number > number if later else claim.number < number
    query = select(claim.number).where(
        claim.article_id == bindparam("article"),
        claim.state != State.WITHDRAWN,
        there | ((claim.position == position) & same),
    )
    if unchecked:
        query = query.where(claim.status == UNCHECKED)
    return query.order_by(*order).limit(1).scalar_subquery()


_AROUND = select(_next(False, False), _next(True, False), _next(False, True), _next(True, True))


def _standing(article_id: str, revision_id: str) -> Select[Any]:
    claim, span = ClaimRow.__table__.c, SpanRow.__table__.c
    return (
        select(claim.number, claim.status, claim.state, span.start, span.end)
        .join(SpanRow, (SpanRow.claim_id == ClaimRow.id) & (SpanRow.rev == ClaimRow.spans_rev))
        .where(ClaimRow.article_id == article_id, ClaimRow.revision_id == revision_id, claim.state != State.WITHDRAWN)
    )
