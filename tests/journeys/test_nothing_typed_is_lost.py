"""A reload, and a session that an admin ends in the middle of a sentence: the words are still there."""

from __future__ import annotations

from typing import Any

from browsing import Complaints, DeskSite
from factories import make_claim, read_claim
from playwright.sync_api import expect
from rooms import panel, saved_as

from annotate.domain.people import Actor
from annotate.domain.things import Article

WORDS = "The hospital counted 41 people, the council 100, the police 36."


def test_the_words_outlive_a_reload_and_the_end_of_the_session(
    newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any, complaints: Complaints
) -> None:
    complaints.allow("status of 401")
    claim = make_claim(newsroom.database, people["ana"], article)
    ana = someone("ana", "/articles/dawn-raid/claims/1")
    ana.locator("main[data-ready]").wait_for()
    panel(ana).get_by_label("Rationale").fill(WORDS)
    ana.reload()
    expect(panel(ana).get_by_label("Rationale")).to_have_value(WORDS)

    # An admin ends all her sessions while she writes on.
    ines = someone("ines", f"/admin/people/{people['ana'].id}")
    with ines.expect_response(lambda answer: answer.request.method == "POST"):
        ines.get_by_role("button", name="End all sessions").click()
    ana.locator("main[data-ready]").wait_for()
    panel(ana).get_by_label("Rationale").fill(f"{WORDS} All three were asked.")
    with ana.expect_response(lambda answer: answer.status == 401 and "/claims/" in answer.url):
        ana.keyboard.press("Control+Enter")

    # Nothing was saved, nothing is lost: the page leads to the sign-in and back, and she finds her words.
    assert read_claim(newsroom.database, claim).rationale == ""
    ana.get_by_role("button", name="Ana Kelmendi").click()
    expect(ana).to_have_url(f"{newsroom.url}/articles/dawn-raid/claims/1")
    ana.locator("main[data-ready]").wait_for()
    expect(panel(ana).get_by_label("Rationale")).to_have_value(f"{WORDS} All three were asked.")
    ana.keyboard.press("Control+Enter")
    saved_as(ana, 2)
    assert read_claim(newsroom.database, claim).rationale == f"{WORDS} All three were asked."
