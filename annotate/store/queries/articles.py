"""Reading articles and their revisions."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, func, select
from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.text import split_blocks
from annotate.domain.things import Article, ArticleRow, Page, Progress, Revision
from annotate.store.base import table
from annotate.store.models import ArticleRow as ArticleTable
from annotate.store.models import ClaimRow, EventRow, FileRow, LogRow, RevisionRow
from annotate.store.queries.paging import decode, encode
from annotate.store.queries.terms import offered
from annotate.store.session import UnitOfWork

_ARTICLE = table(ArticleTable).c
_CLAIM = table(ClaimRow).c
_EVENT = table(EventRow).c
_LAST = select(_EVENT.seq).where(_EVENT.log == _ARTICLE.id).order_by(_EVENT.seq.desc()).limit(1)
_UNDER_CHECK = select(
    _ARTICLE.id,
    _ARTICLE.revision_id,
    select(func.max(_CLAIM.number)).where(_CLAIM.article_id == _ARTICLE.id).scalar_subquery(),
    _LAST.scalar_subquery(),
    _LAST.with_only_columns(_EVENT.hash).scalar_subquery(),
    offered("claim_type", bindparam("type")),
    offered("status", bindparam("status")),
).where(_ARTICLE.slug == bindparam("slug"))
_IDENT = select(_ARTICLE.id).where(_ARTICLE.slug == bindparam("slug"))
_LOCK = (
    select(LogRow.id).join(table(ArticleTable), _ARTICLE.id == LogRow.id).where(_ARTICLE.slug == bindparam("slug"))
).with_for_update(of=LogRow)
_BY_SLUG = select(ArticleTable).where(ArticleTable.slug == bindparam("slug"))


def article_row(session: Session, slug: str) -> ArticleTable:
    """The table row, for changing; raises NotFound."""
    row = session.scalar(_BY_SLUG, {"slug": slug}, execution_options={"populate_existing": True})
    if row is None:
        raise NotFound("There is no such article.")
    return row


def ident(connection: Connection, slug: str) -> str:
    """The id of an article by its slug; raises NotFound. One query, no object."""
    found: str | None = connection.scalar(_IDENT, {"slug": slug})
    if found is None:
        raise NotFound("There is no such article.")
    return found


class UnderCheck(NamedTuple):
    """What a new claim of an article needs to know of it: which text is checked, which number was given last."""

    article_id: str
    revision_id: str
    last_number: int
    #: (vocabulary, code) of those terms that were asked for and are offered now.
    offered: frozenset[tuple[str, str]]


def under_check(uow: UnitOfWork, slug: str, type: str, status: str) -> UnderCheck:
    """The article of this slug, for one claim more, its log locked and the log's head read; raises NotFound.

    One round trip; none where who marked a claim just before, in the same transaction, knew it all.
    """
    uow.share(slug)
    found: UnderCheck | None = uow.known.get(slug)
    if found is None or not {("claim_type", type), ("status", status)} <= found.offered:
        found = _under_check(uow, slug, type, status)
    uow.known[slug] = found._replace(last_number=found.last_number + 1)
    return found


def _under_check(uow: UnitOfWork, slug: str, type: str, status: str) -> UnderCheck:
    # A statement of its own, though it goes out with the next: what one reads is older than the lock that it waits for.
    lock = uow.put(_LOCK, {"slug": slug}) if uow.queues else None
    # No code holds what a database would choke on (NUL, half a character); then it is no term either.
    codes = {name: code if code.isprintable() else "" for name, code in (("type", type), ("status", status))}
    row = uow.ask(_UNDER_CHECK, {"slug": slug, **codes})
    if row is None:
        raise NotFound("There is no such article.")
    article, revision, number, seq, last, known_type, known_status = row
    if lock is None or lock.rowcount:
        uow.has_locked(article, (seq or 0, last or ""))
    terms = ((known_type, ("claim_type", type)), (known_status, ("status", status)))
    return UnderCheck(article, revision, number or 0, frozenset(term for known, term in terms if known))


def article(session: Session, slug: str) -> Article:
    """One article by its slug; raises NotFound. One query."""
    return as_article(article_row(session, slug))


def article_by_id(session: Session, ident: str) -> Article:
    """One article by its id; raises NotFound. One query."""
    row = session.get(ArticleTable, ident)
    if row is None:
        raise NotFound("There is no such article.")
    return as_article(row)


def by_ids(session: Session, idents: Collection[str]) -> dict[str, Article]:
    """These articles by their ids. One query."""
    rows = session.scalars(select(ArticleTable).where(ArticleTable.id.in_(idents)))
    return {row.id: as_article(row) for row in rows}


def as_article(row: ArticleTable) -> Article:
    """The plain thing of a row."""
    names = Article.__dataclass_fields__
    return Article(**{name: getattr(row, name) for name in names})


def revision(session: Session, ident: str) -> Revision:
    """One frozen text. Revisions never change, so those read last are kept in memory. At most one query."""
    return _kept_revision(session.get_bind().engine, ident, lambda: session)


def revision_in(uow: UnitOfWork, ident: str) -> Revision:
    """As `revision`, without making a session where the text is known."""
    return _kept_revision(uow.connection.engine, ident, lambda: uow.session)


def _kept_revision(engine: Engine, ident: str, session: Callable[[], Session]) -> Revision:
    key = (engine.url.host, engine.url.port, engine.url.database, ident)
    with _keeping:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    found = _load_revision(session(), ident)
    with _keeping:
        _kept[key] = found
        while len(_kept) > 1 and sum(kept.length for kept in _kept.values()) > KEPT:
            _kept.popitem(last=False)
    return found


#: Code points of text kept in memory: a busy desk's hundred articles, or a few books.
KEPT = 4_000_000
#: (host, port, database, id) → text; a URL as a whole takes long to hash.
_kept: OrderedDict[tuple[Any, ...], Revision] = OrderedDict()
_keeping = threading.Lock()


def _load_revision(session: Session, ident: str) -> Revision:
    query = (
        select(RevisionRow, FileRow.sha256)
        .outerjoin(FileRow, FileRow.id == RevisionRow.file_id)
        .where(RevisionRow.id == ident)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("There is no such revision.")
    row, file_sha256 = found
    blocks = split_blocks(row.text, frozenset(json.loads(row.headings)))
    return Revision(
        row.id, row.number, row.sha256, row.length, row.text, blocks, row.importer, file_sha256, row.created_at
    )


def with_text(session: Session, sha256: str) -> Article | None:
    """The article whose current revision has this text, if there is one. One query."""
    query = (
        select(ArticleTable)
        .join(RevisionRow, RevisionRow.id == ArticleTable.revision_id)
        .where(RevisionRow.sha256 == sha256)
        .order_by(ArticleTable.created_at)
        .limit(1)
    )
    row = session.scalar(query)
    return as_article(row) if row else None


def articles(session: Session, q: str = "", after: str | None = None, limit: int = 50) -> Page[ArticleRow]:
    """Articles, newest first, whose title contains `q`, with their progress. Two queries."""
    query = select(ArticleTable).order_by(ArticleTable.created_at.desc(), ArticleTable.id.desc()).limit(limit + 1)
    for word in q.split():
        query = query.where(func.lower(ArticleTable.title).contains(word.lower(), autoescape=True))
    if after:
        at, ident = decode(after, 2)
        query = query.where(
            (ArticleTable.created_at < at) | ((ArticleTable.created_at == at) & (ArticleTable.id < ident))
        )
    rows = list(session.scalars(query))
    counts = progress(session, [row.id for row in rows[:limit]])
    items = tuple(ArticleRow(as_article(row), counts.get(row.id, Progress())) for row in rows[:limit])
    more = encode(rows[limit - 1].created_at, rows[limit - 1].id) if len(rows) > limit else None
    return Page(items, more)


def progress(session: Session, article_ids: list[str]) -> dict[str, Progress]:
    """Claims by state, for each of these articles. One query."""
    query = (
        select(ClaimRow.article_id, ClaimRow.state, func.count())
        .where(ClaimRow.article_id.in_(article_ids))
        .group_by(ClaimRow.article_id, ClaimRow.state)
    )
    counts: dict[str, dict[str, int]] = {}
    for article_id, state, number in session.execute(query):
        counts.setdefault(article_id, {})[state] = number
    return {ident: Progress(**states) for ident, states in counts.items()}
