"""Bring back what a claim said at an earlier event: a new event that names the old one, never a rewrite."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from annotate.audit import recorder, states
from annotate.audit.tags import FIELD_WORDS, Tag
from annotate.domain.errors import Invalid, NotFound
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.spans import Span
from annotate.domain.things import Claim
from annotate.services import claims, past
from annotate.services.claims import CONTENT, lock_claim, set_spans
from annotate.services.texts import check_rev
from annotate.store.models import ClaimRow
from annotate.store.queries import claims as query
from annotate.store.session import UnitOfWork

SPANS = "spans"
#: What can be brought back: what the claim says, not who works on it or how far that is.
RESTORABLE = (*CONTENT, SPANS)
#: Either a party says so or the reporter does: the two are one answer.
_TOGETHER = frozenset({"claimant_id", "own_voice"})


def restore(uow: UnitOfWork, actor: Actor, claim_id: str, rev: int, seq: int, names: Collection[str]) -> Claim:
    """Give these fields the values that they had at event `seq` of the article; an approved claim reopens.

    Raises Stale if `rev` is old, NotFound if the claim did not stand at that event, and Invalid for a field that is
    none, for values that may not be given any more (a retired status), and where nothing would change.
    """
    demand(actor, Permission.EDIT_CLAIM)
    row = lock_claim(uow, claim_id)
    check_rev(row.rev, rev, recorder.image(row), "claim")
    values = _values(uow, row, seq, _checked(names))
    spans = values.pop(SPANS, None)
    if spans is not None:
        _restore_spans(uow, actor, row, spans, seq)
    if values:
        claims.edit(uow, actor, claim_id, row.rev, values, restored=seq)
    return query.claim(uow.session, claim_id)


def _checked(names: Collection[str]) -> frozenset[str]:
    unknown = sorted(set(names) - set(RESTORABLE))
    if unknown:
        raise Invalid(f"“{unknown[0]}” is not a value of a claim that can be brought back.", field="field")
    if not names:
        raise Invalid("Choose at least one value to bring back.", field="field")
    return frozenset(names) | (_TOGETHER if _TOGETHER & set(names) else frozenset())


def _values(uow: UnitOfWork, row: ClaimRow, seq: int, names: frozenset[str]) -> dict[str, Any]:
    """Those of the named fields that were something else at that event, with what they were."""
    until = states.moment(uow.session, row.article_id, seq)
    then = states.replay(uow.session, states.of_things(uow.session, [row.id]), until).get(("claim", row.id))
    if then is None:
        raise NotFound(f"The claim was not marked yet at event {seq}. Choose a later one.")
    now = recorder.image(row) | {SPANS: [dict(s.__dict__) for s in query.claim(uow.session, row.id).spans]}
    values = {name: then[name] for name in RESTORABLE if name in names and then.get(name) != now[name]}
    if not values:
        raise Invalid("What you chose stands there already, so there is nothing to bring back.", field="field")
    if SPANS in values and then["revision_id"] != row.revision_id:
        raise Invalid("The marks were made on another text of this article. Mark them again.", field=SPANS)
    return values


def _restore_spans(uow: UnitOfWork, actor: Actor, row: ClaimRow, images: list[dict[str, Any]], seq: int) -> None:
    spans: list[Span] = list(past.spans_of({SPANS: images}))
    set_spans(uow, actor, row, spans, Tag.CLAIM_BRING_BACK, fields=FIELD_WORDS[SPANS], event=str(seq))
