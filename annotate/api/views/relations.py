"""How claims stand to each other, and the conflicting accounts of an article."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.relations import (
    ConflictsOut,
    RelationIn,
    RelationList,
    RelationOut,
    RelationPatch,
    RelationQuery,
)
from annotate.domain.accounts import Relation
from annotate.domain.conflicts import Row, matrix
from annotate.domain.material import Account, Camp, open_statuses
from annotate.domain.policy import Permission
from annotate.services import relations
from annotate.store.queries import accounts
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import relations as query
from annotate.store.queries.terms import terms


def _plain(found: Relation) -> dict[str, Any]:
    return {**found.__dict__, "conflict": found.kind.conflicting}


def _shown(session: Session, ident: str) -> dict[str, Any]:
    return _plain(query.relation(session, ident))


def _answer(found: Relation, status: int = 200) -> Answer:
    headers = plain.etag(found.rev)
    if status == 201:
        headers["Location"] = f"/api/v1/relations/{found.id}"
    return Answer(_plain(found), status, headers)


@operation(
    Operation(
        "POST", "/claims/{id}/relations", "Say how a claim stands to another", Permission.EDIT_CLAIM,
        {201: RelationOut}, body=RelationIn,
    )
)  # fmt: skip
def declare(call: Writing[RelationIn], id: str) -> Answer:
    """A new relation. Approved claims on either side go back to draft; 409 if the same stands already."""
    body = call.body
    new = relations.NewRelation(str(body.kind), body.other, body.number, body.topic, body.settle)
    return _answer(relations.declare(call.uow, call.actor, id, new), 201)


@operation(
    Operation(
        "GET", "/claims/{id}/relations", "List what a claim stands in", Permission.READ, {200: RelationList},
        query=RelationQuery,
    )
)  # fmt: skip
def listed(call: Reading[RelationQuery], id: str) -> Answer:
    """All relations of the claim, from either side."""
    claim_query.claim_row(call.session, id)
    found = query.of_claim(call.session, id, call.query.withdrawn == "true")
    return Answer({"items": [_plain(one) for one in found]})


@operation(Operation("GET", "/relations/{id}", "Read a relation", Permission.READ, {200: RelationOut}))
def show(call: Reading[None], id: str) -> Answer:
    """How two claims stand to each other."""
    return _answer(query.relation(call.session, id))


def _change(method: Any, path: str, summary: str, **more: Any) -> Operation:
    return Operation(
        method, path, summary, Permission.EDIT_CLAIM, {200: RelationOut}, if_match="required", current=_shown, **more
    )


@operation(_change("PATCH", "/relations/{id}", "Change topic or what would settle it", body=RelationPatch))
def edit(call: Writing[RelationPatch], id: str) -> Answer:
    """The relation as it is now; approved claims on either side go back to draft."""
    return _answer(relations.edit(call.uow, call.actor, id, call.seen, call.body.changes))


@operation(_change("POST", "/relations/{id}/withdraw", "Take a relation back"))
def withdraw(call: Writing[None], id: str) -> Answer:
    """The relation no longer stands; it stays in the trail."""
    return _answer(relations.withdraw(call.uow, call.actor, id, call.seen))


@operation(_change("POST", "/relations/{id}/restore", "Put a relation back"))
def restore(call: Writing[None], id: str) -> Answer:
    """The relation stands again."""
    return _answer(relations.restore(call.uow, call.actor, id, call.seen))


@operation(
    Operation(
        "GET", "/articles/{slug}/conflicts", "Conflicting accounts side by side", Permission.READ, {200: ConflictsOut}
    )
)
def conflicts(call: Reading[None], slug: str) -> Answer:
    """One row per topic: who says what, what stands behind it, what would settle it, how far the desk has got."""
    article = article_query.article(call.session, slug)
    found = matrix(accounts.in_conflict(call.session, article.id), open_statuses(terms(call.session)["status"]))
    return Answer(
        {
            "sides": [_camp(camp) for camp in found.sides],
            "others": [_camp(camp) for camp in found.others],
            "topics": [_topic(row) for row in found.rows],
        }
    )


def _camp(camp: Camp) -> dict[str, Any]:
    return {"id": camp.id, "name": camp.name, "members": [party.name for party in camp.members]}


def _topic(row: Row) -> dict[str, Any]:
    return {
        "topic": row.title, "settled": row.settled, "pairs": [_plain(pair.relation) for pair in row.pairs],
        "accounts": [[_account(one) for one in cell] for cell in row.cells], "settle": list(row.settle),
        "asked": [{"party": r.party_name, "asked": r.asked, "outcome": r.outcome} for r in row.replies],
        "looked": [{"place": k.place, "looked": k.looked, "found": k.found} for k in row.lookups],
    }  # fmt: skip


def _account(one: Account) -> dict[str, Any]:
    claim, behind = one.claim, one.origins
    return {
        "claim_id": claim.id, "number": claim.number, "quote": claim.quote, "claimant": one.who, "camp": one.camp,
        "status": claim.status, "state": claim.state, "settled": one.settled,
        "origins": {
            "citations": behind.citations, "independent": behind.independent, "supporting": behind.for_it,
            "undermining": behind.against_it,
        },
    }  # fmt: skip
