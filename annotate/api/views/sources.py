"""Sources: the library that all articles share."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.sources import SourceAdded, SourceIn, SourceList, SourceOut, SourcePatch, SourceQuery
from annotate.api.views.people import is_id
from annotate.domain.policy import Permission
from annotate.domain.things import Source
from annotate.services import sources
from annotate.store.queries import sources as query


def _shown(session: Session, ident: str) -> dict[str, Any]:
    return plain.source(query.source(session, ident))


def _given(body: SourcePatch) -> dict[str, Any]:
    """The fields that were sent, under the names of the service: ids as such, a party without id by its name."""
    fields = body.changes
    if "derived_from" in fields:
        fields["derived_from_id"] = fields.pop("derived_from")
    if "origin" in fields:
        named = fields.pop("origin")
        fields["origin_id" if named is None or is_id(named) else "origin"] = named
    return fields


def _answer(found: Source) -> Answer:
    return Answer(plain.source(found), headers=plain.etag(found.rev))


@operation(
    Operation(
        "POST", "/sources", "Add a source", Permission.ADD_SOURCE, {201: SourceAdded, 200: SourceAdded}, body=SourceIn
    )
)
def add(call: Writing[SourceIn]) -> Answer:
    """201 with the source; 200 with the one that has this address already."""
    found, existing = sources.add(call.uow, call.actor, sources.NewSource(**_given(call.body)))
    headers = {**plain.etag(found.rev), "Location": f"/api/v1/sources/{found.id}"}
    return Answer({**plain.source(found), "existing": existing}, 200 if existing else 201, headers)


@operation(
    Operation("GET", "/sources", "List sources, newest first", Permission.READ, {200: SourceList}, query=SourceQuery)
)
def listed(call: Reading[SourceQuery]) -> Answer:
    """One page of sources that have all words of `q`, with how often each is cited."""
    wanted = call.query
    page = query.sources(call.session, wanted.q, wanted.kind, wanted.after or None, wanted.limit)
    return Answer({"items": [{**plain.source(s), "cited": cited} for s, cited in page.items], "next": page.next})


@operation(Operation("GET", "/sources/{id}", "Read a source", Permission.READ, {200: SourceOut}))
def show(call: Reading[None], id: str) -> Answer:
    """The source."""
    return _answer(query.source(call.session, id))


@operation(
    Operation(
        "PATCH", "/sources/{id}", "Change a source", Permission.ADD_SOURCE, {200: SourceOut}, body=SourcePatch,
        if_match="required", current=_shown,
    )
)  # fmt: skip
def edit(call: Writing[SourcePatch], id: str) -> Answer:
    """The source as it is now. Approved claims that cite it go back to draft."""
    return _answer(sources.edit(call.uow, call.actor, id, call.seen, _given(call.body)))


@operation(
    Operation(
        "POST", "/sources/{id}/retire", "Offer a source no longer", Permission.ADD_SOURCE, {200: SourceOut},
        if_match="required", current=_shown,
    )
)  # fmt: skip
def retire(call: Writing[None], id: str) -> Answer:
    """Claims that cite it keep it."""
    return _answer(sources.retire(call.uow, call.actor, id, call.seen))


@operation(
    Operation(
        "POST", "/sources/{id}/reinstate", "Offer a source again", Permission.ADD_SOURCE, {200: SourceOut},
        if_match="required", current=_shown,
    )
)  # fmt: skip
def reinstate(call: Writing[None], id: str) -> Answer:
    """The source can be cited again."""
    return _answer(sources.retire(call.uow, call.actor, id, call.seen, retired=False))
