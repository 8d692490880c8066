"""Parties: who says so."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.common import ListQuery
from annotate.api.schemas.parties import PartyAdded, PartyIn, PartyList, PartyOut, PartyPatch
from annotate.api.views.people import by_name
from annotate.domain.policy import Permission
from annotate.services import parties
from annotate.store.queries import sources as query


def _shown(session: Session, ident: str) -> dict[str, Any]:
    return plain.party(query.as_party(query.party_row(session, ident)))


@operation(
    Operation(
        "POST", "/parties", "Add a party", Permission.ADD_SOURCE, {201: PartyAdded, 200: PartyAdded}, body=PartyIn
    )
)
def add(call: Writing[PartyIn]) -> Answer:
    """201 with the party; 200 with the one of this name."""
    found, existing = parties.add(call.uow, call.actor, **_given(call.body))
    headers = {**plain.etag(found.rev), "Location": f"/api/v1/parties/{found.id}"}
    return Answer({**plain.party(found), "existing": existing}, 200 if existing else 201, headers)


@operation(Operation("GET", "/parties", "List parties by name", Permission.READ, {200: PartyList}, query=ListQuery))
def listed(call: Reading[ListQuery]) -> Answer:
    """One page of parties whose name has all words of `q`, with how many claims each makes."""
    page = query.parties(call.session, call.query.q, call.query.after or None, call.query.limit)
    return Answer({"items": [{**plain.party(p), "claims": number} for p, number in page.items], "next": page.next})


@operation(Operation("GET", "/parties/{id}", "Read a party", Permission.READ, {200: PartyOut}))
def show(call: Reading[None], id: str) -> Answer:
    """The party."""
    data = _shown(call.session, id)
    return Answer(data, headers=plain.etag(data["rev"]))


@operation(
    Operation(
        "PATCH", "/parties/{id}", "Change a party", Permission.ADD_SOURCE, {200: PartyOut}, body=PartyPatch,
        if_match="required", current=_shown,
    )
)  # fmt: skip
def edit(call: Writing[PartyPatch], id: str) -> Answer:
    """The party as it is now. A new name or camp brings the approved claims that rest on it back to draft."""
    found = parties.edit(call.uow, call.actor, id, call.seen, _given(call.body))
    return Answer(plain.party(found), headers=plain.etag(found.rev))


def _given(body: PartyPatch) -> dict[str, Any]:
    """The fields that were sent; a party that is not named by its id goes by its name."""
    return by_name(body.changes, "belongs_to", "belongs")
