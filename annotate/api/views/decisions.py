"""Steps of a claim's way: submit, approve, return, withdraw, restore. Those without a digest take If-Match."""

from __future__ import annotations

from typing import Any

from flask import request

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.claims import (
    ApproveIn,
    Decided,
    DecisionOut,
    DecisionQuery,
    ReturnIn,
    SubmitIn,
    WithdrawIn,
)
from annotate.api.views.claims import shown
from annotate.domain import passkeys
from annotate.domain.canonical import canonical
from annotate.domain.passkeys import read_assertion
from annotate.domain.policy import Permission
from annotate.domain.things import Claim
from annotate.services import reviews
from annotate.services.digests import digest_of
from annotate.store.queries import claims as query
from annotate.store.queries import passkeys as passkey_query


def _step(name: str, summary: str, permission: Permission, **more: Any) -> Operation:
    return Operation("POST", f"/claims/{{id}}/{name}", summary, permission, {200: Decided}, current=shown, **more)


def _answer(call: Writing[Any], found: Claim) -> Answer:
    return Answer(plain.decided(found, digest_of(call.session, found)), headers=plain.etag(found.rev))


@operation(
    _step(
        "submit", "Hand a claim to the reviewers", Permission.SUBMIT, body=SubmitIn, optional_body=True,
        if_match="optional",
    )
)  # fmt: skip
def submit(call: Writing[SubmitIn], id: str) -> Answer:
    """422 with everything that the claim still lacks."""
    return _answer(call, reviews.submit(call.uow, call.actor, id, call.rev))


@operation(
    Operation(
        "GET", "/claims/{id}/decision", "What a passkey signs to approve a claim", Permission.APPROVE,
        {200: DecisionOut}, query=DecisionQuery,
    )
)  # fmt: skip
def decision(call: Reading[DecisionQuery], id: str) -> Answer:
    """The decision on the claim as it is now, with the comment that is asked for, and its hash."""
    rules = call.desk.passkeys(request.host_url)
    found = query.claim(call.session, id)
    decided = passkeys.decision(found, call.actor.id, digest_of(call.session, found), call.query.comment, rules)
    hashed = passkeys.challenge(decided)
    keys = passkey_query.usable(call.session, call.actor.id, rules.rp_id)
    return Answer(
        {
            "decision": canonical(decided).decode(), "challenge": passkeys.padless(hashed),
            "code": passkeys.groups(hashed), "rp_id": rules.rp_id, "passkeys": [key.credential_id for key in keys],
        }
    )  # fmt: skip


@operation(_step("approve", "Approve exactly what was seen", Permission.APPROVE, body=ApproveIn))
def approve(call: Writing[ApproveIn], id: str) -> Answer:
    """403 to whoever worked on the claim; 409 if it is not what was seen, or what was signed, any more."""
    body, rules = call.body, call.desk.passkeys(request.host_url)
    signed = read_assertion(body.assertion.model_dump_json()) if body.assertion else None
    return _answer(call, reviews.approve(call.uow, call.actor, id, body.digest, body.comment, signed, rules))


@operation(_step("return", "Return a claim with a comment", Permission.RETURN, body=ReturnIn, if_match="optional"))
def send_back(call: Writing[ReturnIn], id: str) -> Answer:
    """The claim goes back to its author."""
    return _answer(call, reviews.send_back(call.uow, call.actor, id, call.body.comment, call.rev))


@operation(_step("withdraw", "Take a claim out", Permission.WITHDRAW, body=WithdrawIn, if_match="optional"))
def withdraw(call: Writing[WithdrawIn], id: str) -> Answer:
    """The claim leaves the article and stays in the trail."""
    return _answer(call, reviews.withdraw(call.uow, call.actor, id, call.body.reason, call.rev))


@operation(
    _step(
        "restore", "Bring a withdrawn claim back", Permission.WITHDRAW, body=SubmitIn, optional_body=True,
        if_match="optional",
    )
)  # fmt: skip
def restore(call: Writing[SubmitIn], id: str) -> Answer:
    """The claim is a draft again."""
    return _answer(call, reviews.restore(call.uow, call.actor, id, call.rev))
