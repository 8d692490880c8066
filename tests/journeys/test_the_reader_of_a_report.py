"""A reader without an account opens a published report, one of its claims, and takes the files away."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

from browsing import DeskSite
from factories import QUOTE, approved_claim
from playwright.sync_api import Page, expect

from annotate.domain.people import Actor
from annotate.domain.report import Organisation
from annotate.domain.things import Article
from annotate.services import reports


def publish(newsroom: DeskSite, who: Actor, note: str = "") -> str:
    """The fingerprint of the next edition."""
    with newsroom.database.write() as uow:
        return reports.publish(uow, who, "dawn-raid", note, Organisation("Example Newsroom")).sha256


def download(page: Page, path: str) -> bytes:
    """The bytes behind an address; asked for twice, they are the same."""
    first, second = page.request.get(path), page.request.get(path)
    assert first.status == second.status == 200
    assert first.body() == second.body()
    return first.body()


def test_the_report_is_read_and_taken_away(
    newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any
) -> None:
    claim = approved_claim(newsroom.database, people["ana"], people["mira"], article)
    sha256 = publish(newsroom, people["mira"])

    # The address without a number is that of the newest edition; nobody asks for a sign-in.
    page = someone("", "/reports/dawn-raid/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(article.title)
    expect(page.get_by_role("heading", name=QUOTE)).to_be_visible()
    expect(page.get_by_text("Disputed: conflicting accounts").first).to_be_visible()
    expect(page.get_by_text("Footage of the gate").first).to_be_visible()

    # One claim has a page of its own, with the same verdict for machines.
    page.get_by_role("link", name="Claim 1").first.click()
    expect(page.get_by_role("heading", name=QUOTE).first).to_be_visible()
    review = json.loads(page.locator("script[type='application/ld+json']").text_content() or "")
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", QUOTE)

    # The files say the same, and the canonical one has the fingerprint that was published.
    frozen = download(page, "/reports/dawn-raid/1.json")
    assert hashlib.sha256(frozen).hexdigest() == sha256
    assert json.loads(frozen)["claims"][0]["digest"] == claim.digest
    (row,) = csv.DictReader(io.StringIO(download(page, "/reports/dawn-raid/1.csv").decode("utf-8-sig"), newline=""))
    assert row["claim"] == QUOTE
    assert json.loads(download(page, "/reports/dawn-raid/1.claimreview.jsonld"))[0]["claimReviewed"] == QUOTE
    assert QUOTE in download(page, "/reports/dawn-raid/1.html").decode()


def test_an_old_edition_stays_and_says_that_it_is_old(
    newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any
) -> None:
    approved_claim(newsroom.database, people["ana"], people["mira"], article)
    publish(newsroom, people["mira"])
    before = download(someone(), "/reports/dawn-raid/1.json")
    approved_claim(newsroom.database, people["ana"], people["mira"], article, quote="Six men were charged")
    publish(newsroom, people["mira"], "A second claim was checked.")

    page = someone("", "/reports/dawn-raid/1/")
    expect(page.get_by_role("heading", name="There is a newer edition")).to_be_visible()
    assert download(page, "/reports/dawn-raid/1.json") == before
    page.get_by_role("link", name="Read the newest edition").click()
    expect(page).to_have_url(f"{newsroom.url}/reports/dawn-raid/")
    expect(page.get_by_text("A second claim was checked.").first).to_be_visible()


def test_a_stranger_sees_reports_and_nothing_of_the_work(
    newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any
) -> None:
    approved_claim(newsroom.database, people["ana"], people["mira"], article)
    page = someone("", "/articles/dawn-raid")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/reports/")
    expect(page.get_by_text(article.title)).to_have_count(0)
