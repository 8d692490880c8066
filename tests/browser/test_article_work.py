"""The working page in a real browser: mark by mouse and keyboard, choose, move, undo; nothing typed is lost."""

from __future__ import annotations

import pytest
from accessible import WIDE, Look, faults, put_on
from browsing import Complaints, DeskSite
from cases import every
from factories import QUOTE, TEXT, actor, make_article, make_claim, read_claim
from playwright.sync_api import Page, expect

from annotate.domain.things import Article, Claim
from annotate.services import claims as claim_service
from annotate.store.queries import claims as claim_query

NASTY = (
    "Headline with 😀 and 🇮🇷\n"
    "محمدرضا گفت که خانه‌های «بی‌سابقه» آسیب دیدند 👨‍👩‍👧 و رفت.\n"
    "A family 👨‍👩‍👧 said  two  spaces, café and cafe\u0301; 36\u00a0people were hurt.\n"
    "\n"
    "The last line says 100 again."
)


@pytest.fixture
def page(desk_site: DeskSite, same_page: Page) -> Page:
    return same_page


@pytest.fixture
def article(desk_site: DeskSite) -> Article:
    return make_article(desk_site.database, actor(desk_site.database, "ana"))


@pytest.fixture
def claim(desk_site: DeskSite, article: Article) -> Claim:
    return make_claim(desk_site.database, actor(desk_site.database, "ana"), article)


def select(page: Page, start: int, end: int, backward: bool = False) -> None:
    """Select code points as a person would have, then let the page see it."""
    page.evaluate(
        """async ([start, end, backward]) => {
            const base = document.querySelector('script[type=module]').src.replace(/app\\.js$/, '');
            const { select } = await import(base + 'offsets.js');
            select(document.getElementById('text'), { start, end, backward });
        }""",
        [start, end, backward],
    )
    expect(page.locator("#words-bar")).to_be_visible()


def all_claims(site: DeskSite, article: Article) -> list[Claim]:
    with site.database.read() as session:
        return list(claim_query.claims(session, article.id, claim_query.Filter()).items)


def mark(page: Page) -> None:
    """Take the selection as a claim of the first type offered."""
    page.locator("#words-bar button[name=type]").first.click()
    expect(page.locator("#toast-undo")).to_be_visible()


@pytest.mark.parametrize("text", [TEXT, NASTY])
def test_the_texts_content_is_the_frozen_text(desk_site: DeskSite, page: Page, text: str) -> None:
    ana = actor(desk_site.database, "ana")
    article = make_article(desk_site.database, ana, text, "Nasty", headings={0})
    for quote in ("said", "100"):
        make_claim(desk_site.database, ana, article, quote)
    desk_site.open(page, f"/articles/{article.slug}/claims/1")
    assert page.evaluate("document.getElementById('text').textContent") == text


@every("backward", [False, True])
@every("quote", ["خانه‌های «بی‌سابقه»", "family 👨‍👩‍👧 said", "🇮🇷\nمحمدرضا", "cafe\u0301; 36\u00a0people"])
def test_a_selection_is_the_slice_that_python_sees(desk_site: DeskSite, page: Page, quote: str, backward: bool) -> None:
    ana = actor(desk_site.database, "ana")
    article = make_article(desk_site.database, ana, NASTY, "Nasty")
    make_claim(desk_site.database, ana, article, "said  two  spaces")  # the words may lie across marks
    desk_site.open(page, "/articles/nasty")
    start = NASTY.index(quote)
    select(page, start, start + len(quote), backward)
    mark(page)
    made = all_claims(desk_site, article)[-1].spans[0]
    assert (made.start, made.end, made.exact) == (start, start + len(quote), quote)
    assert page.evaluate("document.getElementById('text').textContent") == NASTY


