"""Undo: a person takes back their own last change of a claim. It is a new event, never a rewrite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from annotate.audit import recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag
from annotate.audit.trail import read
from annotate.domain.errors import Conflict
from annotate.domain.events import Event
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.spans import Span
from annotate.domain.things import Claim
from annotate.services import citations, lookups, relations, replies, reviews
from annotate.services.claims import CONTENT, WORK, lock_claim, reopened, set_spans
from annotate.services.texts import check_rev
from annotate.store.models import ClaimRow, EventRow
from annotate.store.queries import claims as query
from annotate.store.session import UnitOfWork

_EDITS = (Tag.CLAIM_EDIT, Tag.CLAIM_STATUS, Tag.CLAIM_ASSIGN, Tag.CLAIM_WEIGH, Tag.CLAIM_UNDO, Tag.CLAIM_BRING_BACK)
#: What takes a deed back, by (id, rev) of what it was done to; and what corrects it once more, to what it was.
_INVERSE: Mapping[str, Callable[[UnitOfWork, Actor, str, int], Any]] = {
    Tag.CITATION_ADD: citations.uncite,
    Tag.CITATION_WITHDRAW: citations.recite,
    Tag.RELATION_ADD: relations.withdraw,
    Tag.RELATION_WITHDRAW: relations.restore,
    Tag.LOOKUP_ADD: lookups.withdraw,
    Tag.LOOKUP_WITHDRAW: lookups.restore,
    Tag.REPLY_ADD: replies.withdraw,
    Tag.REPLY_WITHDRAW: replies.restore,
}
_CORRECTED: Mapping[str, Callable[[UnitOfWork, Actor, str, int, Mapping[str, Any]], Any]] = {
    Tag.CITATION_EDIT: citations.edit,
    Tag.RELATION_EDIT: relations.edit,
    Tag.LOOKUP_EDIT: lookups.edit,
    Tag.REPLY_EDIT: replies.edit,
}


def undo(uow: UnitOfWork, actor: Actor, claim_id: str, rev: int) -> Claim:
    """Undo the last thing that happened to the claim, if this person did it and it can be undone; else Conflict."""
    demand(actor, Permission.EDIT_CLAIM)
    row = lock_claim(uow, claim_id)
    check_rev(row.rev, rev, recorder.image(row), "claim")
    last = _last(uow, row)
    if last.actor_id != actor.id:
        raise Conflict(f"The last change is not yours: {last.sentence}.")
    _take_back(uow, actor, row, last)
    return query.claim(uow.session, row.id)


def _take_back(uow: UnitOfWork, actor: Actor, row: ClaimRow, last: Event) -> None:
    action, target, rev = last.action, last.target_id, last.target_rev or 1
    if action in _EDITS and "spans" not in last.changes:
        _restore_fields(uow, actor, row, last)
    elif "spans" in last.changes and last.target_rev != 1:
        spans = [Span(**values) for values in last.changes["spans"][0]]
        set_spans(uow, actor, row, spans, Tag.CLAIM_UNDO)
    elif action == Tag.CLAIM_MARK:
        reviews.withdraw(uow, actor, row.id, "Undone right after marking.", row.rev)
    elif action in _INVERSE:
        _INVERSE[action](uow, actor, target, rev)
    elif action in _CORRECTED:
        _CORRECTED[action](uow, actor, target, rev, {name: values[0] for name, values in last.changes.items()})
    else:
        raise Conflict(f"This cannot be undone: {last.sentence}.")


def _restore_fields(uow: UnitOfWork, actor: Actor, row: ClaimRow, last: Event) -> None:
    before: dict[str, Any] = {n: v[0] for n, v in last.changes.items() if n in (*CONTENT, *WORK)}
    if set(before) & set(CONTENT):
        before |= reopened(row)
    happening = Happening(Tag.CLAIM_UNDO, row.article_id, {"claim": str(row.number)}, row.id)
    recorder.change(uow, actor, row, before | {"updated_at": uow.now}, happening)


def _last(uow: UnitOfWork, row: ClaimRow) -> Event:
    found = uow.session.scalar(
        select(EventRow).where(EventRow.claim_id == row.id).order_by(EventRow.seq.desc()).limit(1)
    )
    assert found is not None  # no claim without the event that made it
    return read(uow.session, [found])[0]
