"""Searches and questions in the panel of a claim: with the page's script, and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from factories import actor, make_article, make_claim, make_lookup, make_party, make_reply, submitted_claim
from prepared import prepared
from working_page import Person, words

from annotate.desk import Desk
from annotate.domain.things import Claim
from annotate.services import lookups, replies
from annotate.store.queries import basis

PAGE = "/articles/dawn-raid/claims/1"
SEARCH = {"lookup-place": "Court register", "lookup-query": "raid", "lookup-looked": "2026-11-20", "lookup-found": ""}
ASKED = {
    "reply-party": "State Police", "reply-channel": "Mail to the press office", "reply-asked": "2026-11-20",
    "reply-deadline": "", "reply-question": "How many were hurt?", "reply-outcome": "waiting", "reply-answered": "",
    "reply-answer": "",
}  # fmt: skip
BOTH = pytest.mark.parametrize(("noun", "fields"), [("lookups", SEARCH), ("replies", ASKED)])


@prepared
def claim(desk: Desk) -> Claim:
    ana = actor(desk.database, "ana")
    party = make_party(desk.database, ana, "Residents")
    return make_claim(desk.database, ana, make_article(desk.database, ana), claimant_id=party.id)


@pytest.fixture
def ana(desk: Desk, claim: Claim) -> Person:
    return Person(desk, "ana")


def day(desk: Desk, days: int) -> str:
    return (desk.database.clock() + timedelta(days=days)).date().isoformat()


def test_a_search_is_recorded_corrected_and_taken_back_without_a_script(ana: Person, claim: Claim, desk: Desk) -> None:
    assert 'id="lookup-form"' in ana.get(f"{PAGE}/lookups/new").text
    assert ana.post(f"{PAGE}/lookups", **SEARCH).status_code == 303
    assert "Court register for raid Found nothing · 20 Nov 2026" in words(ana.get(PAGE))
    with desk.database.read() as session:
        there = basis.lookups(session, [claim.id])[0]
    form = ana.get(f"{PAGE}/lookups/{there.id}").text
    assert 'id="lookup-edit"' in form and 'value="Court register"' in form
    edited = {**SEARCH, "lookup-found": "One entry", "lookup-rev": "1"}
    assert ana.post(f"{PAGE}/lookups/{there.id}", **edited).status_code == 303
    assert "One entry Found something" in words(ana.get(PAGE))
    assert ana.post(f"{PAGE}/lookups/{there.id}/withdraw", rev="2").status_code == 303
    assert "No search is recorded." in ana.get(PAGE).text


def test_a_question_is_asked_of_who_makes_the_claim_and_answered(ana: Person, claim: Claim, desk: Desk) -> None:
    assert 'value="Residents"' in ana.get(f"{PAGE}/replies/new", True).text
    made = ana.post(f"{PAGE}/replies", True, **ASKED, **{"reply-rev": ""})
    assert made.status_code == 200 and 'id="replies"' in made.text and 'id="toast-undo"' in made.text
    with desk.database.read() as session:
        there = basis.replies(session, [claim.id])[0]
    came = {"reply-outcome": "answered", "reply-answer": "36 of them", "reply-answered": "2026-11-21", "reply-rev": "1"}
    done = words(ana.post(f"{PAGE}/replies/{there.id}", True, **ASKED | came))
    assert "Answer: 36 of them Answered, 21 Nov 2026" in done and "Mail to the press office" in done
    undone = ana.post(f"{PAGE}/undo", True, rev=str(claim.rev))
    assert undone.status_code == 200 and "Waiting" in words(undone)


def test_the_time_that_is_left_is_said_and_when_it_is_over(ana: Person, claim: Claim, desk: Desk) -> None:
    who = actor(desk.database, "ana")
    for days in (2, 0, -3):
        make_reply(desk.database, who, claim, asked=day(desk, -5), deadline=day(desk, days))
    page = words(ana.get(PAGE))
    assert "2 days left" in page and "today is the last day" in page and "3 days overdue" in page
    assert "3, 1 overdue" in page


@BOTH
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    ana: Person, noun: str, fields: dict[str, str]
) -> None:
    first = "lookup-place" if noun == "lookups" else "reply-channel"
    second = "lookup-looked" if noun == "lookups" else "reply-deadline"
    before = ana.events()
    for fragment in (True, False):
        ana.get(f"{PAGE}/{noun}/new")
        answer = ana.post(f"{PAGE}/{noun}", fragment, **fields | {first: "", second: "soon"})
        assert answer.status_code == 422 and 'value="soon"' in answer.text and f'id="{second}-error"' in answer.text
    assert ana.events() == before


@BOTH
def test_a_stale_correction_sees_both(ana: Person, claim: Claim, desk: Desk, noun: str, fields: dict[str, str]) -> None:
    who, mark = actor(desk.database, "farid"), "lookup" if noun == "lookups" else "reply"
    if noun == "lookups":
        there = make_lookup(desk.database, who, claim)
        with desk.database.write() as uow:
            lookups.edit(uow, who, there.id, 1, {"query": "Theirs"})
    else:
        reply = make_reply(desk.database, who, claim)
        with desk.database.write() as uow:
            there = replies.edit(uow, who, reply.id, 1, {"channel": "Theirs"})
    before = ana.events()
    answer = ana.post(f"{PAGE}/{noun}/{there.id}", True, **fields | {f"{mark}-rev": "1"})
    assert answer.status_code == 409 and '<dd dir="auto">Theirs</dd>' in answer.text and ana.events() == before
    assert f'name="{mark}-rev" type="hidden" value="2"' in answer.text


@BOTH
def test_a_closed_claim_and_a_reader_get_no_form(
    ana: Person, claim: Claim, desk: Desk, noun: str, fields: dict[str, str]
) -> None:
    who, guest = actor(desk.database, "ana"), Person(desk, "guest")
    assert f"{noun[:-1]}-add" not in guest.get(PAGE).text
    guest.get("/account")
    assert guest.post(f"{PAGE}/{noun}", True, **fields).status_code == 403
    with desk.database.read():
        article = make_article(desk.database, who)
    waiting = submitted_claim(desk.database, who, article, quote="Six men")
    where = f"/articles/dawn-raid/claims/{waiting.number}"
    before = ana.events()
    refused = ana.post(f"{where}/{noun}", True, **fields)
    assert refused.status_code == 409 and "waits for a reviewer" in words(refused) and ana.events() == before
    assert ana.get(f"{where}/{noun}/nothing").status_code == 404
    assert ana.post(f"{where}/{noun}/nothing/withdraw", rev="1").status_code == 404


def test_an_old_search_log_stays_to_be_changed_and_a_new_one_has_no_field(
    ana: Person, claim: Claim, desk: Desk
) -> None:
    assert 'name="search_log"' not in ana.get(PAGE).text
    who = actor(desk.database, "ana")
    make_claim(desk.database, who, make_article(desk.database, who), "Six men", search_log="Asked both hospitals.")
    assert "Asked both hospitals.</textarea>" in ana.get("/articles/dawn-raid/claims/2").text.replace("\r\n", "")


def test_unproven_says_that_a_search_is_missing(ana: Person, claim: Claim, desk: Desk) -> None:
    ana.get(PAGE)
    fields = {"status": "unproven", "rationale": "No record.", "then": "submit", "rev": "1", "type": "quantity"}
    refused = ana.post(PAGE, True, **fields)
    assert refused.status_code == 422 and "record where you looked" in words(refused)
    make_lookup(desk.database, actor(desk.database, "ana"), claim)
    assert "Claim 1 is submitted" in ana.post(PAGE, True, **fields).headers["X-Announce"].replace("%20", " ")
