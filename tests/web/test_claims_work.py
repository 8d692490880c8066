"""What is done to claims on the working page, and what is refused without leaving a trace."""

from __future__ import annotations

import json
import re

import pytest
from cases import every
from factories import QUOTE, TEXT, make_article, make_citation, make_claim, make_source, read_claim, ready_claim
from prepared import prepared
from working_page import SHA, Person, place, words

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.session import Database

URL = "/articles/dawn-raid/claims"


@prepared
def claim(database: Database, ana: Actor) -> Claim:
    return make_claim(database, ana, make_article(database, ana))


@pytest.fixture
def person(desk: Desk, claim: Claim) -> Person:
    return Person(desk, "ana")


def now(person: Person, claim: Claim) -> Claim:
    return read_claim(person.desk.database, claim)


def numbered(person: Person, claim: Claim, number: int) -> Claim:
    with person.desk.database.read() as session:
        return claim_query.claim_by_number(session, claim.article_id, number)


# Marking


def test_a_pasted_quote_becomes_a_claim(person: Person, claim: Claim) -> None:
    answer = person.post(URL, quote=" Six men were charged\r\n", type="event_property", claimant="The court")
    assert (answer.status_code, answer.location) == (303, f"{URL}/2#c2")
    made = numbered(person, claim, 2)
    assert (made.quote, made.claimant_name) == ("Six men were charged", "The court")


def test_several_quotes_make_one_claim_of_several_parts(person: Person, claim: Claim) -> None:
    person.post(URL, quote="Six men", quote_2="Fifteen officers", type="quantity")
    assert numbered(person, claim, 2).quote == "Fifteen officers … Six men"


def test_an_ambiguous_quote_offers_its_places_with_context(person: Person, claim: Claim) -> None:
    answer = person.post(URL, quote="were", type="quantity")
    assert answer.status_code == 422
    assert answer.text.count('name="nth_quote"') == TEXT.count("were")
    assert person.post(URL, quote="were", nth_quote="3", type="quantity").status_code == 303
    assert numbered(person, claim, 2).spans[0].start == [m.start() for m in re.finditer("were", TEXT)][2]


def test_the_answer_to_a_mark_is_its_section_the_panel_and_the_counts(person: Person) -> None:
    answer = person.mark(*place("Fifteen officers"))
    assert answer.status_code == 200
    ids = re.findall(r'^\s*<\w+ [^>]*?id="([\w-]+)"', answer.text, re.MULTILINE)
    assert ids[0] == "s0" and {"panel", "work-counts", "toast-undo"} <= set(ids)


START, END = place(QUOTE)
AFTER_EMOJI = place("Police spoke")


@every(
    "span",
    [
        {"start": END, "end": START},
        {"start": START, "end": START, "exact": ""},
        {"start": -1},
        {"end": len(TEXT) + 1},
        {"start": len(TEXT), "end": len(TEXT) + 4, "exact": "more"},
        {"start": TEXT.index("\n"), "end": TEXT.index("\n") + 1, "exact": "\n"},
        {"start": 1.5},
        {"start": "0"},
        {"start": True},
        {"start": None},
        {"exact": 7},
        {"start": 2**70},
    ],
)
def test_damaged_offsets_are_refused(person: Person, span: dict[str, object]) -> None:
    before = person.events()
    assert person.mark(START, END, span=span).status_code == 422
    assert person.events() == before


@every(
    ("span", "more"),
    [
        ({"exact": "Less than 100 people were injured"}, {}),
        ({"start": AFTER_EMOJI[0] + 1, "end": AFTER_EMOJI[1] + 1, "exact": "Police spoke"}, {}),
        ({}, {"revision_sha256": "0" * 64}),
        ({}, {"revision_sha256": ""}),
    ],
)
def test_words_that_are_not_there_are_stale(person: Person, span: dict[str, object], more: dict[str, str]) -> None:
    before = person.events()
    answer = person.mark(START, END, span=span, **more)
    assert answer.status_code == 409
    assert "data-errors" in answer.text
    assert person.events() == before


