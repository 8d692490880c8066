"""A checker comes to the desk, marks a claim, says what was found, cites the footage, and hands the claim on."""

from __future__ import annotations

from typing import Any

from browsing import DeskSite
from factories import QUOTE, TEXT
from playwright.sync_api import expect
from rooms import cite_new_source, drag, find, panel, saved_as, text_of, waits

from annotate.domain.things import Article
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query


def test_from_the_front_door_to_a_submitted_claim(newsroom: DeskSite, article: Article, someone: Any) -> None:
    # Ana opens the demonstration and comes in by one click.
    page = someone("", "/demo")
    page.get_by_role("button", name="Ana Kelmendi").click()
    expect(page).to_have_url(f"{newsroom.url}/")

    # She opens the article, which stands there letter by letter.
    page.get_by_role("link", name="Articles").first.click()
    page.get_by_role("link", name=article.title).first.click()
    page.locator("main[data-ready]").wait_for()
    assert text_of(page) == TEXT

    # She drags the mouse over a sentence and marks it.
    start = TEXT.index(QUOTE)
    drag(page, start, start + len(QUOTE))
    page.get_by_role("button", name="Mark as claim").click()
    expect(panel(page).get_by_role("heading", name="New claim")).to_be_visible()
    expect(panel(page).locator("blockquote")).to_have_text(QUOTE)
    panel(page).get_by_label("Claim type").select_option(label="Quantity")
    panel(page).get_by_label("Who says so").fill("Residents’ council")
    panel(page).get_by_role("button", name="Mark").click()
    expect(panel(page).get_by_role("heading", name="Claim 1")).to_be_visible()

    # She says what was found, and why.
    find(page, "Disputed")
    panel(page).get_by_label("Rationale").fill("The council says 100, the police say 36, and no list of names is out.")
    panel(page).get_by_role("button", name="Save", exact=False).first.click()
    saved_as(page, 2)

    # She cites the drone footage that the police put out, with the second that matters.
    cite_new_source(page, "Police drone footage", "Drone footage", "context", Publisher="Police", Where_in_it="02:14")

    # She hands it on. From now on it waits for a reviewer, and is closed for her.
    panel(page).get_by_role("button", name="Submit").click()
    waits(page)

    with newsroom.database.read() as session:
        claim = claim_query.claim_by_number(session, article.id, 1)
        (cited,) = citation_query.citations(session, [claim.id])
    assert (claim.spans[0].start, claim.quote, claim.state) == (start, QUOTE, "submitted")
    assert (claim.claimant_name, claim.status) == ("Residents’ council", "disputed")
    assert (cited.source.kind, cited.locator, cited.stance) == ("drone_footage", "02:14", "context")
