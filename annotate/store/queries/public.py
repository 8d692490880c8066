"""Reading what the public side is drawn from: editions with their content, few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from annotate.domain.things import Page
from annotate.store.models import ArticleRow, CitationRow, ClaimRow, ReportRow
from annotate.store.queries.paging import decode, encode


@dataclass(frozen=True)
class Out:
    """An edition that is out, without its content; `newest` is the number of its article's newest one."""

    article_id: str
    slug: str
    number: int
    newest: int
    sha256: str
    published_at: str
    #: What the edition does; "" for a first one.
    kind: str = ""


def _out() -> Select[Any]:
    newest = select(ReportRow.article_id, func.max(ReportRow.number).label("number")).group_by(ReportRow.article_id)
    last = newest.subquery()
    return (
        select(
            ReportRow.article_id, ArticleRow.slug, ReportRow.number, last.c.number, ReportRow.sha256,
            ReportRow.published_at, func.coalesce(ReportRow.kind, ""),
        )
        .join(ArticleRow, ArticleRow.id == ReportRow.article_id)
        .join(last, last.c.article_id == ReportRow.article_id)
    )  # fmt: skip


def editions_of(session: Session, slug: str) -> list[Out]:
    """The editions of one article, newest first; none where nothing is published. One query."""
    query = (
        select(ArticleRow.id, ReportRow.number, ReportRow.sha256, ReportRow.published_at, ReportRow.kind)
        .join(ArticleRow, ArticleRow.id == ReportRow.article_id)
        .where(ArticleRow.slug == slug)
        .order_by(ReportRow.number.desc())
    )
    rows = session.execute(query).all()
    return [Out(row[0], slug, row[1], rows[0][1], row[2], row[3], row[4] or "") for row in rows]


def every_edition(session: Session) -> list[Out]:
    """Every edition that is out, in the order of slugs and numbers. One query."""
    query = _out().order_by(ArticleRow.slug, ReportRow.number)
    return [Out(*row) for row in session.execute(query)]


def count(session: Session) -> int:
    """How many reports are out. One query."""
    return session.scalar(select(func.count()).select_from(ReportRow).where(ReportRow.number == 1)) or 0


def in_order(session: Session, skip: int, limit: int) -> list[Out]:
    """Newest editions in the order in which the reports first came out, `limit` of them after `skip`. Two queries."""
    first = select(ReportRow.article_id).where(ReportRow.number == 1)
    first = first.order_by(ReportRow.published_at, ReportRow.id).offset(skip).limit(limit)
    articles = list(session.scalars(first))
    found = {out.article_id: out for out in newest_of(session, articles)}
    return [found[article] for article in articles]


def latest_editions(session: Session, limit: int) -> list[Out]:
    """The editions that were published last, newest first. One query."""
    query = _out().order_by(ReportRow.published_at.desc(), ReportRow.id.desc()).limit(limit)
    return [Out(*row) for row in session.execute(query)]


def bodies(session: Session, editions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], bytes]:
    """(slug, number) → canonical bytes. One query."""
    wanted = set(editions)
    query = (
        select(ArticleRow.slug, ReportRow.number, ReportRow.body)
        .join(ArticleRow, ArticleRow.id == ReportRow.article_id)
        .where(ArticleRow.slug.in_({slug for slug, _ in wanted}), ReportRow.number.in_({n for _, n in wanted}))
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query) if (row[0], row[1]) in wanted}


def corrections(session: Session, after: str | None, limit: int) -> Page[Out]:
    """Editions after a first one, newest first. One query."""
    query = _out().add_columns(ReportRow.id).where(ReportRow.number > 1)
    query = query.order_by(ReportRow.published_at.desc(), ReportRow.id.desc()).limit(limit + 1)
    if after:
        at, ident = decode(after, 2)
        query = query.where((ReportRow.published_at < at) | ((ReportRow.published_at == at) & (ReportRow.id < ident)))
    rows = session.execute(query).all()
    items = tuple(Out(*row[:7]) for row in rows[:limit])
    return Page(items, encode(rows[limit - 1][5], rows[limit - 1][7]) if len(rows) > limit else None)


def citing(session: Session, source_id: str) -> Sequence[str]:
    """Ids of articles with a claim that cites, or ever cited, this source. One query."""
    query = (
        select(ClaimRow.article_id)
        .join(CitationRow, CitationRow.claim_id == ClaimRow.id)
        .where(CitationRow.source_id == source_id)
        .distinct()
    )
    return session.scalars(query).all()


def newest_of(session: Session, articles: Iterable[str]) -> list[Out]:
    """The newest editions of these articles, the one published last first. One query."""
    query = _out().where(ReportRow.article_id.in_(set(articles)))
    found = [Out(*row) for row in session.execute(query.order_by(ReportRow.published_at.desc(), ReportRow.id.desc()))]
    return [out for out in found if out.number == out.newest]
