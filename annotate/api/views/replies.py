"""The right of reply: who was asked about a claim, and what came back."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.records import ReplyIn, ReplyList, ReplyOut, ReplyPatch
from annotate.api.views.people import is_id
from annotate.domain.accounts import Reply
from annotate.domain.policy import Permission
from annotate.services import replies
from annotate.store.queries import basis, records
from annotate.store.queries.claims import claim_row


def _shown(session: Session, ident: str) -> dict[str, Any]:
    return plain.reply(records.reply(session, ident))


def _answer(found: Reply, status: int = 200) -> Answer:
    headers = plain.etag(found.rev) | ({"Location": f"/api/v1/replies/{found.id}"} if status == 201 else {})
    return Answer(plain.reply(found), status, headers)


def _given(body: ReplyPatch) -> dict[str, Any]:
    """The fields that were sent; a party with an id goes by it, any other by its name."""
    fields = body.changes
    if is_id(fields.get("party", "")):
        fields["party_id"] = fields.pop("party")
    return fields


@operation(
    Operation(
        "POST",
        "/claims/{id}/replies",
        "Record that somebody was asked",
        Permission.EDIT_CLAIM,
        {201: ReplyOut},
        body=ReplyIn,
    )
)
def add(call: Writing[ReplyIn], id: str) -> Answer:
    """A new question; an approved claim goes back to draft."""
    return _answer(replies.add(call.uow, call.actor, id, replies.NewReply(**_given(call.body))), 201)


@operation(
    Operation("GET", "/claims/{id}/replies", "List who was asked about a claim", Permission.READ, {200: ReplyList})
)
def listed(call: Reading[None], id: str) -> Answer:
    """All that stand, by day."""
    claim_row(call.session, id)
    return Answer({"items": [plain.reply(one) for one in basis.replies(call.session, [id])]})


@operation(Operation("GET", "/replies/{id}", "Read a question", Permission.READ, {200: ReplyOut}))
def show(call: Reading[None], id: str) -> Answer:
    """The question and what came of it, also one that was taken back."""
    return _answer(records.reply(call.session, id))


def _change(method: Any, path: str, summary: str, **more: Any) -> Operation:
    return Operation(
        method, path, summary, Permission.EDIT_CLAIM, {200: ReplyOut}, if_match="required", current=_shown, **more
    )


@operation(_change("PATCH", "/replies/{id}", "Record what came back", body=ReplyPatch))
def edit(call: Writing[ReplyPatch], id: str) -> Answer:
    """The question as it is now; an approved claim goes back to draft."""
    return _answer(replies.edit(call.uow, call.actor, id, call.seen, _given(call.body)))


@operation(_change("POST", "/replies/{id}/withdraw", "Take a question back"))
def withdraw(call: Writing[None], id: str) -> Answer:
    """The question no longer counts; it stays in the trail."""
    return _answer(replies.withdraw(call.uow, call.actor, id, call.seen))


@operation(_change("POST", "/replies/{id}/restore", "Put a question back"))
def restore(call: Writing[None], id: str) -> Answer:
    """The question counts again."""
    return _answer(replies.restore(call.uow, call.actor, id, call.seen))