@every("spans", ["", "[]", "{}", "[1]", "null", "[[]]", "{", "[" * 500, "x" * 500_000])
def test_spans_that_are_no_spans_are_refused(person: Person, spans: str) -> None:
    before = person.events()
    answer = person.post(URL, spans=spans, type="quantity", revision_sha256=SHA)
    assert answer.status_code == 422
    assert person.events() == before


@every("fields", [{"type": ""}, {"type": "nonsense"}, {"quote": ""}, {"quote": "not in the text"},
                                    {"nth_quote": "9"}, {"claimant": "x" * 301},
                                    {"own_voice": "y", "claimant": "MEK"}])  # fmt: skip
def test_a_mark_that_lacks_something_changes_nothing_and_keeps_what_was_typed(
    person: Person, fields: dict[str, str]
) -> None:
    before = person.events()
    answer = person.post(URL, **{"quote": QUOTE, "type": "quantity", "statement": "Typed words", **fields})
    assert answer.status_code == 422
    assert "Typed words" in answer.text and "data-errors" in answer.text
    assert person.events() == before


# Saving


def test_saving_changes_the_claim_and_offers_to_undo(person: Person, claim: Claim) -> None:
    answer = person.post(f"{URL}/1", fragment=True, rev="1", status="disputed", statement="At least 100.")
    assert answer.status_code == 200 and 'id="toast-undo"' in answer.text
    assert (now(person, claim).status, now(person, claim).rev) == ("disputed", 2)
    assert person.post(f"{URL}/1/undo", rev="2").status_code == 303
    assert (now(person, claim).status, now(person, claim).statement) == ("unchecked", "")


def test_fields_that_were_not_sent_stay_as_they_are(person: Person, claim: Claim) -> None:
    person.post(f"{URL}/1", rev="1", statement="First", rationale="Because")
    person.post(f"{URL}/1", rev="2", status="true")
    assert (now(person, claim).statement, now(person, claim).rationale) == ("First", "Because")


def test_line_ends_of_a_form_are_line_feeds(person: Person, claim: Claim) -> None:
    person.post(f"{URL}/1", rev="1", rationale="one\r\ntwo\rthree")
    assert now(person, claim).rationale == "one\ntwo\nthree"


def test_a_stale_save_shows_both_versions_and_keeps_the_input(person: Person, claim: Claim) -> None:
    person.post(f"{URL}/1", rev="1", statement="Theirs")
    before = person.events()
    answer = person.post(f"{URL}/1", rev="1", statement="Mine")
    assert answer.status_code == 409
    assert 'id="versions"' in answer.text and "Theirs" in answer.text and "Mine" in answer.text
    assert person.events() == before
    rev = re.search(r'name="rev" value="(\d+)" form="card-1"', answer.text)
    assert rev and rev[1] == "2"
    assert person.post(f"{URL}/1", rev=rev[1], statement="Mine").status_code == 303
    assert now(person, claim).statement == "Mine"


def test_dropping_ones_version_leaves_the_other(person: Person, claim: Claim) -> None:
    person.post(f"{URL}/1", rev="1", statement="Theirs")
    assert person.post(f"{URL}/1", rev="1", statement="Mine", then="drop").status_code == 303
    assert now(person, claim).statement == "Theirs"


@every("fields", [{"rev": ""}, {"rev": "x"}, {"rev": "-1"}, {"rev": "9" * 30}, {"status": "nonsense"},
                                    {"status": "half_true"}, {"type": "nonsense"}, {"attribution": "x"},
                                    {"confidence": "x"}, {"worthiness": "x"}, {"assignee_id": "nobody"},
                                    {"statement": "x" * 2001}])  # fmt: skip
def test_unknown_terms_and_forged_fields_change_nothing(person: Person, fields: dict[str, str]) -> None:
    before = person.events()
    answer = person.post(f"{URL}/1", **{"rev": "1", "statement": "Other", **fields})
    assert answer.status_code == 422
    assert person.events() == before


def test_a_form_cannot_set_what_it_does_not_show(person: Person, claim: Claim) -> None:
    person.post(f"{URL}/1", rev="1", statement="New", state="approved", author_id="x", digest="0" * 64, number="9")
    found = now(person, claim)
    assert (found.state.value, found.author_id, found.number) == ("draft", claim.author_id, 1)


