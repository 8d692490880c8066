"""No mouse: choose the words with arrows, mark, say what was found by one key, write the reason, save, undo."""

from __future__ import annotations

from typing import Any

from browsing import DeskSite
from factories import TEXT
from playwright.sync_api import expect
from rooms import panel, saved_as

from annotate.domain.things import Article
from annotate.store.queries import claims as claim_query


def test_a_claim_without_a_mouse(newsroom: DeskSite, article: Article, someone: Any) -> None:
    page = someone("ana", "/articles/dawn-raid")
    page.locator("main[data-ready]").wait_for()
    page.get_by_role("button", name="Select with keyboard").focus()
    page.keyboard.press("Enter")

    # Down to the headline, on to the first sentence, and mark it.
    for key in ("ArrowDown", "ArrowDown", "n"):
        page.keyboard.press(key)
    expect(panel(page).get_by_label("Claim type")).to_be_focused()
    page.keyboard.type("Quantity")
    page.keyboard.press("Control+Enter")
    expect(panel(page).get_by_role("heading", name="Claim 1")).to_be_visible()

    # One key says what was found, and it is saved at once.
    page.keyboard.press("4")
    saved_as(page, 2)
    expect(page.locator("#text mark").first).to_have_attribute("data-s", "disputed")

    # The reason, and Ctrl+Enter.
    panel(page).get_by_label("Rationale").focus()
    page.keyboard.type("Two counts.")
    page.keyboard.press("Control+Enter")
    saved_as(page, 3)
    with newsroom.database.read() as session:
        claim = claim_query.claim_by_number(session, article.id, 1)
    assert (claim.type, claim.status, claim.rationale) == ("quantity", "disputed", "Two counts.")
    assert TEXT[claim.spans[0].start : claim.spans[0].end] == claim.quote
    assert claim.quote.startswith("More than 100 people")
