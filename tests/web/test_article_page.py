"""The working page without a script: every face has an address, every deed is a form."""

from __future__ import annotations

import re

import pytest
from cases import every
from factories import TEXT, make_article, make_claim, submitted_claim
from prepared import prepared
from test_article_marks import Reader
from working_page import Person, words

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import drafts
from annotate.store.session import Database


@prepared
def claim(database: Database, ana: Actor) -> Claim:
    return make_claim(database, ana, make_article(database, ana))


@pytest.fixture
def person(desk: Desk, claim: Claim) -> Person:
    return Person(desk, "ana")


def text_of(html: str) -> str:
    return Reader(html[html.index('<article class="article"') : html.index("</article>")].split(">", 1)[1]).text


def test_the_article_on_the_page_is_the_frozen_text(person: Person) -> None:
    assert text_of(person.get("/articles/dawn-raid/claims/1").text) == TEXT


@every("tab", ["claim", "claims", "sources", "history"])
def test_every_face_of_the_panel_has_an_address(person: Person, tab: str) -> None:
    answer = person.get(f"/articles/dawn-raid/claims/1?tab={tab}")
    assert answer.status_code == 200
    assert f'data-tab="{tab}"' in answer.text


def test_the_page_asked_for_by_a_claims_number_leads_to_the_claim(person: Person) -> None:
    assert person.get("/articles/dawn-raid?claim=1").location.endswith("/articles/dawn-raid/claims/1")


@every("url", ["/articles/nothing", "/articles/dawn-raid/claims/99", "/articles/dawn-raid/claims/x"])
def test_what_is_not_there_is_not_found(person: Person, url: str) -> None:
    assert person.get(url).status_code == 404


@every("query", ["claim=x", "claim=-1", "claim=99999999999", "only=all", "after=zzz", "tab=claims&after=!"])
def test_a_damaged_address_is_refused_with_a_sentence(person: Person, query: str) -> None:
    assert person.get(f"/articles/dawn-raid?{query}").status_code == 422


def test_the_script_gets_the_panel_alone_and_it_is_kept_nowhere(person: Person) -> None:
    answer = person.get("/articles/dawn-raid/claims/1", fragment=True)
    assert answer.text.lstrip().startswith('<aside class="panel" id="panel"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X-Fragment" in answer.headers["Vary"]
    assert answer.headers["X-Announce"].startswith("Claim%201")


def test_a_filter_finds_claims_by_their_words(person: Person) -> None:
    assert "More than 100 people were injured" in words(person.get("/articles/dawn-raid?q=injured", fragment=True))
    assert "No claim fits" in words(person.get("/articles/dawn-raid?q=zebra", fragment=True))


def test_the_rail_comes_alone(person: Person) -> None:
    answer = person.get("/articles/dawn-raid/rail?active=1", fragment=True)
    assert 'aria-current="true"' in answer.text and answer.text.lstrip().startswith('<nav class="rail"')


def test_the_chooser_lists_stacked_claims_shortest_first(person: Person, ana: Actor) -> None:
    article = make_article(person.desk.database, ana)
    make_claim(person.desk.database, ana, article, "100 people")
    answer = person.get("/articles/dawn-raid/chooser?claims=1,2", fragment=True)
    assert re.findall(r'<span class="no">(\d)</span>', answer.text) == ["2", "1"]
    assert person.get("/articles/dawn-raid/chooser?claims=x").status_code == 422


def test_a_viewer_reads_everything_and_is_told_why_nothing_can_be_changed(desk: Desk, person: Person) -> None:
    guest = Person(desk, "guest")
    page = words(guest.get("/articles/dawn-raid/claims/1"))
    assert "This needs a checker or reviewer" in page
    assert 'id="claim-save"' not in guest.get("/articles/dawn-raid/claims/1").text


def test_a_submitted_claim_says_that_it_waits(database: Database, desk: Desk, ana: Actor) -> None:
    submitted_claim(database, ana, make_article(database, ana))
    page = Person(desk, "ana").get("/articles/dawn-raid/claims/1")
    assert "It waits for a reviewer." in words(page)
    assert "disabled" in page.text


def test_a_draft_kept_on_the_server_is_in_the_form(desk: Desk, person: Person, ana: Actor) -> None:
    claim_id = re.search(r'data-draft="claim:([^"]+)"', person.get("/articles/dawn-raid/claims/1").text)[1]  # type: ignore[index]
    with desk.database.write() as uow:
        drafts.keep(uow, ana, f"claim:{claim_id}", {"rationale": "Half a thought", "rev": "1"})
    page = person.get("/articles/dawn-raid/claims/1").text
    assert "Half a thought" in page and "data-draft-at=" in page