def test_words_are_marked_by_dragging_and_by_double_and_triple_click(
    desk_site: DeskSite, page: Page, article: Article
) -> None:
    desk_site.open(page, "/articles/dawn-raid")
    line = page.locator("#text p").nth(2)
    line.click(click_count=2, position={"x": 20, "y": 12})
    mark(page)
    expect(page.locator("#panel")).to_have_attribute("data-claim", "1")
    expect(page.locator("#words-bar")).to_be_hidden()
    line.click(click_count=3, position={"x": 20, "y": 12})
    page.wait_for_function("getSelection().toString().includes('in hospital')")
    page.wait_for_timeout(600)  # the bar follows a selection once it rests
    expect(page.locator("#words-bar")).to_be_visible()
    mark(page)
    expect(page.locator("#panel")).to_have_attribute("data-claim", "2")
    box = page.locator("#text p").nth(3).bounding_box()
    assert box
    page.mouse.move(box["x"] + 1, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 12, steps=4)
    page.mouse.up()
    expect(page.locator("#words-bar")).to_be_visible()
    mark(page)
    expect(page.locator("#panel")).to_have_attribute("data-claim", "3")
    quotes = [claim.quote for claim in all_claims(desk_site, article)]
    assert quotes[0] == "Fifteen"
    assert quotes[1] == "Fifteen officers were treated in hospital."
    assert TEXT.split("\n")[3].startswith(quotes[2])


def test_the_form_for_a_new_claim_opens_with_the_words(desk_site: DeskSite, page: Page, article: Article) -> None:
    desk_site.open(page, "/articles/dawn-raid")
    start = TEXT.index("Police spoke")
    select(page, start, start + len("Police spoke of 36"))
    page.keyboard.press("n")
    expect(page.locator("#mark-quote")).to_have_text("Police spoke of 36")
    expect(page.locator("#type")).to_be_focused()
    page.select_option("#type", "quantity")
    page.fill("#statement", "The police counted 36.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel h2")).to_have_text("Claim 1")
    (made,) = all_claims(desk_site, article)
    assert (made.quote, made.statement) == ("Police spoke of 36", "The police counted 36.")


def test_words_are_marked_with_the_keyboard_alone(desk_site: DeskSite, page: Page, article: Article) -> None:
    desk_site.open(page, "/articles/dawn-raid")
    page.locator("[data-caret-switch]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#caret-bar")).to_be_visible()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#mark-quote")).to_have_text("the camp")
    page.select_option("#type", "event_property")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel h2")).to_have_text("Claim 1")
    (made,) = all_claims(desk_site, article)
    assert made.spans[0].start == TEXT.index("the camp")


