"""The claim's way, every pair of it, written out here a second time."""

from __future__ import annotations

from itertools import product

import pytest

from annotate.domain.errors import Conflict, Forbidden, Invalid
from annotate.domain.people import Actor
from annotate.domain.policy import RULES, ClaimFacts, FileFacts, Permission, demand, may, why_not
from annotate.domain.vocabulary import Access, Role, Stance, State
from annotate.domain.workflow import Readiness, Step, advance, check_submit

#: state → step → state after; what is not here is refused.
WAY: dict[str, dict[str, str]] = {
    "draft": {"edit": "draft", "submit": "submitted", "withdraw": "withdrawn"},
    "returned": {"edit": "draft", "submit": "submitted", "withdraw": "withdrawn"},
    "submitted": {"approve": "approved", "return": "returned", "withdraw": "withdrawn"},
    "approved": {"edit": "draft", "withdraw": "withdrawn"},
    "withdrawn": {"restore": "draft"},
}
#: permission → roles that have it for a claim that somebody else wrote and nobody else worked on.
MAY: dict[str, set[str]] = {
    "add_article": {"checker", "reviewer", "admin"},
    "add_source": {"checker", "reviewer"},
    "administer": {"admin"},
    "approve": {"reviewer"},
    "attach_file": {"checker", "reviewer"},
    "comment": {"checker", "reviewer"},
    "decide_complaint": {"reviewer", "admin"},
    "edit_article": {"checker", "reviewer", "admin"},
    "edit_claim": {"checker", "reviewer"},
    "edit_file": {"checker", "reviewer"},
    "erase": {"admin"},
    "export": {"checker", "reviewer", "admin", "viewer"},
    "open_file": {"checker", "reviewer", "admin", "viewer"},
    "publish": {"reviewer"},
    "read": {"checker", "reviewer", "admin", "viewer"},
    "record_complaint": {"checker", "reviewer", "admin"},
    "return": {"reviewer"},
    "seal_file": {"checker", "reviewer"},
    "submit": {"checker", "reviewer"},
    "withdraw": {"reviewer"},
}
ASKED = {
    Step.EDIT: Permission.EDIT_CLAIM, Step.SUBMIT: Permission.SUBMIT, Step.APPROVE: Permission.APPROVE,
    Step.RETURN: Permission.RETURN, Step.WITHDRAW: Permission.WITHDRAW, Step.RESTORE: Permission.WITHDRAW,
}  # fmt: skip


@pytest.mark.parametrize(("state", "step"), list(product(State, Step)))
def test_every_step_from_every_state(state: State, step: Step) -> None:
    after = WAY[state].get(step)
    if after:
        assert advance(state, step) == after
    else:
        with pytest.raises(Conflict, match=r"claim|already"):
            advance(state, step)


@pytest.mark.parametrize(("state", "step", "role"), list(product(State, Step, Role)))
def test_every_step_from_every_state_in_every_role(state: State, step: Step, role: Role) -> None:
    actor = Actor("p", "Person", role)
    facts = ClaimFacts("somebody else", frozenset({"somebody else"}))

    def take() -> State:
        demand(actor, ASKED[step], facts)
        return advance(state, step)

    if role not in MAY[ASKED[step]]:
        with pytest.raises(Forbidden):
            take()
    elif step in WAY[state]:
        assert take() == WAY[state][step]
    else:
        with pytest.raises(Conflict):
            take()


@pytest.mark.parametrize(("permission", "role"), list(product(Permission, Role)))
def test_the_table_of_permissions(permission: Permission, role: Role) -> None:
    facts = ClaimFacts("somebody else")
    assert may(Actor("p", "Person", role), permission, facts) is (role in MAY[permission])


def test_every_permission_has_its_rules() -> None:
    assert set(RULES) == set(Permission) == set(MAY)


@pytest.mark.parametrize("role", Role)
def test_no_role_stands_above_a_seal(role: Role) -> None:
    sealed = FileFacts("author", Access.SEALED, frozenset({"named"}))
    for permission in (Permission.OPEN_FILE, Permission.EDIT_FILE, Permission.SEAL_FILE):
        assert not may(Actor("p", "Person", role), permission, sealed)
        for ident in ("author", "named"):
            assert may(Actor(ident, "Person", role), permission, sealed) is (role in MAY[permission])


@pytest.mark.parametrize("role", Role)
def test_only_who_attached_a_file_or_a_reviewer_seals_an_open_one(role: Role) -> None:
    held = FileFacts("author", Access.DESK)
    assert may(Actor("p", "Person", role), Permission.SEAL_FILE, held) is (role is Role.REVIEWER)
    assert may(Actor("author", "Person", role), Permission.SEAL_FILE, held) is (role in MAY[Permission.SEAL_FILE])
    assert may(Actor("p", "Person", role), Permission.OPEN_FILE, held)


@pytest.mark.parametrize("role", Role)
def test_nobody_approves_what_they_worked_on_in_any_role(role: Role) -> None:
    actor = Actor("p", "Person", role)
    assert not may(actor, Permission.APPROVE, ClaimFacts("other", frozenset({"p"})))


@pytest.mark.parametrize("role", Role)
def test_an_author_may_withdraw_and_restore_if_they_may_work(role: Role) -> None:
    assert may(Actor("p", "P", role), Permission.WITHDRAW, ClaimFacts("p")) is (role in ("checker", "reviewer"))


def test_a_refusal_says_what_it_would_take() -> None:
    reason = why_not(Actor("p", "Person", Role.CHECKER), Permission.APPROVE, ClaimFacts("other"))
    assert reason == "This needs a reviewer; you are signed in as checker."


READY = Readiness("disputed", "Because.", "", [Stance.SUPPORTS])


def missing(**changed: object) -> set[str]:
    try:
        check_submit(Readiness(**{**READY.__dict__, **changed}))  # type: ignore[arg-type]
    except Invalid as refused:
        return {problem.field for problem in refused.problems}
    return set()


def test_what_lacks_nothing_can_be_submitted() -> None:
    assert missing() == set()


@pytest.mark.parametrize(("changed", "fields"), [
    ({"status": "unchecked"}, {"status"}),
    ({"rationale": " \n"}, {"rationale"}),
    ({"stances": []}, {"citations"}),
    ({"stances": [Stance.CLAIM_ORIGIN]}, {"citations"}),
    ({"status": "unproven", "stances": []}, {"lookups"}),
    ({"status": "unproven", "stances": [], "search_log": "Asked both hospitals."}, set()),
    ({"status": "unproven", "stances": [], "lookups": 1}, set()),
    ({"status": "disputed", "stances": [], "lookups": 1}, {"citations"}),
    ({"status": "unproven"}, set()),
    ({"status": "not_checkable", "stances": []}, set()),
    ({"status": "not_checkable", "stances": [], "rationale": ""}, {"rationale"}),
    ({"status": "unchecked", "rationale": "", "stances": []}, {"status", "rationale", "citations"}),
])  # fmt: skip
def test_what_is_missing_is_named_all_at_once(changed: dict[str, object], fields: set[str]) -> None:
    assert missing(**changed) == fields


@pytest.mark.parametrize("stance", [s for s in Stance if s is not Stance.CLAIM_ORIGIN])
def test_any_other_stance_counts_as_evidence_that_was_looked_at(stance: Stance) -> None:
    assert missing(stances=[Stance.CLAIM_ORIGIN, stance]) == set()
