"""Where no script runs, everything still goes: mark by quoting, edit, cite, hand in. Forms and pages are enough."""

from __future__ import annotations

from typing import Any

from browsing import Complaints, DeskSite
from factories import QUOTE
from playwright.sync_api import expect
from rooms import cite_new_source, find, panel, saved_as, waits

from annotate.domain.things import Article
from annotate.store.queries import claims as claim_query


def test_a_claim_from_quote_to_submission(
    newsroom: DeskSite, article: Article, someone: Any, complaints: Complaints
) -> None:
    complaints.allow("status of 422")  # a refused form
    page = someone("", "/demo", java_script_enabled=False)
    page.get_by_role("button", name="Ana Kelmendi").click()
    page.goto("/articles/dawn-raid")
    page.get_by_role("link", name="Mark a claim").first.click()

    # Words that do not stand in the text are refused, and the reason is said.
    panel(page).get_by_label("Words of the article").fill("More than 200 people were injured")
    panel(page).get_by_label("Claim type").select_option(label="Quantity")
    panel(page).get_by_role("button", name="Mark").click()
    expect(panel(page).get_by_text("These words are not in the text.").first).to_be_visible()

    panel(page).get_by_label("Words of the article").fill(QUOTE)
    panel(page).get_by_role("button", name="Mark").click()
    expect(panel(page).get_by_role("heading", name="Claim 1")).to_be_visible()
    expect(page.locator("#text mark")).to_have_text(QUOTE)

    find(page, "Disputed")
    panel(page).get_by_label("Rationale").fill("The council says 100, the police say 36.")
    panel(page).get_by_role("button", name="Save").first.click()
    saved_as(page, 2)
    cite_new_source(page, "Hospital register", "Hospital record", "supports")
    panel(page).get_by_role("button", name="Submit").click()
    waits(page)
    with newsroom.database.read() as session:
        claim = claim_query.claim_by_number(session, article.id, 1)
    assert (claim.quote, claim.state, claim.status) == (QUOTE, "submitted", "disputed")


def test_an_article_is_brought_in(someone: Any) -> None:
    page = someone("ana", "/articles/new", java_script_enabled=False)
    page.get_by_label("Title").fill("Ferry to be free")
    page.get_by_label("Text", exact=True).fill("Ferry to be free\n\nThe ferry is free on Sunday.")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Freeze the text").click()
    expect(page.locator("#text")).to_have_text("Ferry to be free\n\nThe ferry is free on Sunday.", use_inner_text=False)
