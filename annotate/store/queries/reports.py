"""Reading which reports are out, without their content."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.domain.things import Page
from annotate.store.models import ArticleRow, ReportRow
from annotate.store.queries.paging import decode, encode


@dataclass(frozen=True)
class Published:
    """The newest edition of an article's report."""

    slug: str
    title: str
    publisher: str
    example: bool
    number: int
    sha256: str
    published_at: str


def published(session: Session, after: str | None = None, limit: int = 50) -> Page[Published]:
    """Articles with a report, the one published last first. One query."""
    newest = (
        select(ReportRow.article_id, func.max(ReportRow.number).label("number"))
        .group_by(ReportRow.article_id)
        .subquery()
    )
    query = (
        select(
            ArticleRow.slug, ArticleRow.title, ArticleRow.publisher, ArticleRow.example, ReportRow.number,
            ReportRow.sha256, ReportRow.published_at, ReportRow.id,
        )
        .join(ArticleRow, ArticleRow.id == ReportRow.article_id)
        .join(newest, (newest.c.article_id == ReportRow.article_id) & (newest.c.number == ReportRow.number))
        .order_by(ReportRow.published_at.desc(), ReportRow.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    if after:
        at, ident = decode(after, 2)
        query = query.where((ReportRow.published_at < at) | ((ReportRow.published_at == at) & (ReportRow.id < ident)))
    rows = session.execute(query).all()
    items = tuple(Published(*row[:7]) for row in rows[:limit])
    return Page(items, encode(rows[limit - 1][6], rows[limit - 1][7]) if len(rows) > limit else None)
