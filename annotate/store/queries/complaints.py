"""Reading complaints."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate.domain.complaints import Complaint
from annotate.domain.corrections import Complainant, Course, Ruling
from annotate.domain.errors import NotFound
from annotate.domain.things import Page
from annotate.store.models import ArticleRow, ComplaintRow
from annotate.store.queries.paging import decode, encode, whole


def as_complaint(row: ComplaintRow, slug: str, title: str) -> Complaint:
    """The plain thing of a row."""
    return Complaint(
        row.id, row.rev, row.number, row.article_id, slug, title, row.edition, row.claim_number,
        Complainant(row.side), row.complainant, row.contact, row.words, row.received, row.deadline,
        Ruling(row.ruling), row.decided, row.answer,
    )  # fmt: skip


def complaint_row(session: Session, number: int) -> ComplaintRow:
    """The row of a number, for changing; raises NotFound. One query."""
    row = session.scalar(select(ComplaintRow).where(ComplaintRow.number == number))
    if row is None:
        raise NotFound(f"There is no complaint {number}.")
    return row


def complaint(session: Session, number: int) -> Complaint:
    """One complaint; raises NotFound. One query."""
    found = session.execute(_with_article().where(ComplaintRow.number == number)).first()
    if found is None:
        raise NotFound(f"There is no complaint {number}.")
    return as_complaint(*found)


def complaints(session: Session, *, open_only: bool, after: str | None = None, limit: int = 50) -> Page[Complaint]:
    """Complaints: open ones by their deadline, all of them newest first. One query."""
    key = ComplaintRow.number
    query = _with_article().order_by(key.asc() if open_only else key.desc()).limit(limit + 1)
    if open_only:
        query = query.where(ComplaintRow.ruling == Ruling.OPEN)
    if after:
        number = whole(decode(after, 1)[0])
        query = query.where(key > number if open_only else key < number)
    rows = session.execute(query).all()
    last = rows[limit - 1][0].number if len(rows) > limit else None
    return Page(tuple(as_complaint(*row) for row in rows[:limit]), encode(last) if last else None)


def about(session: Session, article_id: str) -> list[Complaint]:
    """Complaints about one article's reports, newest first. One query."""
    query = _with_article().where(ComplaintRow.article_id == article_id).order_by(ComplaintRow.number.desc())
    return [as_complaint(*row) for row in session.execute(query)]


def numbers_about(session: Session, article_id: str) -> frozenset[int]:
    """Numbers of the complaints about one article's reports. One query."""
    return frozenset(session.scalars(select(ComplaintRow.number).where(ComplaintRow.article_id == article_id)))


def courses(session: Session) -> dict[int, Course]:
    """Number → how long it took or waits, of every complaint. One query of four short columns."""
    query = select(
        ComplaintRow.number, ComplaintRow.received, ComplaintRow.deadline, ComplaintRow.decided, ComplaintRow.ruling
    )
    return {row[0]: Course(row[1], row[2], row[3], Ruling(row[4])) for row in session.execute(query)}


def _with_article() -> Select[ComplaintRow, str, str]:
    return select(ComplaintRow, ArticleRow.slug, ArticleRow.title).join(
        ArticleRow, ArticleRow.id == ComplaintRow.article_id
    )
