"""The desk: what waits for a reviewer, what waits for oneself, how far the articles are."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from annotate.audit.four_eyes import own_work
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, may
from annotate.domain.things import ArticleRow, Claim, Page
from annotate.domain.vocabulary import Decision
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import desk as desk_query
from annotate.store.queries import reviews as review_query
from annotate.store.queries.terms import terms
from annotate.web import paging
from annotate.web.current import actor, session
from annotate.web.gate import needs

bp = Blueprint("desk", __name__)
#: Rows of the queue on one page, and articles on the desk; /articles has them all.
ROWS, ARTICLES = 25, 8


@dataclass(frozen=True)
class Waiting:
    """A claim that waits for a reviewer."""

    claim: Claim
    since: str
    slug: str
    article: str
    by: str
    round: int
    links: int
    own: bool


@bp.get("/")
@needs(Permission.READ)
def show() -> str:
    """The first page after the sign-in."""
    reading, who = session(), actor()
    page = claim_query.queue(reading, paging.after(), ROWS)
    queue = _waiting(reading, who, page)
    recent = article_query.articles(reading, limit=ARTICLES)
    own = claim_query.own_queue(reading, who.id)
    wanted = {c.article_id for c in own}
    return render_template(
        "desk/show.html", queue=queue, waiting=desk_query.waiting(reading), own=own,
        slugs=desk_query.slugs(reading, wanted), articles=recent, terms=terms(reading),
        attention=_attention(reading, recent), returns=_returns(reading, own),
        free=sum(not row.own for row in queue) if may(who, Permission.APPROVE) else 0,
        next_url=paging.next_url(page), first_url=paging.first_url(),
    )  # fmt: skip


def _waiting(reading: Session, who: Actor, page: Page[tuple[Claim, str]]) -> list[Waiting]:
    ids = [claim.id for claim, _ in page.items]
    if not ids:
        return []
    slugs = desk_query.slugs(reading, {claim.article_id for claim, _ in page.items})
    links, own = desk_query.links(reading, ids), own_work(reading, who.id, ids)
    submits: dict[str, list[str]] = {}
    for review in review_query.reviews(reading, ids):
        if review.decision is Decision.SUBMIT:
            submits.setdefault(review.claim_id, []).append(review.reviewer_name)
    return [
        Waiting(claim, since, *slugs[claim.article_id], by=submits.get(claim.id, [""])[-1],
                round=len(submits.get(claim.id, [])), links=links.get(claim.id, 0), own=claim.id in own)
        for claim, since in page.items
    ]  # fmt: skip


def _attention(reading: Session, recent: Page[ArticleRow]) -> list[tuple[desk_query.Attention, str, str]]:
    found = {row.article.id: row.article for row in recent.items}
    return [(one, found[one.article_id].slug, found[one.article_id].title)
            for one in desk_query.attention(reading, list(found))]  # fmt: skip


def _returns(reading: Session, own: list[Claim]) -> dict[str, str]:
    """Claim id → the comment with which it came back."""
    last = {r.claim_id: r for r in review_query.reviews(reading, [c.id for c in own]) if r.decision is Decision.RETURN}
    return {ident: review.comment for ident, review in last.items()}