def test_without_the_forms_token_nothing_is_done(person: Person) -> None:
    before = person.events()
    assert person.client.post(f"{URL}/1", data={"rev": "1", "statement": "x"}).status_code == 400
    assert person.events() == before


@every("path", ["", "/1", "/1/spans", "/1/submit", "/1/undo", "/1/citations", "/1/comments"])
def test_a_viewer_may_do_none_of_it(desk: Desk, claim: Claim, path: str) -> None:
    guest = Person(desk, "guest")
    before = guest.events()
    guest.get("/account")
    answer = guest.post(f"{URL}{path}", rev="1", quote=QUOTE, type="quantity", body="x", statement="x")
    assert answer.status_code in (400, 403)
    assert guest.events() == before


# Submitting


def test_submitting_names_everything_that_is_missing_and_saves_nothing(person: Person, claim: Claim) -> None:
    before = person.events()
    answer = person.post(f"{URL}/1", rev="1", statement="Other", then="submit")
    assert answer.status_code == 422
    page = words(answer)
    assert "Say what was found" in page and "Write the rationale" in page and "Cite at least one source" in page
    assert person.events() == before and now(person, claim).statement == ""


def test_a_complete_claim_is_saved_and_submitted_in_one_go(desk: Desk, database: Database, ana: Actor) -> None:
    made = ready_claim(database, ana, make_article(database, ana))
    person = Person(desk, "ana")
    person.post(f"{URL}/1", rev=str(made.rev), statement="At least 100.", then="submit")
    assert (now(person, made).state.value, now(person, made).statement) == ("submitted", "At least 100.")
    before = person.events()
    assert person.post(f"{URL}/1", rev=str(now(person, made).rev), statement="No").status_code == 409
    assert person.events() == before


# Moving


def test_steps_move_an_end_by_one_word(person: Person, claim: Claim) -> None:
    for step, quote in (
        ("0-end-later", f"{QUOTE} on"),
        ("0-end-earlier", QUOTE),
        ("0-start-later", "than 100 people were injured"),
        ("0-start-earlier", QUOTE),
    ):
        rev = str(now(person, claim).rev)
        assert person.post(f"{URL}/1/spans", rev=rev, revision_sha256=SHA, step=step).status_code == 303
        assert now(person, claim).quote == quote


def test_words_can_be_added_to_a_claim_and_left_out_again(person: Person, claim: Claim) -> None:
    start, end = place("Six men")
    spans = json.dumps([{"start": start, "end": end, "exact": "Six men"}])
    person.post(f"{URL}/1/spans", rev="1", revision_sha256=SHA, spans=spans, mode="add")
    assert now(person, claim).quote == f"{QUOTE} … Six men"
    person.post(f"{URL}/1/spans", rev="2", revision_sha256=SHA, drop="0")
    assert now(person, claim).quote == "Six men"


@every("fields", [{"step": "9-end-later"}, {"step": "x"}, {"drop": "0"}, {"drop": "7"},
                                    {"spans": "x"},
                                    {"rev": "7", "step": "0-end-later"},
                                    {"revision_sha256": "0" * 64, "step": "0-end-later"}])  # fmt: skip
def test_a_move_that_makes_no_sense_changes_nothing(person: Person, fields: dict[str, str]) -> None:
    before = person.events()
    answer = person.post(f"{URL}/1/spans", **{"rev": "1", "revision_sha256": SHA, **fields})
    assert answer.status_code in (409, 422)
    assert person.events() == before


# Withdrawing


def test_withdrawing_needs_a_reason_and_can_be_taken_back(person: Person, claim: Claim) -> None:
    before = person.events()
    assert person.post(f"{URL}/1/withdraw", rev="1", reason="  ").status_code == 422
    assert person.events() == before
    assert person.post(f"{URL}/1/withdraw", rev="1", reason="Marked twice").status_code == 303
    assert now(person, claim).state.value == "withdrawn"
    assert "mark class" not in person.get("/articles/dawn-raid").text
    assert person.post(f"{URL}/1/restore", rev="2").status_code == 303
    assert now(person, claim).state.value == "draft"


