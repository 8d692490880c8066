"""A file that takes long, in a real browser: its page tells, finds out by itself that it is there, and takes it."""

from __future__ import annotations

import threading

import pytest
from accessible import NARROW, WIDE, faults_in
from browsing import DeskSite
from factories import actor, approved_claim, make_article
from playwright.sync_api import Page, expect

from annotate.domain.report_parts import Organisation
from annotate.services import reports
from annotate.services.making import Making

LONG = 60.0


@pytest.fixture
def held(desk_site: DeskSite) -> threading.Event:
    """An edition is out, and another file is being made until the event is set."""
    database = desk_site.database
    ana, mira = actor(database, "ana"), actor(database, "mira")
    approved_claim(database, ana, mira, make_article(database, ana))
    with database.write() as uow:
        reports.publish(uow, mira, "dawn-raid", "", Organisation("Newsroom"))
    making, go = Making(), threading.Event()
    making.ask("another", lambda say: go.wait(LONG))
    desk_site.app.extensions["annotate.making"] = making
    return go


def test_the_page_waits_can_be_left_and_takes_the_file_by_itself(
    desk_site: DeskSite, page: Page, held: threading.Event
) -> None:
    desk_site.sign_in(page.context, "ana")
    page.goto(f"{desk_site.url}/articles/dawn-raid/report")
    page.get_by_role("link", name="PDF", exact=True).click()
    expect(page.get_by_role("heading", name="PDF of edition 1")).to_be_visible()
    expect(page.get_by_role("progressbar", name="PDF is being made")).to_be_visible()
    waiting = page.url
    assert faults_in(page, ((WIDE, "light"), (NARROW, "dark"))) == []
    page.get_by_role("link", name="Back to the report").click()
    page.goto(waiting)
    with page.expect_download(timeout=LONG * 1000) as taken:
        held.set()
    assert taken.value.suggested_filename == "dawn-raid-edition-1.pdf"
    expect(page.locator("#making")).to_contain_text("PDF is ready.")
    expect(page.locator("#live")).to_have_text("PDF is ready.")
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    assert page.url == waiting


def test_a_working_copy_is_waited_for_and_taken_by_the_form_that_records_it(
    desk_site: DeskSite, page: Page, held: threading.Event
) -> None:
    desk_site.sign_in(page.context, "ana")
    page.goto(f"{desk_site.url}/articles/dawn-raid/report")
    page.get_by_role("button", name="PDF", exact=True).click()
    expect(page.get_by_role("heading", name="PDF of the working copy")).to_be_visible()
    assert faults_in(page, ((WIDE, "dark"), (NARROW, "light"))) == []
    with page.expect_download(timeout=LONG * 1000) as taken:
        held.set()
    assert taken.value.suggested_filename == "dawn-raid-working-copy.pdf"
    expect(page.get_by_role("button", name="Download")).to_be_visible()
    assert faults_in(page, ((WIDE, "light"), (NARROW, "dark"))) == []
