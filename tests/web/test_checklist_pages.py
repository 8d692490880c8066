"""The checklist on a source's page, with and without scripts, and its questions on the page of vocabularies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from factories import make_answer, make_source
from web_browser import Browser, events
from working_page import words

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Source
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def source(database: Database, ana: Actor) -> Source:
    return make_source(database, ana)


def said(question: str, **fields: str) -> dict[str, str]:
    return {f"{question}-{name}": value for name, value in {"rev": "", **fields}.items()}


def test_a_question_is_answered_on_the_page(as_person: AsPerson, source: Source) -> None:
    browser, where = as_person("ana"), f"/sources/{source.id}"
    assert "0 of 6 answered" in browser.get(where).text
    fields = said("provenance", answer="A re-upload", method="Three image searches", confidence="high")
    done = browser.post(f"{where}/checklist/provenance", fields)
    assert done.status_code == 303 and done.location == f"{where}#q-provenance"
    page = words(browser.get(where))
    assert "1 of 6 answered" in page and "A re-upload Three image searches · confidence high · Ana Kelmendi" in page
    again = browser.post(f"{where}/checklist/provenance", fields | {"provenance-rev": "1"}, headers=FRAGMENT)
    assert again.status_code == 200 and again.text.lstrip().startswith('<section id="checklist"')


def test_a_refused_answer_stays_in_its_form(as_person: AsPerson, desk: Desk, source: Source) -> None:
    browser, where = as_person("ana"), f"/sources/{source.id}/checklist/provenance"
    before = events(desk)
    for headers in ({}, FRAGMENT):
        answer = browser.post(where, said("provenance", answer="", method="By eye"), headers=headers)
        assert answer.status_code == 422 and 'value="By eye"' in answer.text
        assert 'id="provenance-answer-error"' in answer.text and "<details open>" in answer.text
    assert (
        browser.post(where.replace("provenance", "authenticity"), said("authenticity", answer="x")).status_code == 404
    )
    assert browser.post(where, said("provenance", answer="x", rev="x")).status_code == 422
    assert events(desk) == before


def test_a_stale_answer_sees_both(as_person: AsPerson, database: Database, farid: Actor, source: Source) -> None:
    make_answer(database, farid, source, answer="Theirs")
    browser = as_person("ana")
    answer = browser.post(f"/sources/{source.id}/checklist/provenance", said("provenance", answer="Mine"))
    assert (
        answer.status_code == 409 and "Theirs" in answer.text and ">Mine</textarea>" in answer.text.replace("\r\n", "")
    )
    assert 'name="provenance-rev" type="hidden" value="1"' in answer.text


def test_what_was_typed_and_not_sent_comes_back(as_person: AsPerson, source: Source) -> None:
    browser = as_person("ana")
    browser.get(f"/sources/{source.id}")
    key = f"answer:{source.id}:maker"
    kept = browser.post(
        "/drafts", {"form": key, "data": '{"maker-answer": "Half a thought", "maker-confidence": "low"}'}
    )
    assert kept.status_code == 204
    page = browser.get(f"/sources/{source.id}").text
    assert "Half a thought" in page and "data-draft-at=" in page
    browser.post(f"/sources/{source.id}/checklist/maker", said("maker", answer="A whole one"))
    assert "Half a thought" not in browser.get(f"/sources/{source.id}").text


def test_readers_see_answers_and_no_form(as_person: AsPerson, database: Database, ana: Actor, source: Source) -> None:
    make_answer(database, ana, source)
    browser = as_person("guest")
    page = browser.get(f"/sources/{source.id}").text
    assert "A re-upload" in page and "answer-provenance" not in page
    assert browser.post(f"/sources/{source.id}/checklist/maker", said("maker", answer="x")).status_code == 403


def test_an_admin_adds_a_question_for_some_kinds_of_source(as_person: AsPerson, source: Source) -> None:
    admin = as_person("ines")
    assert 'value="drone_footage"' in admin.get("/admin/terms/checklist/new").text
    made = {
        "code": "weather",
        "label": "Weather",
        "definition": "Does it fit?",
        "applies_to": ["drone_footage", "ugc_video"],
    }
    assert admin.post("/admin/terms/checklist/new", made).status_code == 303
    assert "Asked of drone footage" in words(admin.get("/admin/terms"))
    assert "0 of 7 answered" in admin.get(f"/sources/{source.id}").text
    form = admin.get("/admin/terms/checklist/weather").text
    assert form.count("checked") == 2
    changed = {"rev": "1", "label": "Weather", "definition": "", "applies_to": []}
    assert admin.post("/admin/terms/checklist/weather", changed).status_code == 303
    assert "every kind of source" in words(admin.get("/admin/terms"))
    wrong = admin.post("/admin/terms/checklist/weather", changed | {"rev": "2", "applies_to": ["nonsense"]})
    assert wrong.status_code == 422 and "no kind of source" in wrong.text
    admin.post("/admin/terms/checklist/weather/switch", {"rev": "2", "active": "0"})
    assert "0 of 6 answered" in admin.get(f"/sources/{source.id}").text
