"""Say of a stretch of a text that it holds nothing to check, and take that back."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.audit import recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag
from annotate.domain.accounts import Cleared
from annotate.domain.errors import Conflict
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.spans import Span
from annotate.services.claims import checked_spans
from annotate.services.texts import check_rev
from annotate.store.base import new_id
from annotate.store.models import ClearedRow
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import coverage as query
from annotate.store.session import UnitOfWork

#: Characters of the stretch that its event says.
QUOTED = 80


@dataclass(frozen=True)
class Stretch:
    """A run of code points of the revision whose text has `revision_sha256`, with the words that stand there."""

    start: int
    end: int
    exact: str
    revision_sha256: str


def clear(uow: UnitOfWork, actor: Actor, slug: str, stretch: Stretch) -> Cleared:
    """Record that a stretch of the current text holds nothing to check.

    Raises Stale for another text or other words, Conflict where a claim stands in it or somebody has said so already.
    """
    demand(actor, Permission.EDIT_CLAIM)
    check_texts({"exact": stretch.exact})
    ident = article_query.ident(uow.connection, slug)
    uow.lock(ident)
    article = article_query.article(uow.session, slug)
    revision = article_query.revision(uow.session, article.revision_id)
    asked = Span(stretch.start, stretch.end, stretch.exact)
    (span,) = checked_spans(revision, [asked], stretch.revision_sha256)
    _check_free(uow, article.id, revision.id, span)
    row = ClearedRow(
        id=new_id(), article_id=article.id, revision_id=revision.id, start=span.start, end=span.end,
        author_id=actor.id, withdrawn=False, created_at=uow.now,
    )  # fmt: skip
    recorder.add(uow, actor, row, Happening(Tag.CLEARED_ADD, article.id, {"quote": _short(span.exact)}))
    return query.as_cleared(row)


def reopen(uow: UnitOfWork, actor: Actor, slug: str, ident: str, rev: int) -> Cleared:
    """Take it back: somebody should read the stretch again. Raises Stale if `rev` is old."""
    demand(actor, Permission.EDIT_CLAIM)
    article = article_query.article(uow.session, slug)
    uow.lock(article.id)
    row = query.cleared_row(uow.session, ident)
    if row.article_id != article.id:
        raise Conflict("This stretch stands in another article.")
    check_rev(row.rev, rev, recorder.image(row), "stretch")
    if row.withdrawn:
        raise Conflict("This was taken back already.")
    text = article_query.revision(uow.session, row.revision_id).text
    words = {"quote": _short(text[row.start : row.end])}
    recorder.change(uow, actor, row, {"withdrawn": True}, Happening(Tag.CLEARED_WITHDRAW, article.id, words))
    return query.as_cleared(row)


def _check_free(uow: UnitOfWork, article_id: str, revision_id: str, span: Span) -> None:
    standing = claim_query.claims_between(uow.session, article_id, revision_id, span.start, span.end)
    if standing:
        number = min(claim.number for claim in standing)
        raise Conflict(f"Claim {number} stands in these words, so there is something to check in them.")
    for known, name in query.cleared(uow.session, revision_id):
        if known.start <= span.start and span.end <= known.end:
            raise Conflict(f"{name} has said so of these words already.")


def _short(quote: str) -> str:
    return quote if len(quote) <= QUOTED else f"{quote[: QUOTED - 1]}…"
