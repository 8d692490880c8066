"""The claim's way: one table of (state, action) → state, and what each action needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.domain.errors import Conflict, Invalid, Problem
from annotate.domain.vocabulary import NOT_CHECKABLE, UNCHECKED, UNPROVEN, Stance, State


class Step(StrEnum):
    """What can be done to a claim that exists. `edit` stands for every change of content: wording, spans, citations."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


_OPEN = (State.DRAFT, State.RETURNED)

TRANSITIONS: dict[tuple[State, Step], State] = {
    **{(state, Step.EDIT): State.DRAFT for state in (*_OPEN, State.APPROVED)},
    **{(state, Step.SUBMIT): State.SUBMITTED for state in _OPEN},
    (State.SUBMITTED, Step.APPROVE): State.APPROVED,
    (State.SUBMITTED, Step.RETURN): State.RETURNED,
    **{(state, Step.WITHDRAW): State.WITHDRAWN for state in State if state is not State.WITHDRAWN},
    (State.WITHDRAWN, Step.RESTORE): State.DRAFT,
}

_REFUSALS: dict[tuple[State, Step], str] = {
    (State.SUBMITTED, Step.EDIT): "The claim waits for a reviewer. Ask for its return, or withdraw it, to change it.",
    (State.SUBMITTED, Step.SUBMIT): "The claim is submitted already.",
    (State.APPROVED, Step.APPROVE): "The claim is approved already.",
    (State.APPROVED, Step.SUBMIT): "The claim is approved already. Edit it first if something has changed.",
    (State.WITHDRAWN, Step.WITHDRAW): "The claim is withdrawn already.",
}


def advance(state: State, step: Step) -> State:
    """The state after `step`; raises Conflict where the table has no way."""
    after = TRANSITIONS.get((state, step))
    if after is None:
        raise Conflict(_REFUSALS.get((state, step), f"A claim that is {state} cannot be {_done(step)}."))
    return after


@dataclass(frozen=True)
class Readiness:
    """What a claim has when somebody wants to submit it."""

    status: str
    rationale: str
    search_log: str
    stances: Sequence[Stance]
    #: Searches that are recorded.
    lookups: int = 0


def check_submit(ready: Readiness) -> None:
    """Raise Invalid with everything that is missing before a reviewer can look at the claim."""
    problems = [*_verdict_problems(ready), *_evidence_problems(ready)]
    if problems:
        raise Invalid.of(problems)


def _verdict_problems(ready: Readiness) -> list[Problem]:
    problems = []
    if ready.status == UNCHECKED:
        problems.append(Problem("status", "Say what was found: choose a status other than “unchecked”."))
    if not ready.rationale.strip():
        problems.append(Problem("rationale", "Write the rationale: why this status follows from the evidence."))
    return problems


def _evidence_problems(ready: Readiness) -> list[Problem]:
    if ready.status == NOT_CHECKABLE or any(s is not Stance.CLAIM_ORIGIN for s in ready.stances):
        return []
    if ready.status == UNPROVEN:
        if ready.lookups or ready.search_log.strip():
            return []
        return [Problem("lookups", "Cite a source, or record where you looked and found nothing.")]
    return [Problem("citations", "Cite at least one source that is not the claim’s own origin.")]


def _done(step: Step) -> str:
    return {
        Step.EDIT: "edited", Step.SUBMIT: "submitted", Step.APPROVE: "approved",
        Step.RETURN: "returned", Step.WITHDRAW: "withdrawn", Step.RESTORE: "restored",
    }[step]  # fmt: skip
