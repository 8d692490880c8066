"""Reviewers take what waits, read it, and approve exactly what they saw; never their own work."""

from __future__ import annotations

from typing import Any

from browsing import Complaints, DeskSite
from factories import QUOTE, read_claim, submitted_claim
from playwright.sync_api import expect

from annotate.domain.people import Actor
from annotate.domain.things import Article
from annotate.services import claims, reviews


def test_a_claim_is_read_and_approved(
    newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any
) -> None:
    claim = submitted_claim(newsroom.database, people["ana"], article)

    # Mira sees on her desk that something waits, and opens the queue.
    page = someone("mira", "/review")
    page.get_by_role("link", name=QUOTE).click()

    # All that the verdict rests on is on one page: the words, the reason, both sides, the fingerprint.
    expect(page.get_by_role("heading", level=1)).to_have_text(QUOTE)
    expect(page.get_by_text("The council says 100, the police say 36.")).to_be_visible()
    expect(page.get_by_role("region", name="Supports")).to_contain_text("Footage of the gate")
    expect(page.get_by_role("region", name="Undermines")).to_contain_text("Nothing found that undermines it.")
    shown = "".join(page.locator(".digest .mono").inner_text().split())
    assert shown == claim.digest

    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Claim 1 is approved.")).to_be_visible()
    now = read_claim(newsroom.database, claim)
    assert (now.state, now.digest) == ("approved", claim.digest)


def test_nobody_approves_what_they_worked_on(
    newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any
) -> None:
    claim = submitted_claim(newsroom.database, people["mira"], article)
    page = someone("mira", "/review")
    expect(page.get_by_text("You worked on it")).to_be_visible()
    page.get_by_role("link", name=QUOTE).click()
    approve = page.get_by_role("button", name="Approve")
    expect(approve).to_be_disabled()
    expect(page.locator("#why-not")).not_to_be_empty()
    assert read_claim(newsroom.database, claim).state == "submitted"


def test_what_changed_while_the_page_was_open_is_shown_and_not_approved(
    newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any, complaints: Complaints
) -> None:
    complaints.allow("status of 409")
    claim = submitted_claim(newsroom.database, people["ana"], article)
    page = someone("mira", f"/review/{claim.id}")
    page.get_by_role("textbox", name="Comment").fill("Well argued.")

    # Meanwhile Jonas sends it back, and Ana changes the reason and hands it in anew.
    with newsroom.database.write() as uow:
        returned = reviews.send_back(uow, people["jonas"], claim.id, "Which Tuesday?")
        edited = claims.edit(uow, people["ana"], claim.id, returned.rev, {"rationale": "On 20 June they differ."})
        reviews.submit(uow, people["ana"], claim.id, edited.rev)

    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The claim changed while you looked at it")).to_be_visible()
    expect(page.locator(".diff")).to_contain_text("On 20 June they differ.")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Well argued.")
    assert read_claim(newsroom.database, claim).state == "submitted"
