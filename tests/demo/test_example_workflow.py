"""Every step of the worked example is one that the workflow and the policy allow, and every state is shown."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from example_play import AFTER, CLAIMS, EXAMPLE, RAID, ROLES, played

from annotate.domain.errors import Forbidden
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.vocabulary import Role, State


@pytest.mark.parametrize(("article", "claim"), CLAIMS)
def test_every_step_is_allowed_by_the_workflow_and_the_policy(article: str, claim: dict[str, Any]) -> None:
    play = played(claim)
    for step in [AFTER[claim["key"]]] if article == "raid" and claim["key"] in AFTER else []:
        play.do(*step)
    assert play.state in State


@pytest.mark.parametrize(("article", "claim"), CLAIMS)
def test_whoever_marks_cites_or_comments_may_do_so(article: str, claim: dict[str, Any]) -> None:
    for person in (claim["by"], *(c["by"] for c in claim["citations"])):
        demand(Actor(person, person, ROLES[person]), Permission.EDIT_CLAIM)
    for comment in claim["comments"]:
        demand(Actor(comment["by"], comment["by"], ROLES[comment["by"]]), Permission.COMMENT)
        assert comment["body"] and isinstance(comment["blocking"], bool)


def test_an_approval_by_somebody_who_worked_on_the_claim_would_be_noticed() -> None:
    claim = RAID["injured-police"] | {"then": [["submit", "ana"], ["approve", "mira"]]}
    with pytest.raises(Forbidden, match="worked on this claim"):
        played(claim)


def test_the_raid_shows_every_state() -> None:
    states = Counter(played(c).state for c in RAID.values())
    assert 18 <= len(RAID) <= 24
    assert set(states) == set(State)
    assert states[State.SUBMITTED] >= 3 and states[State.APPROVED] >= 7
    assert states[State.WITHDRAWN] == 1 and states[State.RETURNED] >= 1
    assert sum(c["status"] == "unchecked" and played(c).state is State.DRAFT for c in RAID.values()) >= 2


def test_one_approval_goes_stale_after_the_report() -> None:
    assert EXAMPLE["report"]["article"] == "raid" and ROLES[EXAMPLE["report"]["by"]] is Role.REVIEWER
    stale = []
    for key, claim in RAID.items():
        play = played(claim)
        if key in AFTER:
            play.do(*AFTER[key])
        if play.was_approved and play.state is State.DRAFT:
            stale.append(key)
    assert stale == ["charges"]


def test_a_claim_in_our_own_voice_waits_without_a_source() -> None:
    waiting = [c for c in RAID.values() if c["own_voice"] and not c["citations"] and played(c).state is State.DRAFT]
    assert waiting
