"""Steps of a claim's way: submit, approve, return, withdraw, restore. Those without a digest take If-Match."""

from __future__ import annotations

from typing import Any

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Writing, operation
from annotate.api.schemas.claims import ApproveIn, Decided, ReturnIn, SubmitIn, WithdrawIn
from annotate.api.views.claims import shown
from annotate.domain.policy import Permission
from annotate.domain.things import Claim
from annotate.services import reviews
from annotate.services.digests import digest_of


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


@operation(_step("approve", "Approve exactly what was seen", Permission.APPROVE, body=ApproveIn))
def approve(call: Writing[ApproveIn], id: str) -> Answer:
    """403 to whoever worked on the claim; 409 if it is not what was seen any more."""
    return _answer(call, reviews.approve(call.uow, call.actor, id, call.body.digest, call.body.comment))


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
