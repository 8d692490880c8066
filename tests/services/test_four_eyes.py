"""Nobody approves what they wrote, edited or cited for, or whose source they edited, since its last approval."""

from __future__ import annotations

import pytest
from factories import actor, approved_claim, make_article, make_citation, make_source, read_claim, ready_claim
from trails import leaves

from annotate.domain.errors import Forbidden
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import citations, claims, reviews, sources, users
from annotate.store.session import Database

WORKED = "You worked on this claim"


def submit(database: Database, who: Actor, claim: Claim) -> Claim:
    with database.write() as uow:
        return reviews.submit(uow, who, claim.id)


def approve(database: Database, who: Actor, claim: Claim) -> Claim:
    with database.write() as uow:
        return reviews.approve(uow, who, claim.id, str(read_claim(database, claim).digest))


def refused(database: Database, who: Actor, claim: Claim) -> None:
    with leaves(database), pytest.raises(Forbidden, match=WORKED):
        approve(database, who, claim)


def test_the_author_cannot_approve(database: Database, mira: Actor, jonas: Actor) -> None:
    claim = submit(database, mira, ready_claim(database, mira, make_article(database, mira)))
    refused(database, mira, claim)
    assert approve(database, jonas, claim).state == "approved"


def test_an_editor_cannot_approve(database: Database, ana: Actor, mira: Actor, jonas: Actor) -> None:
    claim = ready_claim(database, ana, make_article(database, ana))
    with database.write() as uow:
        claims.edit(uow, mira, claim.id, claim.rev, {"known": "36 injured"})
    submit(database, ana, claim)
    refused(database, mira, claim)
    assert approve(database, jonas, claim).state == "approved"


def test_who_cited_and_took_it_back_cannot_approve(database: Database, ana: Actor, mira: Actor) -> None:
    claim = ready_claim(database, ana, make_article(database, ana))
    citation = make_citation(database, mira, claim, stance="context")
    with database.write() as uow:
        citations.uncite(uow, mira, citation.id, citation.rev)
    submit(database, ana, claim)
    refused(database, mira, claim)


def test_who_edited_a_cited_source_cannot_approve(database: Database, ana: Actor, mira: Actor) -> None:
    source = make_source(database, ana)
    claim = ready_claim(database, ana, make_article(database, ana), source)
    with database.write() as uow:
        sources.edit(uow, mira, source.id, source.rev, {"reliability": "A"})
    submit(database, ana, claim)
    refused(database, mira, claim)


def test_who_edited_a_source_of_a_waiting_claim_cannot_approve(database: Database, ana: Actor, mira: Actor) -> None:
    source = make_source(database, ana)
    claim = submit(database, ana, ready_claim(database, ana, make_article(database, ana), source))
    with database.write() as uow:
        sources.edit(uow, mira, source.id, source.rev, {"reliability": "A"})
    refused(database, mira, claim)


def test_another_role_does_not_wash_off_the_work(database: Database, ana: Actor, ines: Actor) -> None:
    claim = submit(database, ana, ready_claim(database, ana, make_article(database, ana)))
    with database.write() as uow:
        users.set_role(uow, ines, "ana@example.org", "reviewer")
    refused(database, actor(database, "ana"), claim)


def test_a_session_from_before_a_demotion_does_not_approve(
    database: Database, ana: Actor, mira: Actor, ines: Actor
) -> None:
    claim = submit(database, ana, ready_claim(database, ana, make_article(database, ana)))
    with database.write() as uow:
        users.set_role(uow, ines, "mira@example.org", "checker")
    with leaves(database), pytest.raises(Exception, match="active reviewer|needs a reviewer"):
        approve(database, mira, claim)  # the actor still says "reviewer"; the database knows better


def test_work_before_the_last_approval_does_not_count(
    database: Database, ana: Actor, farid: Actor, mira: Actor, jonas: Actor
) -> None:
    article = make_article(database, ana)
    claim = ready_claim(database, mira, article)
    submit(database, mira, claim)
    approve(database, jonas, claim)
    now = read_claim(database, claim)
    with database.write() as uow:
        claims.edit(uow, farid, claim.id, now.rev, {"known": "More"})
    submit(database, farid, claim)
    assert approve(database, mira, claim).state == "approved"


def test_deciding_organising_and_commenting_are_not_work(database: Database, ana: Actor, mira: Actor) -> None:
    claim = submit(database, ana, ready_claim(database, ana, make_article(database, ana)))
    with database.write() as uow:
        now = claims.edit(uow, mira, claim.id, claim.rev, {"assignee_id": mira.id})
        reviews.send_back(uow, mira, claim.id, "Which hospital?", now.rev)
    submit(database, ana, claim)
    assert approve(database, mira, claim).state == "approved"


def test_reopening_by_citing_makes_the_citer_a_contributor(
    database: Database, ana: Actor, mira: Actor, jonas: Actor
) -> None:
    claim = approved_claim(database, ana, mira, make_article(database, ana))
    make_citation(database, mira, claim, make_source(database, ana, "New"), "refutes")
    submit(database, ana, claim)
    refused(database, mira, claim)
    assert approve(database, jonas, claim).state == "approved"
