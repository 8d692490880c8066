"""The library's pages: add once, correct with care, retire, find again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from cases import every
from factories import approved_claim, make_article, make_citation, make_claim, make_source, read_claim
from web_browser import Browser, events

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Source
from annotate.domain.vocabulary import State
from annotate.services import sources
from annotate.store.queries import sources as query
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
NEW = {
    "kind": "drone_footage", "title": "Footage of the gate", "url": "https://example.org/gate", "archive_url": "",
    "publisher": "State police", "author": "", "published": "2023-06", "accessed": "2026-11-21", "reliability": "C",
    "note": "Released by one side.\r\nTwo cuts.",
}  # fmt: skip


@pytest.fixture
def ana_browser(as_person: AsPerson) -> Browser:
    browser = as_person("ana")
    browser.get("/sources/new")
    return browser


@pytest.fixture
def source(database: Database, ana: Actor) -> Source:
    return make_source(database, ana, url="https://example.org/gate")


def now(database: Database, source: Source) -> Source:
    with database.read() as session:
        return query.source(session, source.id)


def test_a_source_is_added_and_shown(ana_browser: Browser, desk: Desk) -> None:
    answer = ana_browser.post("/sources/new", NEW)
    assert answer.status_code == 303
    page = ana_browser.get(answer.location).text
    assert "Footage of the gate" in page and "State police" in page and "Jun 2023" in page
    assert "Ana Kelmendi added the source" in page and "cited nowhere" in page
    with desk.database.read() as session:
        assert query.sources(session).items[0][0].note == "Released by one side.\nTwo cuts."


def test_the_same_address_again_leads_to_the_source_that_is_there(
    ana_browser: Browser, desk: Desk, source: Source
) -> None:
    before = events(desk)
    answer = ana_browser.post("/sources/new", NEW | {"url": "http://www.example.org/gate/", "title": "Other"})
    assert answer.status_code == 303 and answer.location.endswith(source.id)
    assert "has this address already" in ana_browser.get(answer.location).text
    assert events(desk) == before


@every(
    ("field", "value", "words"),
    [
        ("title", " ", "Give the source a title"),
        ("kind", "", "Choose another"),
        ("kind", "forged", "Choose another"),
        ("url", "javascript:alert(1)", "https://"),
        ("url", "https://user:secret@example.org", "password"),
        ("archive_url", "ftp://example.org", "https://"),
        ("published", "June", "2026-11-23"),
        ("accessed", "2026-13", "2026-11-23"),
        ("reliability", "G", "A to F"),
        ("note", "x" * 20_001, "20,000"),
        ("title", "a\x00b", "not text"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(
    ana_browser: Browser, desk: Desk, field: str, value: str, words: str
) -> None:
    before = events(desk)
    answer = ana_browser.post("/sources/new", NEW | {"author": "A. Person"} | {field: value})
    assert answer.status_code == 422 and words in answer.text and "A. Person" in answer.text
    assert f'id="{field}-error"' in answer.text
    assert events(desk) == before


def test_an_edit_reopens_what_rests_on_it_and_says_so_before(
    ana_browser: Browser, database: Database, ana: Actor, mira: Actor, source: Source
) -> None:
    claim = approved_claim(database, ana, mira, make_article(database, ana), source)
    form = ana_browser.get(f"/sources/{source.id}/edit").text
    assert "An edit reopens the approved claim that cites" in form
    answer = ana_browser.post(f"/sources/{source.id}/edit", NEW | {"rev": "1", "title": "Footage of the north gate"})
    assert answer.status_code == 303
    assert read_claim(database, claim).state is State.DRAFT
    assert "changed" in ana_browser.get(answer.location).text


def test_a_stale_edit_shows_both_versions_and_can_be_saved_then(
    ana_browser: Browser, desk: Desk, farid: Actor, source: Source
) -> None:
    with desk.database.write() as uow:
        sources.edit(uow, farid, source.id, 1, {"title": "Theirs", "reliability": "B"})
    before = events(desk)
    answer = ana_browser.post(f"/sources/{source.id}/edit", NEW | {"rev": "1", "title": "Mine"})
    assert answer.status_code == 409
    assert '<dd dir="auto">Theirs</dd>' in answer.text and '<dd dir="auto">Mine</dd>' in answer.text
    assert "B, Usually reliable" in answer.text and "C, Fairly reliable" in answer.text
    assert events(desk) == before and now(desk.database, source).title == "Theirs"
    rev = re.search(r'name="rev"[^>]*value="(\d+)"', answer.text)
    assert rev and rev[1] == "2"
    assert ana_browser.post(f"/sources/{source.id}/edit", NEW | {"rev": rev[1], "title": "Mine"}).status_code == 303
    assert now(desk.database, source).title == "Mine"


@every("rev", ["", "x", "-1", "9" * 40, "١"])
def test_a_forged_version_changes_nothing(ana_browser: Browser, desk: Desk, source: Source, rev: str) -> None:
    before = events(desk)
    answer = ana_browser.post(f"/sources/{source.id}/edit", NEW | {"rev": rev, "title": "Mine"})
    assert answer.status_code == 422 and "Mine" in answer.text
    assert events(desk) == before


def test_an_address_that_another_source_has_is_refused(
    ana_browser: Browser, desk: Desk, ana: Actor, source: Source
) -> None:
    other = make_source(desk.database, ana, "Another")
    answer = ana_browser.post(f"/sources/{other.id}/edit", NEW | {"rev": "1", "title": "Another"})
    assert answer.status_code == 409 and 'id="url-error"' in answer.text


def test_a_source_is_retired_and_taken_up_again(ana_browser: Browser, desk: Desk, source: Source) -> None:
    where = f"/sources/{source.id}"
    assert ana_browser.post(f"{where}/retire", {"rev": "1", "retired": "1"}).status_code == 303
    assert "Take it up again" in ana_browser.get(where).text and now(desk.database, source).retired
    stale = ana_browser.post(f"{where}/retire", {"rev": "1", "retired": "0"})
    assert stale.status_code == 303 and now(desk.database, source).retired
    assert "saved by somebody else" in ana_browser.get(where).text
    ana_browser.post(f"{where}/retire", {"rev": "2", "retired": "0"})
    assert not now(desk.database, source).retired


def test_where_it_is_cited_is_shown_with_stance_and_place(
    ana_browser: Browser, database: Database, ana: Actor, source: Source
) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    make_citation(database, ana, claim, source, "partly_supports", locator="00:59", excerpt="Three <b>people</b>")
    page = ana_browser.get(f"/sources/{source.id}").text
    assert "Partly supports" in page and "00:59" in page and "Three &lt;b&gt;people" in page
    assert "/articles/dawn-raid/claims/1" in page and "cited once in 1 article" in page


def test_the_list_is_searched_by_words_and_kind(ana_browser: Browser, database: Database, ana: Actor) -> None:
    make_source(database, ana, "Court ruling 12", "official_statement")
    make_source(database, ana, "Footage of the gate", "drone_footage")
    assert "Court ruling 12" not in ana_browser.get("/sources?q=FOOTAGE").text
    assert "Court ruling 12" in ana_browser.get("/sources?kind=official_statement").text
    assert "No source fits" in ana_browser.get("/sources?kind=forged&q=%25").text
    assert ana_browser.get("/sources?after=broken").status_code == 422


def test_an_empty_library_teaches(as_person: AsPerson) -> None:
    assert "No source yet" in as_person("guest").get("/sources").text


@pytest.mark.parametrize("key", ["guest", "ines"])
def test_those_who_may_only_read_change_nothing(as_person: AsPerson, desk: Desk, source: Source, key: str) -> None:
    browser = as_person(key)
    page = browser.get(f"/sources/{source.id}").text
    assert "Retire" not in page and "/edit" not in page
    before = events(desk)
    for where in ("/sources/new", f"/sources/{source.id}/edit", f"/sources/{source.id}/retire"):
        assert browser.post(where, NEW | {"rev": "1"}).status_code == 403
    assert events(desk) == before


def test_an_unknown_source_is_not_found(ana_browser: Browser) -> None:
    assert ana_browser.get("/sources/nothing").status_code == 404
    assert ana_browser.post("/sources/nothing/edit", NEW | {"rev": "1"}).status_code == 404
