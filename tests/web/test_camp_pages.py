"""Camps on the pages of parties: named on the fly, shown as a chain, refused where they would go in a ring."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from factories import make_party
from web_browser import Browser, events
from working_page import words

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.services import parties
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
NEW = {
    "name": "State Police",
    "kind": "official_body",
    "note": "",
    "belongs_how": "speaks_for",
    "belongs_to": "Cabinet",
}


@pytest.fixture
def browser(as_person: AsPerson) -> Browser:
    made = as_person("ana")
    made.get("/parties/new")
    return made


def test_a_party_and_its_camp_are_added_in_one_form(browser: Browser) -> None:
    made = browser.post("/parties/new", NEW)
    page = browser.get(made.location)
    assert "2 parties" in page.text and "State Police speaks for Cabinet" in words(page)
    top = browser.get("/parties?q=cabinet").text
    assert "Its own" in top
    assert "Cabinet" in browser.get("/parties?q=police").text
    form = browser.get(f"{made.location}/edit").text
    assert 'value="Cabinet"' in form and '<option selected value="speaks_for">' in form


def test_a_ring_is_refused_at_its_field_and_nothing_changes(
    browser: Browser, desk: Desk, database: Database, ana: Actor
) -> None:
    make_party(database, ana, "Chief", "Cabinet")
    cabinet = make_party(database, ana, "Cabinet")
    before = events(desk)
    answer = browser.post(f"/parties/{cabinet.id}/edit", NEW | {"rev": "1", "name": "Cabinet", "belongs_to": "Chief"})
    assert answer.status_code == 422 and 'id="belongs_to-error"' in answer.text and 'value="Chief"' in answer.text
    assert "“Cabinet” → “Chief” → “Cabinet”" in answer.text and events(desk) == before


def test_a_stale_edit_shows_both_camps_by_name(browser: Browser, database: Database, ana: Actor) -> None:
    party = make_party(database, ana, "State Police")
    with database.write() as uow:
        parties.edit(uow, ana, party.id, 1, {"belongs": "Ministry", "belongs_how": "part_of"})
    answer = browser.post(f"/parties/{party.id}/edit", NEW | {"rev": "1"})
    assert answer.status_code == 409 and "Ministry" in answer.text and "Cabinet" in answer.text


def test_claimants_who_belong_to_nobody_have_no_camp_section(browser: Browser, database: Database, ana: Actor) -> None:
    party = make_party(database, ana)
    assert "h-camp" not in browser.get(f"/parties/{party.id}").text
