"""Whose word a source is: origin, derivation and interest on its page, in the library and in its form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cases import every
from factories import make_party, make_source
from web_browser import Browser, events
from working_page import words

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.services import sources
from annotate.store.queries import sources as query
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
NEW = {
    "kind": "drone_footage", "title": "Drone footage", "origin": "State Police", "derived_from": "", "interest": "",
}  # fmt: skip


@pytest.fixture
def browser(as_person: AsPerson) -> Browser:
    made = as_person("ana")
    made.get("/sources/new")
    return made


def test_origin_derivation_and_interest_are_said_in_the_form(browser: Browser, database: Database, ana: Actor) -> None:
    make_party(database, ana, "State Police", "Government")
    first = make_source(database, ana, "The assurance", "official_statement", url="https://example.org/a")
    made = browser.post("/sources/new", NEW | {"derived_from": "https://example.org/a", "interest": "Its own raid"})
    page = browser.get(made.location)
    assert "State Police, camp of Government · relays The assurance" in words(page) and "Its own raid" in page.text
    assert "State Police, camp of Government" in words(browser.get("/sources"))
    assert "Relayed by Drone footage" in words(browser.get(f"/sources/{first.id}"))
    form = browser.get(f"{made.location}/edit").text
    assert 'value="State Police"' in form and 'value="The assurance"' in form


def test_a_source_whose_origin_nobody_named_asks_for_it(browser: Browser, database: Database, ana: Actor) -> None:
    source = make_source(database, ana)
    assert f'href="/sources/{source.id}/edit#origin"' in browser.get(f"/sources/{source.id}").text


def test_what_a_form_leaves_alone_stays_even_if_titles_are_alike(
    browser: Browser, database: Database, ana: Actor
) -> None:
    first, _ = (make_source(database, ana, "Statement", url=f"https://example.org/{n}") for n in (1, 2))
    source = make_source(database, ana, derived_from_id=first.id)
    again = browser.post(f"/sources/{source.id}/edit", NEW | {"rev": "1", "derived_from": "Statement"})
    assert again.status_code == 303
    with database.read() as session:
        assert query.source(session, source.id).derived_from_id == first.id


@every(
    ("typed", "sentence"),
    [("Nothing of the kind", "Add it first"), ("Statement", "2 sources fit"), ("a\x00", "Add it")],
)
def test_what_it_derives_from_must_be_one_source(
    browser: Browser, desk: Desk, database: Database, ana: Actor, typed: str, sentence: str
) -> None:
    for number in (1, 2):
        make_source(database, ana, "Statement", url=f"https://example.org/{number}")
    before = events(desk)
    answer = browser.post("/sources/new", NEW | {"derived_from": typed})
    assert answer.status_code == 422 and sentence in answer.text and 'id="derived_from-error"' in answer.text
    assert events(desk) == before


def test_a_source_that_derives_from_itself_through_others_is_refused_with_the_way(
    browser: Browser, desk: Desk, database: Database, ana: Actor
) -> None:
    wire = make_source(database, ana, "Wire report")
    radio = make_source(database, ana, "Radio", derived_from_id=wire.id)
    blog = make_source(database, ana, "Blog", derived_from_id=radio.id)
    before = events(desk)
    answer = browser.post(f"/sources/{wire.id}/edit", NEW | {"rev": "1", "derived_from": "Blog"})
    assert answer.status_code == 422 and events(desk) == before and 'id="derived_from-error"' in answer.text
    assert "“Wire report” → “Blog” → “Radio” → “Wire report”" in answer.text
    itself = browser.post(f"/sources/{blog.id}/edit", NEW | {"rev": "1", "title": "Blog", "derived_from": "Blog"})
    assert itself.status_code == 422 and "cannot derive from itself." in itself.text and events(desk) == before


def test_a_stale_edit_shows_both_origins_by_name(
    browser: Browser, database: Database, farid: Actor, ana: Actor
) -> None:
    source = make_source(database, ana)
    with database.write() as uow:
        sources.edit(uow, farid, source.id, 1, {"origin": "Ministry"})
    answer = browser.post(f"/sources/{source.id}/edit", NEW | {"rev": "1"})
    assert answer.status_code == 409 and "Ministry" in answer.text and "State Police" in answer.text


def test_each_grade_stands_beside_its_definition(browser: Browser) -> None:
    page = browser.get("/sources/new")
    assert 'type="radio" id="reliability-1" name="reliability" value="A"' in page.text
    assert "A, Completely reliable . No doubt that it is what it says" in words(page)
    answer = browser.post("/sources/new", NEW | {"reliability": "G"})
    assert answer.status_code == 422 and "letter from A to F" in answer.text