def test_only_the_author_or_a_reviewer_withdraws(desk: Desk, claim: Claim) -> None:
    farid = Person(desk, "farid")
    assert "Only the claim’s author or a reviewer" in words(farid.get(f"{URL}/1"))
    assert farid.post(f"{URL}/1/withdraw", rev="1", reason="x").status_code == 403


# Citing and commenting


def test_a_new_source_is_cited_and_its_address_finds_it_again(person: Person, claim: Claim) -> None:
    new = {"kind": "drone_footage", "title": "Footage", "url": "https://example.org/clip", "stance": "supports"}
    assert person.post(f"{URL}/1/citations", **new, credibility="2", locator="04:12").status_code == 303
    assert person.post(f"{URL}/1/citations", **{**new, "title": "Other name", "stance": "context"}).status_code == 303
    with person.desk.database.read() as session:
        first, second = citation_query.citations(session, [claim.id])
    assert first.source == second.source
    assert (first.credibility, first.locator, second.stance.value) == (2, "04:12", "context")


def test_a_source_of_the_library_is_found_by_its_title(person: Person, claim: Claim, ana: Actor) -> None:
    source = make_source(person.desk.database, ana)
    assert person.post(f"{URL}/1/citations", find="footage GATE", stance="refutes").status_code == 303
    with person.desk.database.read() as session:
        assert citation_query.citations(session, [claim.id])[0].source.id == source.id


@every("fields", [{"stance": ""}, {"stance": "x"}, {"kind": "x"}, {"title": ""}, {"credibility": "7"},
                                    {"credibility": "x"}, {"reliability": "Z"}, {"url": "javascript:alert(1)"},
                                    {"url": "https://user:pw@example.org/"}, {"published": "2026-13-01"},
                                    {"find": "zebra"}, {"excerpt": "x" * 20_001}])  # fmt: skip
def test_a_citation_that_lacks_something_changes_nothing(person: Person, fields: dict[str, str]) -> None:
    before = person.events()
    good = {"kind": "drone_footage", "title": "Footage", "stance": "supports", "url": ""}
    answer = person.post(f"{URL}/1/citations", **{**good, **fields})
    assert answer.status_code == 422
    assert 'id="cite-errors"' in answer.text
    assert person.events() == before


def test_a_citation_is_corrected_and_taken_back(person: Person, claim: Claim, ana: Actor) -> None:
    made = make_citation(person.desk.database, ana, claim)
    url = f"{URL}/1/citations/{made.id}"
    assert 'id="cite-edit"' in person.get(url).text
    assert person.post(url, rev="1", stance="refutes", excerpt="None").status_code == 303
    assert person.post(url, rev="1", stance="context").status_code == 409
    assert person.post(f"{url}/withdraw", rev="2").status_code == 303
    with person.desk.database.read() as session:
        assert citation_query.citations(session, [claim.id]) == []


def test_a_citation_of_another_claim_is_not_found_here(person: Person, claim: Claim, ana: Actor) -> None:
    other = make_claim(person.desk.database, ana, make_article(person.desk.database, ana), "Six men")
    made = make_citation(person.desk.database, ana, other)
    assert person.post(f"{URL}/1/citations/{made.id}", rev="1", stance="refutes").status_code == 404


def test_comments_are_added_and_resolved(person: Person, claim: Claim) -> None:
    before = person.events()
    assert person.post(f"{URL}/1/comments", body="  ").status_code == 422
    assert person.events() == before
    assert person.post(f"{URL}/1/comments", body="Who counted?", blocking="y").status_code == 303
    page = person.get(f"{URL}/1")
    assert "Who counted?" in page.text and "blocks approval" in words(page)
    resolve = re.search(r'action="([^"]+/comments/[^"]+/resolve)"', page.text)
    assert resolve and person.post(resolve[1], rev="1").status_code == 303
    assert "resolved" in words(person.get(f"{URL}/1"))


def test_the_history_is_told_in_sentences(person: Person, claim: Claim) -> None:
    person.post(f"{URL}/1", rev="1", status="disputed")
    page = words(person.get(f"{URL}/1?tab=history"))
    assert "Ana Kelmendi changed the status of claim 1" in page
    assert "Unchecked Disputed" in page
