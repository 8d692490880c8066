"""Long lists of claims as plain values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.store.models import ClaimRow, SpanRow
from annotate.store.queries.claims import Filter, filtered, selected
from annotate.store.queries.paging import whole


def listing(
    session: Session, article_id: str, where: Filter, after: str = "", limit: int = 50
) -> tuple[list[dict[str, Any]], str | None]:
    """As `queries.claims.claims` by number, but plain values: the columns, `claimant_name`, `spans`. Two queries.

    5,000 claims as objects with their spans keep the garbage collector busy for longer than both queries take.
    """
    inside = (ClaimRow.article_id == article_id, ClaimRow.number > (whole(after) if after else 0))
    connection = session.connection()
    query = filtered(selected().where(*inside), where).order_by(ClaimRow.number).limit(limit + 1)
    result = connection.execute(query)
    names = tuple(result.keys())
    found = [dict(zip(names, row, strict=True)) for row in result.all()]
    if not found:
        return [], None
    page = found[:limit]
    upto = ClaimRow.number <= page[-1]["number"]
    mark = SpanRow.__table__.alias("mark").c  # a search asks for spans, too, and is not to mean these
    current = (ClaimRow.id == mark.claim_id) & (ClaimRow.spans_rev == mark.rev)
    marks: Any = select(mark.claim_id, mark.start, mark.end, mark.exact, mark.prefix, mark.suffix).join(
        ClaimRow, current
    )
    marks = filtered(marks.where(*inside, upto), where).order_by(mark.start)
    spans: dict[str, list[Any]] = {}
    for row in connection.execute(marks).all():
        spans.setdefault(row[0], []).append(row)
    for claim in page:
        claim["spans"] = spans.get(claim["id"], [])
    return page, str(page[-1]["number"]) if len(found) > limit else None
