"""Where sources are cited and what parties say, across all articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.domain.things import Claim, Page
from annotate.domain.vocabulary import Stance, State
from annotate.store.models import ArticleRow, CitationRow, ClaimRow, SpanRow
from annotate.store.queries.claims import by_ids
from annotate.store.queries.paging import decode, encode


@dataclass(frozen=True)
class Said:
    """A claim and the article that it stands in."""

    claim: Claim
    article_slug: str
    article_title: str


@dataclass(frozen=True)
class Use:
    """One citation of a source, with the claim that it is about."""

    claim: Claim
    article_slug: str
    article_title: str
    stance: Stance
    locator: str
    excerpt: str
    credibility: int | None
    note: str
    #: The citation's own id, and the file that its locator points into.
    id: str = ""
    attachment_id: str | None = None
    visible: str | None = None
    inferred: str | None = None
    claimed: str | None = None


def uses(session: Session, source_id: str, limit: int = 300) -> list[Use]:
    """Citations of a source that stand, by article and claim. Three queries."""
    query = (
        select(CitationRow, ArticleRow.slug, ArticleRow.title)
        .join(ClaimRow, ClaimRow.id == CitationRow.claim_id)
        .join(ArticleRow, ArticleRow.id == ClaimRow.article_id)
        .where(CitationRow.source_id == source_id, CitationRow.withdrawn == False)  # noqa: E712
        .order_by(ArticleRow.created_at.desc(), ArticleRow.id, ClaimRow.number, CitationRow.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    claims = {claim.id: claim for claim in by_ids(session, [row[0].claim_id for row in rows])}
    return [
        Use(
            claims[c.claim_id],
            slug,
            title,
            Stance(c.stance),
            c.locator,
            c.excerpt,
            c.credibility,
            c.note,
            c.id,
            c.attachment_id,
            c.visible,
            c.inferred,
            c.claimed,
        )
        for c, slug, title in rows
    ]


def said_by(session: Session, party_id: str, after: str | None = None, limit: int = 50) -> Page[Said]:
    """Claims that a party makes, newest first, withdrawn ones left out. Three queries."""
    query: Any = (
        select(ClaimRow.id, ClaimRow.created_at, ArticleRow.slug, ArticleRow.title)
        .join(ArticleRow, ArticleRow.id == ClaimRow.article_id)
        .where(ClaimRow.claimant_id == party_id, ClaimRow.state != State.WITHDRAWN)
        .order_by(ClaimRow.created_at.desc(), ClaimRow.id.desc())
        .limit(limit + 1)
    )
    rows = session.execute(_after(query, after)).all()
    shown = rows[:limit]
    claims = {claim.id: claim for claim in by_ids(session, [row[0] for row in shown])}
    items = tuple(Said(claims[row[0]], row[2], row[3]) for row in shown)
    return Page(items, encode(shown[-1][1], shown[-1][0]) if len(rows) > limit else None)


def recent_claims(session: Session, q: str = "", limit: int = 200) -> list[Said]:
    """Claims of all articles that may be cited on and hold every word of `q`, in their words or their article's title.

    Those of the newest article first, by number; what waits for a reviewer or is withdrawn is left out. Three queries.
    """
    query: Any = (
        select(ClaimRow.id, ArticleRow.slug, ArticleRow.title)
        .join(ArticleRow, ArticleRow.id == ClaimRow.article_id)
        .where(ClaimRow.state.not_in([State.WITHDRAWN, State.SUBMITTED]))
        .order_by(ArticleRow.created_at.desc(), ArticleRow.id, ClaimRow.number)
        .limit(limit)
    )
    for word in q.lower().split():
        marked = select(SpanRow.claim_id).where(
            SpanRow.claim_id == ClaimRow.id,
            SpanRow.rev == ClaimRow.spans_rev,
            func.lower(SpanRow.exact).contains(word, autoescape=True),
        )
        words = func.lower(ClaimRow.statement + " " + ArticleRow.title).contains(word, autoescape=True)
        query = query.where(words | marked.exists())
    rows = session.execute(query).all()
    claims = {claim.id: claim for claim in by_ids(session, [row[0] for row in rows])}
    return [Said(claims[row[0]], row[1], row[2]) for row in rows]


def _after(query: Any, after: str | None) -> Any:
    if not after:
        return query
    at, ident = decode(after, 2)
    return query.where((ClaimRow.created_at < at) | ((ClaimRow.created_at == at) & (ClaimRow.id < ident)))
