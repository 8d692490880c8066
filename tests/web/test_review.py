"""Review: the queue, what a reviewer sees, and decisions, of which exactly one counts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from cases import every
from factories import QUOTE, actor, make_article, make_claim, make_source, read_claim, submitted_claim
from prepared import prepared
from sqlalchemy import event
from web_browser import Browser, events
from werkzeug.test import TestResponse

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Article, Claim
from annotate.domain.vocabulary import State
from annotate.services import claims, comments, reviews, sources
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
HIDDEN = re.compile(r'name="(digest|rev|seen|csrf_token)"[^>]*? value="([^"]*)"')


@prepared
def article(database: Database, ana: Actor) -> Article:
    return make_article(database, ana)


@prepared
def claim(database: Database, ana: Actor, article: Article) -> Claim:
    return submitted_claim(database, ana, article)


@pytest.fixture
def mira_browser(as_person: AsPerson) -> Browser:
    return as_person("mira")


def url(claim: Claim) -> str:
    return f"/review/{claim.id}"


def shown(page: TestResponse) -> dict[str, str]:
    """The hidden fields of the page's form."""
    return dict(HIDDEN.findall(page.text))


def decide(browser: Browser, claim: Claim, decision: str, **fields: str) -> TestResponse:
    """Look at the page, then decide as its form would."""
    page = shown(browser.get(url(claim)))
    return browser.post(url(claim), {**page, "decision": decision, "comment": "", **fields})


# The queue


def test_the_queue_is_oldest_first_and_marks_own_work(
    database: Database, article: Article, claim: Claim, as_person: AsPerson, ana: Actor, jonas: Actor
) -> None:
    second = submitted_claim(database, jonas, article, quote="Fifteen officers")
    page = as_person("jonas").get("/review").text
    assert page.index(url(claim)) < page.index(url(second))
    assert page.count("You worked on it") == 1
    assert "Review<span" in page


def test_the_queue_says_why_a_checker_cannot_decide(as_person: AsPerson, claim: Claim) -> None:
    page = as_person("farid").get("/review").text
    assert "This needs a reviewer" in page and url(claim) in page


def test_an_empty_queue_teaches(mira_browser: Browser) -> None:
    assert "Nothing waits for a reviewer" in mira_browser.get("/review").text


# The page


def test_the_page_shows_text_rationale_both_sides_and_the_digest(mira_browser: Browser, claim: Claim) -> None:
    page = mira_browser.get(url(claim)).text
    assert f">{QUOTE}</mark>" in page and "is-active" in page and "Paragraph 2 of 4" in page
    assert claim.rationale in page
    assert "Nothing found that undermines it." in page and "Footage of the gate" in page
    digest = str(claim.digest)
    assert all(f"<span>{digest[i : i + 8]}</span>" in page for i in range(0, 64, 8))
    assert "First round" in page


def test_what_changed_since_the_return_is_shown_word_by_word(
    database: Database, claim: Claim, ana: Actor, mira_browser: Browser
) -> None:
    decide(mira_browser, claim, "return", comment="Say how they count.")
    now = read_claim(database, claim)
    with database.write() as uow:
        now = claims.edit(uow, ana, claim.id, now.rev, {"rationale": claim.rationale + " Neither says how it counts."})
        reviews.submit(uow, ana, claim.id, now.rev)
    page = mira_browser.get(url(claim)).text
    assert "What changed since you returned it" in page
    assert "<ins> Neither says how it counts.</ins>" in page
    assert "Say how they count." in page and "round 2" in page
    assert "Marks, Wording, Type" in page


def test_texts_are_drawn_as_texts(database: Database, ana: Actor, article: Article, mira_browser: Browser) -> None:
    claim = submitted_claim(
        database, ana, article, statement="<script>alert(1)</script>", rationale="<b>x</b>\n{{ 7*7 }}"
    )
    page = mira_browser.get(url(claim)).text
    assert "<script>alert" not in page and "&lt;b&gt;x" in page and "{{ 7*7 }}" in page


