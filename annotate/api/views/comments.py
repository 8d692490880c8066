"""Remarks on a claim."""

from __future__ import annotations

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.claims import CommentIn, CommentList, CommentOut
from annotate.domain.policy import Permission
from annotate.services import comments
from annotate.store.queries import claims as query
from annotate.store.queries import comments as comment_query


@operation(
    Operation(
        "POST", "/claims/{id}/comments", "Comment on a claim", Permission.COMMENT, {201: CommentOut}, body=CommentIn
    )
)
def add(call: Writing[CommentIn], id: str) -> Answer:
    """A new comment; a blocking one holds up approval until it is resolved."""
    found = comments.add(call.uow, call.actor, id, call.body.body, call.body.blocking)
    return Answer(plain.comment(found), 201, plain.etag(found.rev))


@operation(Operation("GET", "/claims/{id}/comments", "List a claim’s comments", Permission.READ, {200: CommentList}))
def listed(call: Reading[None], id: str) -> Answer:
    """All comments, oldest first."""
    query.claim_row(call.session, id)
    return Answer({"items": [plain.comment(c) for c in comment_query.comments(call.session, id)]})


@operation(
    Operation(
        "POST", "/comments/{id}/resolve", "Resolve a comment", Permission.COMMENT, {200: CommentOut},
        if_match="required",
    )
)  # fmt: skip
def resolve(call: Writing[None], id: str) -> Answer:
    """The comment no longer blocks."""
    found = comments.resolve(call.uow, call.actor, id, call.seen)
    return Answer(plain.comment(found), headers=plain.etag(found.rev))
