"""Two people write into the same claim. The second one sees both versions, and neither loses a word."""

from __future__ import annotations

from typing import Any

from browsing import Complaints, DeskSite
from factories import make_claim, read_claim
from playwright.sync_api import expect
from rooms import panel, saved_as

from annotate.domain.people import Actor
from annotate.domain.things import Article

ADDRESS = "/articles/dawn-raid/claims/1"


def test_the_second_to_save_merges_both(
    newsroom: DeskSite, article: Article, people: dict[str, Actor], someone: Any, complaints: Complaints
) -> None:
    complaints.allow("status of 409")
    claim = make_claim(newsroom.database, people["ana"], article)
    ana, farid = someone("ana", ADDRESS), someone("farid", ADDRESS)
    for page, words in ((ana, "The hospital counted 41."), (farid, "The police say 36.")):
        page.locator("main[data-ready]").wait_for()
        panel(page).get_by_label("Rationale").fill(words)

    # Ana is first.
    ana.keyboard.press("Control+Enter")
    saved_as(ana, 2)

    # Farid is told, sees hers beside his, and still has his own words in the form.
    farid.keyboard.press("Control+Enter")
    expect(farid.get_by_role("heading", name="Somebody saved before you")).to_be_visible()
    expect(farid.locator("#versions")).to_contain_text("The hospital counted 41.")
    expect(farid.locator("#versions")).to_contain_text("The police say 36.")
    expect(panel(farid).get_by_label("Rationale")).to_have_value("The police say 36.")
    assert read_claim(newsroom.database, claim).rationale == "The hospital counted 41."

    # He puts the two together and saves that.
    panel(farid).get_by_label("Rationale").fill("The hospital counted 41. The police say 36.")
    farid.locator("#versions").get_by_role("button", name="Save mine as version 3").click()
    saved_as(farid, 3)
    assert read_claim(newsroom.database, claim).rationale == "The hospital counted 41. The police say 36."