def test_a_claim_that_does_not_wait_can_be_read_but_not_decided(
    database: Database, ana: Actor, article: Article, mira_browser: Browser
) -> None:
    draft = make_claim(database, ana, article)
    page = mira_browser.get(url(draft)).text
    assert "There is nothing to decide now" in page and 'value="approve"' not in page


def test_there_is_no_page_for_an_unknown_claim(mira_browser: Browser) -> None:
    assert mira_browser.get("/review/nobody").status_code == 404
    mira_browser.get("/review")
    mira_browser.get("/articles/new")
    assert mira_browser.post("/review/nobody", {"decision": "approve"}).status_code == 404


# Decisions


def test_an_approval_leads_to_the_next_in_the_queue(
    database: Database, article: Article, claim: Claim, ana: Actor, mira_browser: Browser
) -> None:
    second = submitted_claim(database, ana, article, quote="Fifteen officers")
    answer = decide(mira_browser, claim, "approve", comment="Agreed.")
    assert answer.status_code == 303 and answer.location == url(second)
    assert "Claim 1 is approved." in mira_browser.get(answer.location).text
    assert read_claim(database, claim).state is State.APPROVED
    last = decide(mira_browser, second, "return", comment="Name the hospital.")
    assert last.location == "/review"
    assert "Nothing else waits for you" in mira_browser.get("/review").text


def test_a_return_needs_a_comment(desk: Desk, claim: Claim, mira_browser: Browser) -> None:
    before = events(desk)
    answer = decide(mira_browser, claim, "return", comment="   ")
    assert answer.status_code == 422 and "Say in a comment what is missing" in answer.text
    assert events(desk) == before


@every("digest", ["", "0" * 64, "x", "0" * 63 + "é"])
def test_a_forged_digest_approves_nothing_and_keeps_the_comment(
    desk: Desk, claim: Claim, mira_browser: Browser, digest: str
) -> None:
    before = events(desk)
    answer = decide(mira_browser, claim, "approve", digest=digest, comment="Looks right")
    assert answer.status_code == 409 and "Looks right" in answer.text
    assert events(desk) == before


def test_a_stale_digest_shows_what_changed_and_keeps_the_comment(
    desk: Desk, claim: Claim, ana: Actor, mira_browser: Browser
) -> None:
    page = shown(mira_browser.get(url(claim)))
    source = make_source(desk.database, ana)
    with desk.database.write() as uow:
        now = reviews.send_back(uow, actor(desk.database, "jonas"), claim.id, "Once more.")
        now = claims.edit(uow, ana, claim.id, now.rev, {"rationale": "Another reason altogether."})
        reviews.submit(uow, ana, claim.id, now.rev)
        sources.edit(uow, ana, source.id, 1, {"title": "Other footage"})
    before = events(desk)
    answer = mira_browser.post(url(claim), {**page, "decision": "approve", "comment": "I agree with this."})
    assert answer.status_code == 409
    assert "The claim changed while you looked at it" in answer.text and "I agree with this." in answer.text
    assert "<ins>Another reason altogether.</ins>" in answer.text
    assert events(desk) == before
    fresh = shown(answer)
    assert fresh["digest"] != page["digest"]
    assert mira_browser.post(url(claim), {**fresh, "decision": "approve", "comment": ""}).status_code == 303


def test_a_changed_source_makes_an_approval_stale(
    desk: Desk, article: Article, ana: Actor, farid: Actor, mira_browser: Browser
) -> None:
    source = make_source(desk.database, ana)
    claim = submitted_claim(desk.database, ana, article, source)
    page = shown(mira_browser.get(url(claim)))
    with desk.database.write() as uow:
        sources.edit(uow, farid, source.id, 1, {"note": "Re-uploaded by one side."})
    answer = mira_browser.post(url(claim), {**page, "decision": "approve"})
    assert answer.status_code == 409 and "was edited" in answer.text


