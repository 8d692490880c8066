"""The pages of parties: who says so, and what they claim."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cases import every
from factories import make_article, make_claim, make_party
from web_browser import Browser, events

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Party
from annotate.services import parties
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
NEW = {"name": "Residents’ council", "kind": "organisation", "note": ""}


@pytest.fixture
def ana_browser(as_person: AsPerson) -> Browser:
    browser = as_person("ana")
    browser.get("/parties/new")
    return browser


@pytest.fixture
def party(database: Database, ana: Actor) -> Party:
    return make_party(database, ana)


def test_a_party_is_added_once(ana_browser: Browser, desk: Desk) -> None:
    first = ana_browser.post("/parties/new", NEW)
    assert first.status_code == 303
    before = events(desk)
    again = ana_browser.post("/parties/new", NEW | {"name": " RESIDENTS’  council "})
    assert again.location == first.location and events(desk) == before
    assert "nothing was added" in ana_browser.get(again.location).text


def test_its_page_lists_what_it_claims(ana_browser: Browser, database: Database, ana: Actor, party: Party) -> None:
    make_claim(database, ana, make_article(database, ana), claimant_id=party.id, statement="Over 100 were injured.")
    page = ana_browser.get(f"/parties/{party.id}").text
    assert "Over 100 were injured." in page and "/articles/dawn-raid/claims/1" in page and "Dawn raid" in page
    assert ana_browser.get("/parties?q=COUNCIL").text.count('class="claim-link"') == 1


def test_a_party_without_claims_and_an_empty_list_teach(as_person: AsPerson, database: Database, ana: Actor) -> None:
    browser = as_person("guest")
    assert "No party yet" in browser.get("/parties").text
    party = make_party(database, ana)
    assert "No claim is attributed to it" in browser.get(f"/parties/{party.id}").text
    assert "No party has these words" in browser.get("/parties?q=zzz").text


@every(
    ("field", "value", "words"),
    [("name", "", "Give the party a name"), ("name", "x" * 301, "300"), ("kind", "camp", "is not one of")],
)
def test_what_is_wrong_is_said_and_the_note_stays(
    ana_browser: Browser, desk: Desk, field: str, value: str, words: str
) -> None:
    before = events(desk)
    answer = ana_browser.post("/parties/new", NEW | {"note": "Speaks for the camp"} | {field: value})
    assert answer.status_code == 422 and words in answer.text and "Speaks for the camp" in answer.text
    assert events(desk) == before


def test_a_stale_edit_shows_both_versions(ana_browser: Browser, desk: Desk, farid: Actor, party: Party) -> None:
    with desk.database.write() as uow:
        parties.edit(uow, farid, party.id, 1, {"name": "Theirs"})
    before = events(desk)
    answer = ana_browser.post(f"/parties/{party.id}/edit", NEW | {"rev": "1", "name": "Mine"})
    assert answer.status_code == 409 and "Theirs" in answer.text and "Mine" in answer.text
    assert events(desk) == before
    assert ana_browser.post(f"/parties/{party.id}/edit", NEW | {"rev": "2", "name": "Mine"}).status_code == 303
    assert '<h1 dir="auto">Mine</h1>' in ana_browser.get(f"/parties/{party.id}").text


def test_a_name_that_is_taken_is_refused(ana_browser: Browser, desk: Desk, ana: Actor, party: Party) -> None:
    other = make_party(desk.database, ana, "Police")
    answer = ana_browser.post(f"/parties/{other.id}/edit", NEW | {"rev": "1", "name": party.name})
    assert answer.status_code == 409 and 'id="name-error"' in answer.text


def test_those_who_may_only_read_change_nothing(as_person: AsPerson, desk: Desk, party: Party) -> None:
    browser, before = as_person("guest"), events(desk)
    for where in ("/parties/new", f"/parties/{party.id}/edit"):
        assert browser.post(where, NEW | {"rev": "1"}).status_code == 403
    assert events(desk) == before and "New party" not in browser.get("/parties").text
    assert browser.get("/parties/nobody").status_code == 404
