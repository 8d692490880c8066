"""Real threads against one database: one of two decisions wins, no number is lost, no engine’s error comes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from factories import make_article, make_claim, make_party, make_source, read_claim, submitted_claim
from racing import at_once, kinds
from trails import leaves

from annotate.audit.verifier import verify
from annotate.domain.errors import Conflict, DomainError, Stale
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import citations, claims, reviews, sources
from annotate.services.citations import NewCitation
from annotate.store.session import Database

ROUNDS = 5


def unhurt(database: Database) -> None:
    with database.read() as session:
        assert [str(fault) for fault in verify(session).faults] == []


def approve(database: Database, who: Actor, claim: Claim) -> Callable[[], Claim]:
    def run() -> Claim:
        with database.write() as uow:
            return reviews.approve(uow, who, claim.id, str(claim.digest))

    return run


def test_of_two_simultaneous_approvals_exactly_one_wins(
    database: Database, ana: Actor, mira: Actor, jonas: Actor
) -> None:
    article = make_article(database, ana)
    for _ in range(ROUNDS):
        claim = submitted_claim(database, ana, article)
        with leaves(database, "review:decision:record", "claim:state:approve"):
            results = at_once(approve(database, mira, claim), approve(database, jonas, claim))
        assert kinds(results) == {"Claim": 1, "Conflict": 1}
        assert read_claim(database, claim).state == "approved"


def test_an_approval_and_a_return_cannot_both_happen(database: Database, ana: Actor, mira: Actor, jonas: Actor) -> None:
    article = make_article(database, ana)
    for _ in range(ROUNDS):
        claim = submitted_claim(database, ana, article)

        def send_back(claim: Claim = claim) -> Claim:
            with database.write() as uow:
                return reviews.send_back(uow, jonas, claim.id, "Which hospital?")

        results = at_once(approve(database, mira, claim), send_back)
        assert kinds(results) == {"Claim": 1, "Conflict": 1}
    unhurt(database)


def test_an_approval_never_covers_a_source_that_changed_at_the_same_moment(
    database: Database, ana: Actor, farid: Actor, mira: Actor
) -> None:
    article = make_article(database, ana)
    for number in range(ROUNDS):
        source = make_source(database, ana, f"Video {number}")
        claim = submitted_claim(database, ana, article, source)

        def edit(source: Any = source) -> Any:
            with database.write() as uow:
                return sources.edit(uow, farid, source.id, source.rev, {"reliability": "E"})

        approval, edited = at_once(approve(database, mira, claim), edit)
        now = read_claim(database, claim)
        if isinstance(edited, DomainError):  # it came between another’s reading and locking; nothing was written
            assert isinstance(edited, Conflict) and now.state == "approved"
        elif isinstance(approval, Claim):
            assert now.state == "draft" and now.stale
        else:
            assert isinstance(approval, Stale) and now.state == "submitted" and now.digest != claim.digest
    unhurt(database)


def test_an_approval_and_a_withdrawal_leave_one_story(database: Database, ana: Actor, mira: Actor) -> None:
    article = make_article(database, ana)
    for _ in range(ROUNDS):
        claim = submitted_claim(database, ana, article)

        def withdraw(claim: Claim = claim) -> Claim:
            with database.write() as uow:
                return reviews.withdraw(uow, ana, claim.id, "Printed twice")

        approval, withdrawn = at_once(approve(database, mira, claim), withdraw)
        assert isinstance(withdrawn, Claim) and isinstance(approval, Claim | Conflict)
        assert read_claim(database, claim).state == "withdrawn"
    unhurt(database)


def test_of_two_saves_from_the_same_version_one_is_told_to_compare(
    database: Database, ana: Actor, farid: Actor
) -> None:
    claim = make_claim(database, ana, make_article(database, ana))

    def save(who: Actor, words: str) -> Callable[[], Claim]:
        def run() -> Claim:
            with database.write() as uow:
                return claims.edit(uow, who, claim.id, claim.rev, {"statement": words})

        return run

    results = at_once(save(ana, "Ana’s"), save(farid, "Farid’s"))
    assert kinds(results) == {"Claim": 1, "Stale": 1}
    [winner] = [r for r in results if isinstance(r, Claim)]
    assert read_claim(database, claim).statement == winner.statement


def test_eight_threads_marking_on_one_article_lose_no_number(database: Database, ana: Actor) -> None:
    article = make_article(database, ana)

    def mark() -> list[int]:
        return [make_claim(database, ana, article).number for _ in range(6)]

    results = at_once(*[mark] * 8)
    assert sorted(number for numbers in results for number in numbers) == list(range(1, 49))
    unhurt(database)


def test_threads_on_different_articles_and_the_library_do_not_stop_each_other(database: Database, ana: Actor) -> None:
    articles = [make_article(database, ana, f"Text {n}: 36 were injured", f"Article {n}") for n in range(4)]

    def work(index: int) -> Callable[[], int]:
        def run() -> int:
            for turn in range(4):
                claim = make_claim(database, ana, articles[index], "36 were injured")
                source = make_source(database, ana, f"Source {index}-{turn}")
                with database.write() as uow:
                    citations.cite(uow, ana, claim.id, NewCitation(source.id, "supports"))
            return turn

        return run

    assert at_once(*[work(n) for n in range(4)]) == [3] * 4
    unhurt(database)


def test_the_same_text_sent_twice_at_once_is_one_article(database: Database, ana: Actor, farid: Actor) -> None:
    found = at_once(lambda: make_article(database, ana), lambda: make_article(database, farid))
    assert found[0].id == found[1].id


def test_the_same_source_or_party_sent_many_times_at_once_is_one(database: Database, ana: Actor) -> None:
    address = "https://example.org/v"
    assert len({found.id for found in at_once(*[lambda: make_source(database, ana, url=address)] * 4)}) == 1
    assert len({found.id for found in at_once(*[lambda: make_party(database, ana)] * 4)}) == 1
