"""While a citation is being filled in, the page warns of circular sourcing, and never stands in the way."""

from __future__ import annotations

import pytest
from browsing import Complaints, DeskSite
from factories import actor, make_article, make_citation, make_claim, make_party, make_source
from playwright.sync_api import Page, expect

from annotate.domain.things import Claim

NEW = "/articles/dawn-raid/claims/1/citations/new"


@pytest.fixture
def claim(desk_site: DeskSite) -> Claim:
    """A claim that the police’s footage undermines; the library has the minister’s conference, too."""
    database, ana = desk_site.database, actor(desk_site.database, "ana")
    make_party(database, ana, "State Police", "Government")
    claim = make_claim(database, ana, make_article(database, ana))
    make_citation(database, ana, claim, make_source(database, ana, "Drone footage", origin="State Police"), "refutes")
    make_source(database, ana, "Joint conference", url="https://example.org/joint", origin="Government")
    make_source(database, ana, "Hospital list", origin="Hospital")
    return claim


def test_choosing_a_source_of_the_same_camp_warns_and_another_takes_the_warning_back(
    desk_site: DeskSite, page: Page, claim: Claim
) -> None:
    desk_site.open(page, NEW)
    form = page.locator("#cite-form")
    form.get_by_label("Find a source in the library").fill("Joint conference")
    warning = form.get_by_text("“Joint conference” and “Drone footage” both come from Government.")
    expect(warning).to_be_visible()
    expect(form.get_by_label("Find a source in the library")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Adds no independent origin")
    form.get_by_label("What it does for the claim").select_option("supports")
    expect(warning).to_have_count(0)
    form.get_by_label("What it does for the claim").select_option("refutes")
    expect(warning).to_be_visible()
    form.get_by_label("Find a source in the library").fill("Hospital list")
    expect(warning).to_have_count(0)


def test_an_address_that_is_known_and_a_grade_that_promises_too_much_warn_and_do_not_block(
    desk_site: DeskSite, page: Page, claim: Claim
) -> None:
    desk_site.open(page, NEW)
    form = page.locator("#cite-form")
    form.get_by_text("Or add a new source").click()
    form.get_by_label("Web address").fill("https://www.example.org/joint/")
    expect(form.get_by_text("both come from Government.")).to_be_visible()
    form.get_by_label("Title", exact=True).fill("The conference again")
    form.get_by_label("Kind", exact=True).select_option("press_conference")
    form.get_by_label("What it does for the claim").select_option("refutes")
    grade = form.get_by_role("group", name="Credibility of this item")
    grade.get_by_role("radio", name="1, Confirmed by other independent sources").check()
    expect(form.get_by_text("no two origins stand on its side yet")).to_be_visible()
    expect(grade.get_by_text("Sources of other camps say so, too")).to_be_visible()
    form.get_by_role("button", name="Cite", exact=True).click()
    expect(page.locator("#citations .citation__head").filter(has_text="Joint conference")).to_be_visible()
    expect(page.locator("#grounds summary")).to_have_text("2 citations, 1 independent origin")


def test_without_a_line_the_form_goes_on_as_if_nobody_had_asked(
    desk_site: DeskSite, page: Page, claim: Claim, complaints: Complaints
) -> None:
    complaints.allow("Failed to load resource")
    desk_site.open(page, NEW)
    page.route("**/citations/hint*", lambda route: route.abort())
    form = page.locator("#cite-form")
    with page.expect_request("**/citations/hint*"):
        form.get_by_label("Find a source in the library").fill("Joint conference")
    form.get_by_label("What it does for the claim").select_option("refutes")
    form.get_by_role("button", name="Cite", exact=True).click()
    expect(page.locator("#citations .citation__head").filter(has_text="Joint conference")).to_be_visible()
