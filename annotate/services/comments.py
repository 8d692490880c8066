"""Comments: discussion on a claim; a blocking one holds up approval until it is resolved."""

from __future__ import annotations

from annotate.audit import recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict, NotFound
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.things import Comment
from annotate.services.claims import lock_claim
from annotate.services.texts import check_rev, require
from annotate.store.base import new_id
from annotate.store.models import CommentRow
from annotate.store.queries import comments as comment_query
from annotate.store.session import UnitOfWork


def add(uow: UnitOfWork, actor: Actor, claim_id: str, body: str, blocking: bool = False) -> Comment:
    """Say something about a claim, whatever state it is in."""
    demand(actor, Permission.COMMENT)
    claim = lock_claim(uow, claim_id)
    check_texts({"body": body})
    require(body, "body", "Write the comment first.")
    row = CommentRow(
        id=new_id(), claim_id=claim.id, author_id=actor.id, body=body, blocking=blocking, resolved_by=None,
        resolved_at=None, created_at=uow.now,
    )  # fmt: skip
    recorder.add(uow, actor, row, Happening(Tag.COMMENT_ADD, claim.article_id, {"claim": str(claim.number)}, claim.id))
    return _one(uow, row)


def resolve(uow: UnitOfWork, actor: Actor, comment_id: str, rev: int) -> Comment:
    """Settle a comment; it stays to be read."""
    demand(actor, Permission.COMMENT)
    found = uow.session.get(CommentRow, comment_id)
    if found is None:
        raise NotFound("There is no such comment.")
    claim = lock_claim(uow, found.claim_id)
    uow.session.refresh(found)
    check_rev(found.rev, rev, recorder.image(found), "comment")
    if found.resolved_at:
        raise Conflict("The comment is resolved already.")
    happening = Happening(Tag.COMMENT_RESOLVE, claim.article_id, {"claim": str(claim.number)}, claim.id)
    recorder.change(uow, actor, found, {"resolved_by": actor.id, "resolved_at": uow.now}, happening)
    return _one(uow, found)


def _one(uow: UnitOfWork, row: CommentRow) -> Comment:
    return next(c for c in comment_query.comments(uow.session, row.claim_id) if c.id == row.id)
