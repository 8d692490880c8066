"""Reading what the desk's first page shows. Every query is bounded by the rows that are shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from annotate.domain.vocabulary import State
from annotate.store.models import ArticleRow, CitationRow, ClaimRow, CommentRow, PartyRow, UserRow


@dataclass(frozen=True)
class Attention:
    """What needs a look in one article: numbers of claims."""

    article_id: str
    unsourced: int
    stale: int
    blocked: int


def slugs(session: Session, article_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Article id → slug and title. One query."""
    query = select(ArticleRow.id, ArticleRow.slug, ArticleRow.title).where(ArticleRow.id.in_(set(article_ids)))
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def waiting(session: Session) -> int:
    """How many claims wait for a reviewer. One query over the index of submissions."""
    query = select(func.count()).where(ClaimRow.submitted_at.is_not(None), ClaimRow.state == State.SUBMITTED)
    return session.scalar(query) or 0


def links(session: Session, claim_ids: Collection[str]) -> dict[str, int]:
    """How many citations each claim has. One query."""
    query = (
        select(CitationRow.claim_id, func.count())
        .where(CitationRow.claim_id.in_(set(claim_ids)), CitationRow.withdrawn == False)  # noqa: E712
        .group_by(CitationRow.claim_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def attention(session: Session, article_ids: Collection[str]) -> list[Attention]:
    """What needs a look in these articles, leaving out those where nothing does. One query."""
    cited = exists().where(CitationRow.claim_id == ClaimRow.id, CitationRow.withdrawn == False)  # noqa: E712
    open_block = exists().where(
        CommentRow.claim_id == ClaimRow.id,
        CommentRow.blocking == True,  # noqa: E712
        CommentRow.resolved_at.is_(None),
    )
    unsourced = func.count().filter(ClaimRow.own_voice == True, ~cited)  # noqa: E712
    stale = func.count().filter(ClaimRow.stale_digest.is_not(None), ClaimRow.state == State.DRAFT)
    blocked = func.count().filter(open_block)
    query = (
        select(ClaimRow.article_id, unsourced, stale, blocked)
        .where(ClaimRow.article_id.in_(set(article_ids)), ClaimRow.state != State.WITHDRAWN)
        .group_by(ClaimRow.article_id)
    )
    found = [Attention(*row) for row in session.execute(query)]
    return [one for one in found if one.unsourced or one.stale or one.blocked]


def names(session: Session, idents: Collection[str]) -> dict[str, str]:
    """Names of parties and people, whichever these ids are of. Two queries."""
    wanted = set(idents)
    if not wanted:
        return {}
    found: dict[str, str] = {}
    for table in (PartyRow, UserRow):
        for ident, name in session.execute(select(table.id, table.name).where(table.id.in_(wanted))):
            found[ident] = name
    return found
