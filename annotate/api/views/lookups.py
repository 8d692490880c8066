"""Searches for a claim."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.records import LookupIn, LookupList, LookupOut, LookupPatch
from annotate.domain.accounts import Lookup
from annotate.domain.policy import Permission
from annotate.services import lookups
from annotate.store.queries import basis, records
from annotate.store.queries.claims import claim_row


def _shown(session: Session, ident: str) -> dict[str, Any]:
    return plain.lookup(records.lookup(session, ident))


def _answer(found: Lookup, status: int = 200) -> Answer:
    headers = plain.etag(found.rev) | ({"Location": f"/api/v1/lookups/{found.id}"} if status == 201 else {})
    return Answer(plain.lookup(found), status, headers)


@operation(
    Operation("POST", "/claims/{id}/lookups", "Record a search", Permission.EDIT_CLAIM, {201: LookupOut}, body=LookupIn)
)
def add(call: Writing[LookupIn], id: str) -> Answer:
    """A new search; an approved claim goes back to draft."""
    return _answer(lookups.add(call.uow, call.actor, id, lookups.NewLookup(**call.body.changes)), 201)


@operation(
    Operation("GET", "/claims/{id}/lookups", "List the searches for a claim", Permission.READ, {200: LookupList})
)
def listed(call: Reading[None], id: str) -> Answer:
    """All that stand, by day."""
    claim_row(call.session, id)
    return Answer({"items": [plain.lookup(one) for one in basis.lookups(call.session, [id])]})


@operation(Operation("GET", "/lookups/{id}", "Read a search", Permission.READ, {200: LookupOut}))
def show(call: Reading[None], id: str) -> Answer:
    """The search, also one that was taken back."""
    return _answer(records.lookup(call.session, id))


def _change(method: Any, path: str, summary: str, **more: Any) -> Operation:
    return Operation(
        method, path, summary, Permission.EDIT_CLAIM, {200: LookupOut}, if_match="required", current=_shown, **more
    )


@operation(_change("PATCH", "/lookups/{id}", "Change a search", body=LookupPatch))
def edit(call: Writing[LookupPatch], id: str) -> Answer:
    """The search as it is now; an approved claim goes back to draft."""
    return _answer(lookups.edit(call.uow, call.actor, id, call.seen, call.body.changes))


@operation(_change("POST", "/lookups/{id}/withdraw", "Take a search back"))
def withdraw(call: Writing[None], id: str) -> Answer:
    """The search no longer counts; it stays in the trail."""
    return _answer(lookups.withdraw(call.uow, call.actor, id, call.seen))


@operation(_change("POST", "/lookups/{id}/restore", "Put a search back"))
def restore(call: Writing[None], id: str) -> Answer:
    """The search counts again."""
    return _answer(lookups.restore(call.uow, call.actor, id, call.seen))
