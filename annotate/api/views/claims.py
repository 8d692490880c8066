"""Claims: mark, list, read, change, move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.claims import ClaimIn, ClaimList, ClaimOut, ClaimPatch, ClaimQuery, MoveIn, SpanIn
from annotate.api.views.people import find_claimant, find_worker
from annotate.domain.digest import claim_digest
from annotate.domain.people import Actor
from annotate.domain.policy import Permission
from annotate.domain.spans import Span
from annotate.domain.things import Claim
from annotate.services import claims
from annotate.services.digests import digest_of
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as query
from annotate.store.queries.claim_listing import listing
from annotate.store.session import UnitOfWork


def shown(session: Session, ident: str) -> dict[str, Any]:
    """A claim as GET answers it."""
    found = query.claim(session, ident)
    return plain.claim(found, digest_of(session, found))


def answer(session: Session, found: Claim) -> Answer:
    """A claim as the answer to a change of it."""
    return Answer(plain.claim(found, digest_of(session, found)), headers=plain.etag(found.rev))


@operation(
    Operation("POST", "/articles/{slug}/claims", "Mark a claim", Permission.EDIT_CLAIM, {201: ClaimOut}, body=ClaimIn)
)
def mark(call: Writing[ClaimIn], slug: str) -> Answer:
    """A new claim, a draft. 409 for words that are not there, or for another revision of the text."""
    body = call.body
    named = {"claimant", "assignee"} & body.model_fields_set
    if named:
        call.uow.lock(article_query.article_row(call.session, slug).id)
    new = claims.NewClaim(body.type, _spans(body.spans), body.revision_sha256, _fields(call.uow, call.actor, body))
    found = claims.mark(call.uow, call.actor, slug, new)
    # Nothing can be cited for it yet, and its spans were just compared with this very text; but its claimant may
    # belong to a camp.
    bare = found.claimant_id is None
    digest = claim_digest(found, body.revision_sha256, ()) if bare else digest_of(call.session, found)
    data = plain.claim(found, digest)
    return Answer(data, 201, {**plain.etag(found.rev), "Location": f"/api/v1/claims/{found.id}"})


@operation(
    Operation(
        "GET", "/articles/{slug}/claims", "List an article’s claims", Permission.READ, {200: ClaimList},
        query=ClaimQuery,
    )
)  # fmt: skip
def listed(call: Reading[ClaimQuery], slug: str) -> Answer:
    """One page by number. `digest` is there for submitted and approved claims only; read a claim to get its own."""
    wanted = call.query
    article = article_query.ident(call.session.connection(), slug)
    where = query.Filter(state=wanted.state, status=wanted.status, type=wanted.type, q=wanted.q)
    page, more = listing(call.session, article, where, wanted.after, wanted.limit)
    return Answer(f'{{"items":{plain.listed_claims(page)},"next":{plain.encode(more)}}}'.encode())


@operation(Operation("GET", "/claims/{id}", "Read a claim", Permission.READ, {200: ClaimOut}))
def show(call: Reading[None], id: str) -> Answer:
    """The claim, with the digest that an approval of it as it stands would name."""
    return answer(call.session, query.claim(call.session, id))


@operation(
    Operation(
        "PATCH", "/claims/{id}", "Change a claim", Permission.EDIT_CLAIM, {200: ClaimOut}, body=ClaimPatch,
        if_match="required", current=shown,
    )
)  # fmt: skip
def edit(call: Writing[ClaimPatch], id: str) -> Answer:
    """The claim as it is now. A change of content brings an approved one back to draft."""
    claims.lock_claim(call.uow, id)
    changes = _fields(call.uow, call.actor, call.body)
    return answer(call.session, claims.edit(call.uow, call.actor, id, call.seen, changes))


@operation(
    Operation(
        "POST", "/claims/{id}/move", "Set other spans", Permission.EDIT_CLAIM, {200: ClaimOut}, body=MoveIn,
        if_match="required", current=shown,
    )
)  # fmt: skip
def move(call: Writing[MoveIn], id: str) -> Answer:
    """The claim with these spans in place of those it had."""
    body = call.body
    found = claims.move(call.uow, call.actor, id, call.seen, _spans(body.spans), body.revision_sha256)
    return answer(call.session, found)


def _spans(spans: Sequence[SpanIn]) -> list[Span]:
    return [Span(s.start, s.end, s.exact, s.prefix, s.suffix) for s in spans]


def _fields(uow: UnitOfWork, actor: Actor, body: ClaimPatch) -> dict[str, Any]:
    fields = body.changes
    for name in ("spans", "revision_sha256"):
        fields.pop(name, None)
    if isinstance(body, ClaimIn):
        del fields["type"]
    if "claimant" in fields:
        fields["claimant_id"] = find_claimant(uow, actor, fields.pop("claimant"))
    if "assignee" in fields:
        fields["assignee_id"] = find_worker(uow.session, fields.pop("assignee"))
    return fields
