"""Reads the worked example and plays its claims through the real workflow and policy tables."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from annotate.domain.people import Actor
from annotate.domain.policy import ClaimFacts, Permission, demand
from annotate.domain.vocabulary import Role, Stance, State
from annotate.domain.workflow import Readiness, Step, advance, check_submit

DEMO = files("annotate.demo")
EXAMPLE: dict[str, Any] = json.loads(DEMO.joinpath("example.json").read_text(encoding="utf-8"))
ARTICLES = {a["key"]: a for a in EXAMPLE["articles"]}
RAID = {c["key"]: c for c in ARTICLES["raid"]["claims"]}
TEXTS = {a["key"]: DEMO.joinpath(a["text"]).read_bytes().decode() for a in EXAMPLE["articles"]}
ROLES = {p["key"]: Role(p["role"]) for p in EXAMPLE["people"]}
CLAIMS = [pytest.param(key, c, id=f"{key}:{c['key']}") for key, a in ARTICLES.items() for c in a["claims"]]
AFTER = {key: step for key, *step in EXAMPLE["after_report"]}


class Play:
    """Plays a claim through the real workflow and policy tables, as a loader would."""

    def __init__(self, claim: dict[str, Any]) -> None:
        self.claim, self.state = dict(claim), State.DRAFT
        self.stances = [Stance(c["stance"]) for c in claim["citations"]]
        self.workers = {claim["by"], *(c["by"] for c in claim["citations"])}
        self.was_approved = False

    def do(self, verb: str, who: str, *rest: Any) -> None:
        actor = Actor(who, who, ROLES[who])
        permission = Permission.EDIT_CLAIM if verb in ("edit", "cite") else Permission(verb)
        demand(actor, permission, ClaimFacts(self.claim["by"], frozenset(self.workers)))
        getattr(self, f"_{verb}")(who, *rest)
        self.state = advance(self.state, Step.EDIT if verb == "cite" else Step(verb))

    def _edit(self, who: str, changes: dict[str, str]) -> None:
        assert changes.keys() <= self.claim.keys() and any(self.claim[k] != v for k, v in changes.items())
        self.claim |= changes
        self.workers.add(who)

    def _cite(self, who: str, citation: dict[str, Any]) -> None:
        assert citation["by"] == who
        self.stances.append(Stance(citation["stance"]))
        self.workers.add(who)

    def _submit(self, who: str) -> None:
        c = self.claim
        check_submit(Readiness(c["status"], c["rationale"], c["search_log"], self.stances))

    def _approve(self, who: str) -> None:
        assert not any(comment["blocking"] for comment in self.claim["comments"])
        self.workers, self.was_approved = set(), True

    def _return(self, who: str, comment: str) -> None:
        assert len(comment) > 20

    def _withdraw(self, who: str, reason: str) -> None:
        assert len(reason) > 20


def played(claim: dict[str, Any]) -> Play:
    play = Play(claim)
    for verb, who, *rest in claim["then"]:
        play.do(verb, who, *rest)
    return play


def citations_of(claim: dict[str, Any]) -> list[dict[str, Any]]:
    return claim["citations"] + [rest[0] for verb, _, *rest in claim["then"] if verb == "cite"]
