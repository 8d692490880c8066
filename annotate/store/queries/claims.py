"""Reading claims with their spans, citations, comments and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from annotate.domain.errors import Invalid, NotFound
from annotate.domain.spans import Span
from annotate.domain.things import Claim, Page
from annotate.domain.vocabulary import (
    Attribution,
    Confidence,
    Stance,
    State,
    Worthiness,
)
from annotate.store.models import (
    CitationRow,
    ClaimRow,
    PartyRow,
    SpanRow,
)
from annotate.store.queries.paging import decode, encode, whole

_STATES = {str(s): s for s in State}
_COLUMNS = (
    "id", "rev", "article_id", "revision_id", "number", "state", "type", "status", "statement", "attribution",
    "claimant_id", "own_voice", "rationale", "known", "unknown", "settle", "search_log", "confidence", "worthiness",
    "assignee_id", "author_id", "digest", "created_at", "updated_at",
)  # fmt: skip
_TABLE = ClaimRow.__table__.c


@dataclass(frozen=True)
class Filter:
    """Which claims of an article: codes to match, or one of the named filters."""

    state: str | None = None
    status: str | None = None
    type: str | None = None
    #: Text in the wording or in the marked words.
    q: str = ""
    #: "own-voice": in the reporter's own voice and without a source; "mine"; "waiting": returned or assigned to me.
    only: str | None = None
    person: str | None = None
    withdrawn: bool = False


def claim_row(session: Session, ident: str) -> ClaimRow:
    """The table row, for changing; raises NotFound. One query."""
    row = session.scalar(select(ClaimRow).where(ClaimRow.id == ident).execution_options(populate_existing=True))
    if row is None:
        raise NotFound("There is no such claim.")
    return row


def claim(session: Session, ident: str) -> Claim:
    """One claim with its spans; raises NotFound. Two queries."""
    found = load(session, selected().where(ClaimRow.id == ident))
    if not found:
        raise NotFound("There is no such claim.")
    return found[0]


def by_ids(session: Session, idents: Sequence[str]) -> list[Claim]:
    """These claims, in no particular order. Two queries."""
    return load(session, selected().where(ClaimRow.id.in_(idents)))


def claim_by_number(session: Session, article_id: str, number: int) -> Claim:
    """One claim by its number in the article; raises NotFound. Two queries, none for a number beyond the column."""
    this = selected().where(ClaimRow.article_id == article_id, ClaimRow.number == number)
    found = load(session, this) if number < 2**31 else []
    if not found:
        raise NotFound(f"The article has no claim {number}.")
    return found[0]


def claims_numbered(session: Session, article_id: str, numbers: Sequence[int]) -> list[Claim]:
    """Claims of an article by their numbers; numbers that it has not are left out. Two queries."""
    return load(session, selected().where(ClaimRow.article_id == article_id, ClaimRow.number.in_(numbers)))


def claims(
    session: Session, article_id: str, where: Filter, after: str | None = None, limit: int = 50, by: str = "number"
) -> Page[Claim]:
    """One page of an article's claims, by number or by position in the text. Two queries, whatever the length."""
    query = filtered(selected().where(ClaimRow.article_id == article_id), where)
    if by == "position":
        query = query.order_by(ClaimRow.position, ClaimRow.number)
        if after:
            position, number = (whole(k) for k in decode(after, 2))
            query = query.where(
                (ClaimRow.position > position) | ((ClaimRow.position == position) & (ClaimRow.number > number))
            )
    else:
        query = query.order_by(ClaimRow.number)
        if after:
            query = query.where(ClaimRow.number > whole(after))
    found = load(session, query.limit(limit + 1))
    if len(found) <= limit:
        return Page(tuple(found))
    last = found[limit - 1]
    cursor = encode(last.spans[0].start, last.number) if by == "position" else str(last.number)
    return Page(tuple(found[:limit]), cursor)


def claims_between(session: Session, article_id: str, revision_id: str, start: int, end: int) -> list[Claim]:
    """Claims, not withdrawn, with a span that touches start–end of the revision. Two queries."""
    touching = select(SpanRow.claim_id).where(
        SpanRow.revision_id == revision_id, SpanRow.start < end, SpanRow.end > start, SpanRow.rev == ClaimRow.spans_rev,
        SpanRow.claim_id == ClaimRow.id,
    )  # fmt: skip
    query = selected().where(
        ClaimRow.article_id == article_id, ClaimRow.state != State.WITHDRAWN, touching.correlate(ClaimRow).exists()
    )
    return load(session, query)


def load(session: Session, query: Select[Any]) -> list[Claim]:
    """The claims of a query made by `selected`, each with its current spans. Two queries."""
    rows = session.execute(query).all()
    spans = spans_of(session, [(row.id, row.spans_rev) for row in rows])
    return [_as_claim(row, spans.get(row.id, ())) for row in rows]


def selected() -> Select[Any]:
    """A select of all that a claim has in its own row, and its claimant's name."""
    columns = [_TABLE[name] for name in _COLUMNS]
    return select(*columns, _TABLE.spans_rev, _TABLE.stale_digest, PartyRow.name.label("claimant_name")).outerjoin(
        PartyRow, PartyRow.id == ClaimRow.claimant_id
    )


