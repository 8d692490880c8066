"""Citations: what a source says about a claim."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.citations import CitationIn, CitationList, CitationOut, CitationPatch, CitationQuery
from annotate.domain.policy import Permission
from annotate.services import citations
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as query


def _shown(session: Session, ident: str) -> dict[str, Any]:
    row = citation_query.citation_row(session, ident)
    found = next(c for c in citation_query.citations(session, [row.claim_id], withdrawn=True) if c.id == ident)
    return plain.citation(found, row.withdrawn)


def _answer(session: Session, ident: str, status: int = 200) -> Answer:
    data = _shown(session, ident)
    headers = plain.etag(data["rev"])
    if status == 201:
        headers["Location"] = f"/api/v1/citations/{ident}"
    return Answer(data, status, headers)


@operation(
    Operation(
        "POST", "/claims/{id}/citations", "Cite a source", Permission.EDIT_CLAIM, {201: CitationOut}, body=CitationIn
    )
)
def cite(call: Writing[CitationIn], id: str) -> Answer:
    """A new citation; an approved claim goes back to draft."""
    fields = call.body.changes
    new = citations.NewCitation(fields.pop("source"), **fields)
    return _answer(call.session, citations.cite(call.uow, call.actor, id, new).id, 201)


@operation(
    Operation(
        "GET", "/claims/{id}/citations", "List a claim’s citations", Permission.READ, {200: CitationList},
        query=CitationQuery,
    )
)  # fmt: skip
def listed(call: Reading[CitationQuery], id: str) -> Answer:
    """All citations, in the order in which they were made."""
    query.claim_row(call.session, id)
    standing = citation_query.citations(call.session, [id])
    known = {c.id for c in standing}
    every = citation_query.citations(call.session, [id], withdrawn=True) if call.query.withdrawn == "true" else standing
    return Answer({"items": [plain.citation(c, c.id not in known) for c in every]})


@operation(Operation("GET", "/citations/{id}", "Read a citation", Permission.READ, {200: CitationOut}))
def show(call: Reading[None], id: str) -> Answer:
    """The citation with its source."""
    return _answer(call.session, id)


def _change(method: Any, path: str, summary: str, **more: Any) -> Operation:
    return Operation(
        method, path, summary, Permission.EDIT_CLAIM, {200: CitationOut}, if_match="required", current=_shown, **more
    )


@operation(_change("PATCH", "/citations/{id}", "Change a citation", body=CitationPatch))
def edit(call: Writing[CitationPatch], id: str) -> Answer:
    """The citation as it is now; an approved claim goes back to draft."""
    citations.edit(call.uow, call.actor, id, call.seen, call.body.changes)
    return _answer(call.session, id)


@operation(_change("POST", "/citations/{id}/withdraw", "Take a citation back"))
def withdraw(call: Writing[None], id: str) -> Answer:
    """The citation no longer counts; it stays in the trail."""
    citations.uncite(call.uow, call.actor, id, call.seen)
    return _answer(call.session, id)


@operation(_change("POST", "/citations/{id}/restore", "Put a citation back"))
def restore(call: Writing[None], id: str) -> Answer:
    """The citation counts again."""
    citations.recite(call.uow, call.actor, id, call.seen)
    return _answer(call.session, id)