def test_a_stale_return_is_refused(desk: Desk, claim: Claim, ana: Actor, mira_browser: Browser) -> None:
    page = shown(mira_browser.get(url(claim)))
    with desk.database.write() as uow:
        now = reviews.send_back(uow, actor(desk.database, "jonas"), claim.id, "Once more.")
        reviews.submit(uow, ana, claim.id, now.rev)
    answer = mira_browser.post(url(claim), {**page, "decision": "return", "comment": "Not enough."})
    assert answer.status_code == 409 and "Not enough." in answer.text


def test_a_second_approval_is_refused(desk: Desk, claim: Claim, mira_browser: Browser, as_person: AsPerson) -> None:
    jonas = as_person("jonas")
    page = shown(jonas.get(url(claim)))
    assert decide(mira_browser, claim, "approve").status_code == 303
    before = events(desk)
    answer = jonas.post(url(claim), {**page, "decision": "approve", "comment": "Mine"})
    assert answer.status_code == 409 and "approved already" in answer.text
    assert events(desk) == before


def test_own_work_cannot_be_approved_even_by_a_form_made_by_hand(
    desk: Desk, article: Article, jonas: Actor, as_person: AsPerson
) -> None:
    claim = submitted_claim(desk.database, jonas, article)
    browser = as_person("jonas")
    page = browser.get(url(claim))
    assert "disabled" in page.text and "Somebody else has to approve it" in page.text
    before = events(desk)
    answer = browser.post(url(claim), {**shown(page), "decision": "approve", "comment": "Fine by me"})
    assert answer.status_code == 403 and "Fine by me" in answer.text
    assert events(desk) == before


def test_a_blocking_comment_stops_the_approval(desk: Desk, claim: Claim, farid: Actor, mira_browser: Browser) -> None:
    with desk.database.write() as uow:
        comments.add(uow, farid, claim.id, "Which hospital?", blocking=True)
    assert "An open comment blocks it" in mira_browser.get(url(claim)).text
    assert decide(mira_browser, claim, "approve").status_code == 409


@every("key", ["ana", "farid", "ines", "guest"])
def test_others_see_the_page_and_decide_nothing(desk: Desk, claim: Claim, as_person: AsPerson, key: str) -> None:
    browser = as_person(key)
    page = browser.get(url(claim))
    assert page.status_code == 200 and 'value="approve"' not in page.text
    browser.get("/account")
    before = events(desk)
    assert browser.post(url(claim), {**shown(page), "decision": "approve"}).status_code == 403
    assert events(desk) == before


@every(
    "fields",
    [
        {"decision": ""},
        {"decision": "withdraw"},
        {"decision": "return", "rev": "x"},
        {"decision": "return", "rev": "9" * 40},
    ],
)
def test_forged_fields_decide_nothing(desk: Desk, claim: Claim, mira_browser: Browser, fields: dict[str, str]) -> None:
    before = events(desk)
    page = shown(mira_browser.get(url(claim)))
    answer = mira_browser.post(url(claim), {**page, "comment": "Kept", **fields})
    assert answer.status_code in (409, 422) and "Kept" in answer.text
    assert events(desk) == before


def test_a_forged_last_event_breaks_nothing(desk: Desk, claim: Claim, mira_browser: Browser) -> None:
    page = shown(mira_browser.get(url(claim)))
    answer = mira_browser.post(url(claim), {**page, "digest": "0" * 64, "seen": "x", "decision": "approve"})
    assert answer.status_code in (409, 422)


def test_the_queue_costs_the_same_however_long_it_is(
    desk: Desk, article: Article, ana: Actor, mira_browser: Browser
) -> None:
    quotes = ["More than 100", "people were", "injured on", "Tuesday, the", "residents said", "Fifteen officers"]
    submitted_claim(desk.database, ana, article, quote=quotes[0])
    mira_browser.get("/review")
    counted: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    mira_browser.get("/review")
    few = len(counted)
    for quote in quotes[1:]:
        submitted_claim(desk.database, ana, article, quote=quote)
    counted.clear()
    mira_browser.get("/review")
    assert len(counted) == few
