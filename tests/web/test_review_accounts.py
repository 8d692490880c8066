"""Before a reviewer: what a claim stands against, and what of it is new, from whichever side it was said."""

from __future__ import annotations

from collections.abc import Callable

from factories import make_article, read_claim, ready_claim, submitted_claim
from prepared import prepared
from web_browser import Browser

from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import relations, reviews
from annotate.services.relations import NewRelation
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]


@prepared
def claims(database: Database, ana: Actor) -> tuple[Claim, Claim]:
    """One that waits for a reviewer, and another that contradicts it."""
    article = make_article(database, ana)
    return submitted_claim(database, ana, article), ready_claim(database, ana, article, quote="Police spoke of 36")


def contradict(database: Database, who: Actor, claim: Claim, other: Claim) -> None:
    with database.write() as uow:
        new = NewRelation("contradiction", other.id, topic="Injured", settle="Hospital admissions")
        relations.declare(uow, who, claim.id, new)


def test_the_reviewer_sees_the_other_account_and_what_would_settle_it(
    database: Database, ana: Actor, claims: tuple[Claim, Claim], as_person: AsPerson
) -> None:
    contradict(database, ana, *claims)
    page = as_person("mira").get(f"/review/{claims[0].id}").text
    for words in ("Other accounts", f"Claim {claims[1].number}", "Police spoke of 36", "Contradiction", "Injured"):
        assert words in page, words
    assert "Would settle it: Hospital admissions" in page


def test_what_was_said_from_the_other_side_is_named_as_new(
    database: Database, ana: Actor, farid: Actor, mira: Actor, claims: tuple[Claim, Claim], as_person: AsPerson
) -> None:
    waiting, other = claims
    with database.write() as uow:
        reviews.send_back(uow, mira, waiting.id, "Which hospital?")
    contradict(database, farid, other, waiting)
    with database.write() as uow:
        reviews.submit(uow, ana, waiting.id, read_claim(database, waiting).rev)
    page = as_person("mira").get(f"/review/{waiting.id}").text
    assert "Other account" in page
    assert f"Farid Nouri recorded between claims {other.number} and {waiting.number}: contradiction" in page


def test_whoever_said_it_from_the_other_side_may_not_approve(
    database: Database, jonas: Actor, claims: tuple[Claim, Claim], as_person: AsPerson
) -> None:
    contradict(database, jonas, claims[1], claims[0])
    page = as_person("jonas").get(f"/review/{claims[0].id}").text
    assert "You worked on this claim since its last approval." in page
