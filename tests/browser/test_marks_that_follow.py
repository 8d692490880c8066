"""A text with very many claims in a real browser: marks come by themselves, and nothing moves under the hand."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import Complaints, DeskSite
from factories import actor, make_article
from playwright.sync_api import Page, expect

from annotate.cli.bench.place import long_text, mark
from annotate.web import working

TEXT, CLAIMS = long_text(16_000), 60


@pytest.fixture
def path(desk_site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> str:
    ana = actor(desk_site.database, "ana")
    article = make_article(desk_site.database, ana, TEXT, "Long")
    mark(desk_site.database, ana, article.slug, TEXT, CLAIMS)
    monkeypatch.setattr(working, "AT_ONCE", 20)
    return f"/articles/{article.slug}"


def test_all_marks_come_and_the_text_stays_what_it_is(desk_site: DeskSite, page: Page, path: str) -> None:
    desk_site.open(page, path)
    expect(page.locator("#text > section[data-bare]")).to_have_count(0)
    expect(page.locator("#text mark[data-tick]")).to_have_count(CLAIMS)
    expect(page.locator("#rail a")).to_have_count(CLAIMS)
    assert page.evaluate("document.getElementById('text').textContent") == TEXT


def test_a_far_claim_opens_at_its_words_before_the_rest_has_come(
    desk_site: DeskSite, page: Page, path: str, complaints: Complaints
) -> None:
    complaints.allow("ERR_FAILED")
    page.route("**/sections?from=2&*", lambda route: route.abort())  # what comes of itself does not come
    desk_site.open(page, path)
    page.evaluate(
        """(url) => { const link = document.querySelector('#panel a[data-swap]').cloneNode();
            link.href = url; link.id = "far"; document.getElementById("panel").append(link); }""",
        f"{path}/claims/{CLAIMS}",
    )
    page.evaluate("document.getElementById('far').click()")
    page.wait_for_function(
        """() => { const top = document.querySelector("mark.is-active")?.getBoundingClientRect().top;
            return top > 100 && top < innerHeight; }"""
    )


def test_selected_words_stay_selected_when_their_section_gets_its_marks(
    desk_site: DeskSite, page: Page, path: str
) -> None:
    held: list[Any] = []
    page.route("**/sections?*", lambda route: held.append(route))
    desk_site.open(page, path)
    page.locator("#text > section[data-bare] p").first.click(click_count=3)
    chosen = page.evaluate("getSelection().toString()")
    assert len(chosen) > 100
    while held or page.locator("#text > section[data-bare]").count():
        if held:
            held.pop(0).continue_()
        page.wait_for_timeout(20)
    expect(page.locator("#text > section[data-bare]")).to_have_count(0)
    assert page.evaluate("getSelection().toString()") == chosen
    expect(page.locator("#words-bar")).to_be_visible()