def filtered(query: Select[Any], where: Filter) -> Select[Any]:
    """The same select, of the claims that `where` lets through."""
    for column, value in ((ClaimRow.state, where.state), (ClaimRow.status, where.status), (ClaimRow.type, where.type)):
        if value:
            query = query.where(column == value)
    if not where.withdrawn and where.state != State.WITHDRAWN:
        query = query.where(ClaimRow.state != State.WITHDRAWN)
    for word in where.q.split():
        said = select(SpanRow.claim_id).where(
            SpanRow.claim_id == ClaimRow.id, SpanRow.rev == ClaimRow.spans_rev,
            func.lower(SpanRow.exact).contains(word.lower(), autoescape=True),
        )  # fmt: skip
        query = query.where(func.lower(ClaimRow.statement).contains(word.lower(), autoescape=True) | said.exists())
    return _named(query, where)


def _named(query: Select[Any], where: Filter) -> Select[Any]:
    if where.only is None:
        return query
    if where.only == "own-voice":
        cited = exists().where(
            CitationRow.claim_id == ClaimRow.id, CitationRow.withdrawn == False,  # noqa: E712
            CitationRow.stance != Stance.CLAIM_ORIGIN,
        )  # fmt: skip
        return query.where(ClaimRow.own_voice == True, ~cited)  # noqa: E712
    if where.only == "mine":
        return query.where((ClaimRow.author_id == where.person) | (ClaimRow.assignee_id == where.person))
    if where.only == "waiting":
        mine = (ClaimRow.author_id == where.person) | (ClaimRow.assignee_id == where.person)
        assigned = (ClaimRow.assignee_id == where.person) & (ClaimRow.state == State.DRAFT)
        return query.where((mine & (ClaimRow.state == State.RETURNED)) | assigned)
    raise Invalid("There is no such filter.", field="only")


def spans_of(session: Session, keys: Sequence[tuple[str, int]]) -> dict[str, tuple[Span, ...]]:
    """The spans of claims by their id, each as set at this rev. A query per 10,000 claims."""
    wanted = dict(keys)
    found: dict[str, list[Span]] = {}
    ids = list(wanted)
    for first in range(0, len(ids), 10_000):
        query = (
            select(
                SpanRow.claim_id, SpanRow.rev, SpanRow.start, SpanRow.end, SpanRow.exact, SpanRow.prefix, SpanRow.suffix
            )
            .where(SpanRow.claim_id.in_(ids[first : first + 10_000]))
            .order_by(SpanRow.start)
        )
        for row in session.execute(query):
            if wanted[row[0]] == row[1]:
                found.setdefault(row[0], []).append(Span(row[2], row[3], row[4], row[5], row[6]))
    return {ident: tuple(spans) for ident, spans in found.items()}


def as_claim(row: ClaimRow, spans: tuple[Span, ...], claimant_name: str) -> Claim:
    """The plain thing of a table row whose spans and claimant are known. No query."""
    return _build({name: getattr(row, name) for name in _COLUMNS}, row, spans, claimant_name)


def _as_claim(row: Any, spans: tuple[Span, ...]) -> Claim:
    return _build(dict(zip(_COLUMNS, row, strict=False)), row, spans, row.claimant_name or "")


def _build(values: dict[str, Any], row: Any, spans: tuple[Span, ...], claimant_name: str) -> Claim:
    values["state"] = _STATES[row.state]
    values["attribution"] = Attribution(row.attribution) if row.attribution else None
    values["confidence"] = Confidence(row.confidence) if row.confidence else None
    values["worthiness"] = Worthiness(row.worthiness) if row.worthiness else None
    return Claim(**values, claimant_name=claimant_name, stale=row.stale_digest is not None, spans=spans)


def queue(session: Session, after: str | None = None, limit: int = 50) -> Page[tuple[Claim, str]]:
    """Submitted claims of all articles, oldest submission first, with the time of submission. Two queries."""
    query = (
        selected()
        .add_columns(_TABLE.submitted_at)
        .where(ClaimRow.state == State.SUBMITTED, ClaimRow.submitted_at.is_not(None))
        .order_by(ClaimRow.submitted_at, ClaimRow.id)
        .limit(limit + 1)
    )
    if after:
        at, ident = decode(after, 2)
        query = query.where((ClaimRow.submitted_at > at) | ((ClaimRow.submitted_at == at) & (ClaimRow.id > ident)))
    rows = session.execute(query).all()
    spans = spans_of(session, [(row.id, row.spans_rev) for row in rows])
    found = [(_as_claim(row, spans.get(row.id, ())), row.submitted_at) for row in rows]
    more = encode(found[limit - 1][1], found[limit - 1][0].id) if len(found) > limit else None
    return Page(tuple(found[:limit]), more)


def own_queue(session: Session, person: str, limit: int = 20) -> list[Claim]:
    """What waits for one person: their returned and stale claims, and drafts assigned to them. Two queries."""
    mine = (ClaimRow.author_id == person) | (ClaimRow.assignee_id == person)
    stale = (ClaimRow.state == State.DRAFT) & ClaimRow.stale_digest.is_not(None)
    assigned = (ClaimRow.assignee_id == person) & (ClaimRow.state == State.DRAFT)
    query = selected().where((mine & ((ClaimRow.state == State.RETURNED) | stale)) | assigned)
    return load(session, query.order_by(ClaimRow.updated_at.desc(), ClaimRow.id).limit(limit))
