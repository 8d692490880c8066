"""Reading the library: sources and parties."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.things import Page, Party, Source
from annotate.domain.vocabulary import Belonging, PartyKind
from annotate.store.models import ArticleRow, CitationRow, ClaimRow, PartyRow, SourceRow
from annotate.store.queries.paging import decode, encode

_FIELDS = tuple(Source.__dataclass_fields__)


def as_source(row: SourceRow) -> Source:
    """The plain thing of a row."""
    return Source(**{name: getattr(row, name) for name in _FIELDS})


def as_party(row: PartyRow) -> Party:
    """The plain thing of a row."""
    how = Belonging(row.belongs_how) if row.belongs_how else None
    return Party(row.id, row.rev, row.name, PartyKind(row.kind), row.note, row.belongs_to, how)


def source_row(session: Session, ident: str) -> SourceRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(SourceRow, ident, populate_existing=True)
    if row is None:
        raise NotFound("There is no such source.")
    return row


def source(session: Session, ident: str) -> Source:
    """One source; raises NotFound. One query."""
    return as_source(source_row(session, ident))


def source_with_url(session: Session, url_key: str) -> Source | None:
    """The source that has this address, if there is one. One query."""
    row = session.scalar(select(SourceRow).where(SourceRow.url_key == url_key))
    return as_source(row) if row else None


def titles(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Source id → title. One query, none for no ids."""
    wanted = list(ids)
    rows = session.execute(select(SourceRow.id, SourceRow.title).where(SourceRow.id.in_(wanted))) if wanted else ()
    return {row[0]: row[1] for row in rows}


def derived_from(session: Session, ident: str, limit: int = 100) -> list[Source]:
    """Sources that derive from this one directly, by title. One query."""
    query = select(SourceRow).where(SourceRow.derived_from_id == ident).order_by(SourceRow.title).limit(limit)
    return [as_source(row) for row in session.scalars(query)]


def sources(
    session: Session, q: str = "", kind: str | None = None, after: str | None = None, limit: int = 50
) -> Page[tuple[Source, int]]:
    """Sources, newest first, with how often each is cited. One query."""
    cited = (
        select(func.count()).where(CitationRow.source_id == SourceRow.id, CitationRow.withdrawn == False)  # noqa: E712
    ).scalar_subquery()
    query = select(SourceRow, cited).order_by(SourceRow.created_at.desc(), SourceRow.id.desc()).limit(limit + 1)
    for word in q.split():
        text = func.lower(SourceRow.title + " " + SourceRow.publisher + " " + SourceRow.url)
        query = query.where(text.contains(word.lower(), autoescape=True))
    if kind:
        query = query.where(SourceRow.kind == kind)
    if after:
        at, ident = decode(after, 2)
        query = query.where((SourceRow.created_at < at) | ((SourceRow.created_at == at) & (SourceRow.id < ident)))
    rows = session.execute(query).all()
    items = tuple((as_source(row), number) for row, number in rows[:limit])
    more = encode(rows[limit - 1][0].created_at, rows[limit - 1][0].id) if len(rows) > limit else None
    return Page(items, more)


def sources_of(session: Session, article_id: str) -> list[tuple[Source, int]]:
    """Sources cited in an article, most cited first, with how often. One query."""
    query = (
        select(SourceRow, func.count())
        .join(CitationRow, CitationRow.source_id == SourceRow.id)
        .join(ClaimRow, ClaimRow.id == CitationRow.claim_id)
        .where(ClaimRow.article_id == article_id, CitationRow.withdrawn == False)  # noqa: E712
        .group_by(SourceRow.id)
        .order_by(func.count().desc(), SourceRow.title)
        .limit(500)
    )
    return [(as_source(row), number) for row, number in session.execute(query)]


def cited_in(session: Session, source_id: str) -> list[tuple[str, str, str, str]]:
    """(claim id, its state, article id, article slug) of every claim that cites the source. One query."""
    query = (
        select(ClaimRow.id, ClaimRow.state, ClaimRow.article_id, ArticleRow.slug)
        .join(CitationRow, CitationRow.claim_id == ClaimRow.id)
        .join(ArticleRow, ArticleRow.id == ClaimRow.article_id)
        .where(CitationRow.source_id == source_id, CitationRow.withdrawn == False)  # noqa: E712
        .distinct()
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def party_row(session: Session, ident: str) -> PartyRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(PartyRow, ident, populate_existing=True)
    if row is None:
        raise NotFound("There is no such party.")
    return row


def party_named(session: Session, name_key: str) -> Party | None:
    """The party of this name, if there is one. One query."""
    row = session.scalar(select(PartyRow).where(PartyRow.name_key == name_key))
    return as_party(row) if row else None


def party_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Party id → name. One query, none for no ids."""
    wanted = list(ids)
    rows = session.execute(select(PartyRow.id, PartyRow.name).where(PartyRow.id.in_(wanted))) if wanted else ()
    return {row[0]: row[1] for row in rows}


def parties(session: Session, q: str = "", after: str | None = None, limit: int = 50) -> Page[tuple[Party, int]]:
    """Parties by name, with how many claims each makes. One query."""
    said = select(func.count()).where(ClaimRow.claimant_id == PartyRow.id).scalar_subquery()
    query = select(PartyRow, said).order_by(PartyRow.name_key, PartyRow.id).limit(limit + 1)
    for word in q.split():
        query = query.where(PartyRow.name_key.contains(word.casefold(), autoescape=True))
    if after:
        key, ident = decode(after, 2)
        query = query.where((PartyRow.name_key > key) | ((PartyRow.name_key == key) & (PartyRow.id > ident)))
    rows = session.execute(query).all()
    items = tuple((as_party(row), number) for row, number in rows[:limit])
    more = encode(rows[limit - 1][0].name_key, rows[limit - 1][0].id) if len(rows) > limit else None
    return Page(items, more)