def test_stacked_claims_open_a_chooser_and_single_ones_their_panel(
    desk_site: DeskSite, page: Page, article: Article, claim: Claim
) -> None:
    ana = actor(desk_site.database, "ana")
    make_claim(desk_site.database, ana, article, "100 people")
    desk_site.open(page, "/articles/dawn-raid")
    page.locator("mark", has_text="100 people").click()
    expect(page.locator("#chooser .no")).to_have_text(["2", "1"])
    expect(page.locator("#chooser a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#chooser")).to_have_count(0)
    page.locator("mark", has_text="were injured").click()
    expect(page.locator("#panel h2")).to_have_text("Claim 1")
    page.keyboard.press("o")
    expect(page.locator("#chooser a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Claim 2")
    assert page.locator("mark.is-active").all_text_contents() == ["100 people"]


def test_keys_walk_through_the_claims(desk_site: DeskSite, page: Page, article: Article, claim: Claim) -> None:
    ana = actor(desk_site.database, "ana")
    make_claim(desk_site.database, ana, article, "Fifteen officers", status="true")
    make_claim(desk_site.database, ana, article, "Six men")
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    heading = page.locator("#panel h2")
    for key, number in (("j", 2), ("j", 3), ("k", 2), ("k", 1), ("J", 3), ("K", 1)):
        page.keyboard.press(key)
        expect(heading).to_have_text(f"Claim {number}")
    assert page.url.split("#")[0].endswith("/claims/1")


def test_a_status_key_saves_at_once_and_undo_takes_it_back(desk_site: DeskSite, page: Page, claim: Claim) -> None:
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.keyboard.press("4")
    expect(page.locator("#panel-head .status")).to_have_text("Disputed")
    expect(page.locator("mark.is-active")).to_have_attribute("data-s", "disputed")
    assert read_claim(desk_site.database, claim).status == "disputed"
    page.keyboard.press("Control+z")
    expect(page.locator("#panel-head .status")).to_have_text("Unchecked")
    assert read_claim(desk_site.database, claim).status == "unchecked"


def test_a_status_key_waits_where_something_else_is_unsaved(desk_site: DeskSite, page: Page, claim: Claim) -> None:
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.fill("#rationale", "Two counts.")
    page.locator("#panel-head h2").click()
    page.keyboard.press("4")
    expect(page.locator("#live")).to_contain_text("not saved yet")
    assert read_claim(desk_site.database, claim).rev == 1
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel-head .status")).to_have_text("Disputed")
    assert read_claim(desk_site.database, claim).rationale == "Two counts."


def test_steppers_move_the_ends_and_leave_what_is_typed(desk_site: DeskSite, page: Page, claim: Claim) -> None:
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.fill("#rationale", "Half a thought")
    page.get_by_role("button", name="End one word later").click()
    expect(page.locator("mark.is-active")).to_have_text(f"{QUOTE} on")
    expect(page.get_by_role("button", name="End one word later")).to_be_focused()
    assert page.input_value("#rationale") == "Half a thought"
    expect(page.locator("#panel-foot")).to_contain_text("version 2")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel-foot")).to_contain_text("version 3")
    assert read_claim(desk_site.database, claim).rationale == "Half a thought"


def test_a_stale_save_shows_both_and_can_be_saved_on_top(
    desk_site: DeskSite, page: Page, claim: Claim, complaints: Complaints
) -> None:
    complaints.allow("status of 409")
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    farid = actor(desk_site.database, "farid")
    with desk_site.database.write() as uow:
        claim_service.edit(uow, farid, claim.id, 1, {"rationale": "Farid’s reason"})
    page.fill("#rationale", "My reason")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#versions")).to_be_focused()
    expect(page.locator("#versions")).to_contain_text("Farid’s reason")
    assert page.input_value("#rationale") == "My reason"
    page.locator("#versions").get_by_role("button", name="Save mine as version 3").click()
    expect(page.locator("#versions")).to_have_count(0)
    expect(page.locator("#panel-foot")).to_contain_text("version 3")
    assert read_claim(desk_site.database, claim).rationale == "My reason"


def test_what_is_typed_survives_a_reload(desk_site: DeskSite, page: Page, claim: Claim) -> None:
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.fill("#rationale", "Not lost")
    page.reload()
    expect(page.locator("#rationale")).to_have_value("Not lost")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel-foot")).to_contain_text("version 2")


def test_a_source_is_cited_without_leaving_the_page(desk_site: DeskSite, page: Page, claim: Claim) -> None:
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.fill("#statement", "Typed before citing")
    page.locator("#panel-head h2").click()
    page.keyboard.press("e")
    expect(page.locator("#find")).to_be_focused()
    page.locator("#cite-source summary").click()
    page.fill("#title", "Hospital register")
    page.select_option("#kind", index=1)
    page.select_option("#stance", "supports")
    page.get_by_role("button", name="Cite", exact=True).click()
    expect(page.locator("#citations .citation__head")).to_contain_text("Hospital register")
    assert page.input_value("#statement") == "Typed before citing"


def test_on_a_phone_the_panel_is_a_sheet_that_leaves_the_words_in_view(
    desk_site: DeskSite, page: Page, claim: Claim
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    sheet, words = page.locator("#panel").bounding_box(), page.locator("mark.is-active").bounding_box()
    assert sheet and words
    assert words["y"] + words["height"] < sheet["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-grip]").click()
    expect(page.locator("#panel")).to_have_attribute("data-size", "high")


def test_a_filter_paints_its_words_in_the_text(desk_site: DeskSite, page: Page, claim: Claim) -> None:
    desk_site.open(page, "/articles/dawn-raid/claims/1")
    page.keyboard.press("/")
    expect(page.locator("#claims-q")).to_be_focused()
    page.keyboard.type("OFFICERS")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-body-claims-1")).to_contain_text("No claim fits")
    assert page.evaluate("[...(CSS.highlights.get('found') ?? [])].map(String)") == ["officers"]


#: Address, the key that is pressed there, and the look.
STATES: list[tuple[str, str, Look]] = [
    ("/articles/dawn-raid", "", (WIDE, "light")),
    ("/articles/dawn-raid/claims/1", "e", (WIDE, "light")),
    ("/articles/dawn-raid/claims/1", "", (WIDE, "dark")),
    ("/articles/dawn-raid/claims/1?tab=history", "", (WIDE, "light")),
    ("/articles/dawn-raid?tab=mark", "", (WIDE, "light")),
]


def test_axe_finds_nothing(desk_site: DeskSite, page: Page, claim: Claim) -> None:
    for path, keys, look in STATES:
        put_on(page, look)
        desk_site.open(page, path)
        if keys:
            page.keyboard.press(keys)
        assert faults(page) == [], (path, look)
