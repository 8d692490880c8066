"""Any story that several people can play with one article keeps the rules: tried with random ones, on both engines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from databases import ENGINES, one_by_one
from evidence_story import EvidenceRules
from factories import PEOPLE, actor, make_article, make_claim, make_source
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from annotate.audit.verifier import verify
from annotate.domain.errors import DomainError
from annotate.services import citations, claims, reviews, sources, undo
from annotate.services.citations import NewCitation
from annotate.services.digests import current_digest
from annotate.store.models import ClaimRow, EventRow, ReviewRow
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import sources as source_query
from annotate.store.session import Database, UnitOfWork

WHO = st.sampled_from(["ana", "mira", "jonas"])
WHICH = st.integers(0, 2)
#: Who writes, and who decides.
PAIRS = [("ana", "mira"), ("ana", "jonas"), ("jonas", "mira"), ("mira", "jonas")]
STEPS = int(os.environ.get("ANNOTATE_STORY_STEPS", "25"))
STORIES = int(os.environ.get("ANNOTATE_STORIES", "10"))


class Story(EvidenceRules, RuleBasedStateMachine):
    """Three people, one article, up to three claims, two sources. A refusal is part of the story; an error is not."""

    opened: Callable[[], Database]
    #: How often anything was approved in any story.
    approvals: ClassVar[list[str]] = []

    def __init__(self) -> None:
        super().__init__()
        self.database = type(self).opened()
        self.people = {key: actor(self.database, key) for key in PEOPLE}
        self.claims: list[str] = []
        self.steps = 0

    @initialize()
    def begin(self) -> None:
        self.article = make_article(self.database, self.people["ana"])
        self.claims.append(make_claim(self.database, self.people["ana"], self.article).id)
        self.sources = [make_source(self.database, self.people["ana"], title).id for title in ("Video", "Charge sheet")]

    def attempt(self, verb: Callable[[UnitOfWork], Any]) -> None:
        try:
            with self.database.write() as uow:
                verb(uow)
        except DomainError as refusal:
            assert str(refusal)

    def claim(self, uow: UnitOfWork, which: int) -> Any:
        return claim_query.claim(uow.session, self.claims[which % len(self.claims)])

    @precondition(lambda self: len(self.claims) < 3)
    @rule(who=WHO)
    def mark(self, who: str) -> None:
        self.claims.append(make_claim(self.database, self.people[who], self.article).id)

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH, status=st.sampled_from(["disputed", "true", "unchecked"]), words=st.sampled_from("abc"))
    def edit(self, who: str, which: int, status: str, words: str) -> None:
        def verb(uow: UnitOfWork) -> None:
            claim = self.claim(uow, which)
            values = {"status": status, "rationale": words}
            claims.edit(uow, self.people[who], claim.id, claim.rev, values)

        self.attempt(verb)

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH, source=st.integers(0, 1), stance=st.sampled_from(["supports", "refutes"]))
    def cite(self, who: str, which: int, source: int, stance: str) -> None:
        new = NewCitation(self.sources[source], stance)
        self.attempt(lambda uow: citations.cite(uow, self.people[who], self.claim(uow, which).id, new))

    @precondition(lambda self: self.claims)
    @rule(pair=st.sampled_from(PAIRS), which=WHICH)
    def bring_forward(self, pair: tuple[str, str], which: int) -> None:
        """Straight along the claim’s way, so that stories do get to its end: who writes, the other decides."""
        who, other = pair
        self.edit(who, which, "disputed", "b")
        self.cite(who, which, 0, "supports")
        self.submit(who, which)
        self.approve(other, which)

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH)
    def uncite(self, who: str, which: int) -> None:
        def verb(uow: UnitOfWork) -> None:
            for citation in citation_query.citations(uow.session, [self.claim(uow, which).id])[:1]:
                citations.uncite(uow, self.people[who], citation.id, citation.rev)

        self.attempt(verb)

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH)
    def submit(self, who: str, which: int) -> None:
        self.attempt(lambda uow: reviews.submit(uow, self.people[who], self.claim(uow, which).id))

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH)
    def approve(self, who: str, which: int) -> None:
        def verb(uow: UnitOfWork) -> None:
            claim = self.claim(uow, which)
            reviews.approve(uow, self.people[who], claim.id, claim.digest or "")

        self.attempt(verb)

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH, verb=st.sampled_from(["send_back", "withdraw"]))
    def send_back_or_withdraw(self, who: str, which: int, verb: str) -> None:
        self.attempt(lambda uow: getattr(reviews, verb)(uow, self.people[who], self.claim(uow, which).id, "Because."))

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH)
    def restore(self, who: str, which: int) -> None:
        self.attempt(lambda uow: reviews.restore(uow, self.people[who], self.claim(uow, which).id))

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH)
    def undo(self, who: str, which: int) -> None:
        def verb(uow: UnitOfWork) -> None:
            claim = self.claim(uow, which)
            undo.undo(uow, self.people[who], claim.id, claim.rev)

        self.attempt(verb)

    @rule(who=WHO, source=st.integers(0, 1), letter=st.sampled_from("ABC"))
    def edit_source(self, who: str, source: int, letter: str) -> None:
        def verb(uow: UnitOfWork) -> None:
            found = source_query.source(uow.session, self.sources[source])
            sources.edit(uow, self.people[who], found.id, found.rev, {"reliability": letter})

        self.attempt(verb)

    @invariant()
    def the_trail_replays_to_the_tables_now_and_then(self) -> None:
        """No event goes away again: what one step does wrong is still there a few steps later."""
        self.steps += 1
        if self.steps % 5 == 0:
            self.teardown()

    def teardown(self) -> None:
        """And it does at the end."""
        with self.database.read() as session:
            assert [str(fault) for fault in verify(session).faults] == []

    @invariant()
    def a_closed_claim_has_the_digest_of_what_stands_there(self) -> None:
        with self.database.read() as session:
            for row in session.scalars(select(ClaimRow).where(ClaimRow.state.in_(["submitted", "approved"]))):
                assert row.digest == current_digest(session, row.id)

    @invariant()
    def nobody_approved_their_own_work(self) -> None:
        with self.database.read() as session:
            for review in session.scalars(select(ReviewRow).where(ReviewRow.decision == "approve")):
                self.approvals.append(review.id)
                query = select(EventRow).where(EventRow.claim_id == review.claim_id).order_by(EventRow.seq)
                since: set[str] = set()
                for event in session.scalars(query):
                    if event.target_id == review.id:
                        assert review.reviewer_id not in since
                        break
                    since = set() if event.action == "claim:state:approve" else since
                    since |= {event.actor_id} if event.work else set()


@pytest.fixture
def copies(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Makes one prepared database after the other, for one story each."""
    with one_by_one(engine, request, tmp_path) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_every_story_keeps_the_rules(copies: Callable[[], Database]) -> None:
    machine = type("Story", (Story,), {"opened": staticmethod(copies), "approvals": []})
    chosen = settings(
        max_examples=STORIES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        database=None,
        derandomize="ANNOTATE_STORIES" not in os.environ,
    )
    run_state_machine_as_test(machine, settings=chosen)
    assert len(set(machine.approvals)) >= 2, "these stories never got to an approval and prove nothing about it"
