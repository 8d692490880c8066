"""A reviewer sends a claim back with a question; its author answers, hands it in again, and it is approved."""

from __future__ import annotations

from typing import Any

from browsing import DeskSite
from factories import QUOTE, read_claim, submitted_claim
from playwright.sync_api import expect
from rooms import panel, waits

from annotate.domain.people import Actor
from annotate.domain.things import Article


def test_there_and_back(newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any) -> None:
    claim = submitted_claim(newsroom.database, people["ana"], article)

    # Mira misses something, and says what. Without saying it she cannot return the claim.
    mira = someone("mira", f"/review/{claim.id}")
    mira.get_by_role("textbox", name="Comment").fill("The police named 36. Cite where they did.")
    mira.get_by_role("button", name="Return").click()
    expect(mira.get_by_text("Claim 1 is returned.")).to_be_visible()

    # Ana finds it on her desk, with the question on top of it.
    ana = someone("ana")
    ana.get_by_role("link", name=QUOTE).first.click()
    ana.locator("main[data-ready]").wait_for()
    expect(panel(ana).get_by_text("The police named 36. Cite where they did.")).to_be_visible()

    # She answers it in the rationale and hands it in once more.
    panel(ana).get_by_label("Rationale").fill("The council says 100; the police said 36 at their press conference.")
    panel(ana).get_by_role("button", name="Submit").click()
    waits(ana)

    # Mira sees what changed, word for word, and approves it.
    mira.goto(f"/review/{claim.id}")
    expect(mira.locator(".diff ins").first).to_be_visible()
    expect(mira.get_by_text("round 2")).to_be_visible()
    mira.get_by_role("button", name="Approve").click()
    expect(mira.get_by_text("Claim 1 is approved.")).to_be_visible()
    assert read_claim(newsroom.database, claim).state == "approved"
