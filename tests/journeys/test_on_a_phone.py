"""At the width of a phone: one tap takes a sentence, the panel is a sheet, nothing sticks out at the side."""

from __future__ import annotations

from typing import Any

from browsing import DeskSite
from factories import TEXT
from playwright.sync_api import expect
from rooms import panel

from annotate.domain.things import Article
from annotate.store.queries import claims as claim_query

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_a_sentence_is_marked_with_two_taps(newsroom: DeskSite, article: Article, someone: Any) -> None:
    page = someone("ana", "/articles/dawn-raid", **PHONE)
    page.locator("main[data-ready]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Tap sentences").tap()
    page.locator("#text p", has_text="Fifteen officers").tap()
    page.get_by_role("button", name="Mark as claim").tap()
    expect(panel(page).locator("blockquote")).to_have_text("Fifteen officers were treated in hospital.")
    panel(page).get_by_label("Claim type").select_option(label="Quantity")
    panel(page).get_by_role("button", name="Mark").tap()
    expect(panel(page).get_by_role("heading", name="Claim 1")).to_be_visible()

    # The sheet leaves the marked words in view, and can be pulled up.
    sheet, words = panel(page).bounding_box(), page.locator("mark").first.bounding_box()
    assert sheet and words
    assert words["y"] + words["height"] <= sheet["y"]
    page.get_by_role("button", name="Make the panel taller or shorter").tap()
    expect(page.locator("#panel")).to_have_attribute("data-size", "high")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with newsroom.database.read() as session:
        (span,) = claim_query.claim_by_number(session, article.id, 1).spans
    assert TEXT[span.start : span.end] == "Fifteen officers were treated in hospital."
