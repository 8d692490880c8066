"""Setting claims against each other and reading sentence by sentence, in a real browser with its scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browsing import DeskSite
from factories import actor, make_article, make_claim, make_party, make_relation
from playwright.sync_api import Page, expect

POLICE = "Police spoke of 36"
OFFICERS = "Fifteen officers were treated in hospital."


@pytest.fixture
def page(desk_site: DeskSite, same_page: Page) -> Page:
    return same_page


def two_claims(site: DeskSite) -> tuple[Any, Any]:
    ana = actor(site.database, "ana")
    article, party = make_article(site.database, ana), make_party(site.database, ana, "Police")
    one = make_claim(site.database, ana, article)
    return one, make_claim(site.database, ana, article, POLICE, claimant_id=party.id)


def test_a_claim_is_set_against_another_and_that_is_undone(desk_site: DeskSite, page: Page) -> None:
    two_claims(desk_site)
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.get_by_label("Claim as checked").fill("Typed and not saved")
    page.get_by_role("link", name="Set against another claim").click()
    expect(page.get_by_label("The other claim")).to_be_focused()
    page.get_by_label("The other claim").fill(f"2 · {POLICE}")
    page.get_by_label("How this claim stands to it").select_option("contradiction")
    part = page.locator("#relations")
    part.get_by_label("Topic").fill("Injured")
    part.get_by_label("What would settle it").fill("Hospital admissions")
    part.get_by_role("button", name="Record").click()
    expect(part).to_contain_text("Contradicts claim 2: Injured")
    expect(page.locator("#article-tabs")).to_contain_text("Conflicts1")
    expect(page.get_by_label("Claim as checked")).to_have_value("Typed and not saved")
    page.locator("#toast-undo").get_by_role("button", name="Undo").click()
    expect(part).to_contain_text("No other claim of the article is set against this one")


def test_a_refusal_keeps_what_was_typed_and_moves_the_focus_to_it(
    desk_site: DeskSite, page: Page, complaints: Any
) -> None:
    complaints.allow("status of 422")
    two_claims(desk_site)
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.get_by_role("link", name="Set against another claim").click()
    page.get_by_label("The other claim").fill("36 people")
    page.locator("#relations").get_by_label("Topic").fill("Injured")
    page.get_by_role("button", name="Record").click()
    expect(page.locator("#relate-errors")).to_be_focused()
    expect(page.locator("#relate-errors")).to_contain_text("Name the claim by its number")
    expect(page.locator("#relations").get_by_label("Topic")).to_have_value("Injured")


def test_the_conflicts_are_reached_from_the_claim_and_lead_back_to_it(desk_site: DeskSite, page: Page) -> None:
    one, other = two_claims(desk_site)
    made = make_relation(desk_site.database, actor(desk_site.database, "ana"), one, other, topic="Injured")
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.get_by_role("link", name="All conflicts").click()
    expect(page.get_by_role("heading", name="Conflicting accounts")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Injured")
    expect(row.get_by_role("cell").nth(1)).to_contain_text("Police spoke of 36")
    page.get_by_role("link", name="Pairs").click()
    expect(page.locator(f"#pair-{made.id}")).to_be_visible()
    page.get_by_role("link", name=re.compile(POLICE)).click()
    expect(page).to_have_url(re.compile("/claims/2#c2$"))


def test_on_a_phone_each_topic_is_a_card_that_says_whose_words_are_whose(desk_site: DeskSite, page: Page) -> None:
    one, other = two_claims(desk_site)
    make_relation(desk_site.database, actor(desk_site.database, "ana"), one, other, topic="Injured")
    page.set_viewport_size({"width": 390, "height": 844})
    desk_site.open(page, "/articles/dawn-raid/conflicts")
    cells = page.locator(".matrix tbody td")
    places = [box["y"] for box in (cells.nth(n).bounding_box() for n in range(4)) if box]
    assert places == sorted(places) and len(set(places)) == 4
    label = "(cell) => getComputedStyle(cell, '::before').content"
    said = [cells.nth(n).evaluate(label) for n in range(4)]
    assert said == ['"Nobody named"', '"Police"', '"Others"', '"What would settle it"']
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_sentences_are_read_one_after_the_other_by_keyboard(desk_site: DeskSite, page: Page) -> None:
    two_claims(desk_site)
    desk_site.open(page, "/articles/dawn-raid/coverage")
    buttons = page.locator("#coverage ol.unread button")
    expect(buttons).to_have_count(3)
    buttons.first.focus()
    page.keyboard.press("Enter")
    expect(buttons).to_have_count(2)
    expect(buttons.first).to_be_focused()
    expect(page.locator("#coverage")).to_contain_text("60% of 5 sentences read")
    page.locator("#toast-undo").get_by_role("button", name="Undo").click()
    expect(page.locator("#coverage")).to_contain_text("40% of 5 sentences read")


def test_a_sentence_is_marked_from_the_list_of_unread_ones(desk_site: DeskSite, page: Page) -> None:
    two_claims(desk_site)
    desk_site.open(page, "/articles/dawn-raid")
    page.get_by_role("link", name="3 sentences unread").click()
    page.get_by_role("link", name=re.compile(f"Mark a claim ?: {OFFICERS}")).click()
    expect(page.get_by_label("Words of the article")).to_have_value(OFFICERS)
    page.get_by_label("Claim type").select_option("quantity")
    page.locator("#mark-save").click()
    expect(page.locator("mark.seg", has_text=OFFICERS)).to_be_visible()
