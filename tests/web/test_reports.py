"""Reports: publishing, the pages that everybody can read, and files that are the same for ever."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable

import pytest
from cases import every
from factories import approved_claim, make_article, make_claim
from jsonschema import Draft202012Validator
from prepared import prepared
from sqlalchemy import select
from web_browser import Browser, events

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Article
from annotate.exports.schema import NAME as SCHEMA
from annotate.services import articles, checkpoints
from annotate.store.models import ReportRow
from annotate.store.session import Database
from annotate.verify import check, read_key
from annotate.web.headers import CSP

AsPerson = Callable[[str], Browser]
DESK = "/articles/dawn-raid/report"
PUBLIC = "/reports/dawn-raid"


@prepared
def article(database: Database, ana: Actor, mira: Actor) -> Article:
    article = make_article(database, ana)
    approved_claim(database, ana, mira, article)
    make_claim(database, ana, article, "Fifteen officers", statement="A draft that is nobody’s business")
    return article


@pytest.fixture
def mira_browser(as_person: AsPerson, article: Article) -> Browser:
    browser = as_person("mira")
    browser.get(DESK)
    return browser


def publish(browser: Browser, note: str = "") -> int:
    return browser.post(f"{DESK}/publish", {"note": note}).status_code


@pytest.fixture
def edition(mira_browser: Browser) -> None:
    """The first edition is out."""
    assert publish(mira_browser) == 303


# Publishing


def test_the_page_says_what_will_be_in_and_what_is_left_out(mira_browser: Browser) -> None:
    page = mira_browser.get(DESK).text
    assert "What edition 1 would hold" in page and "1 approved claim" in page
    assert "1 that is being worked on" in page and "Nothing is published yet" in page


def test_publishing_leads_back_and_lists_the_edition_with_its_fingerprint(mira_browser: Browser, desk: Desk) -> None:
    assert publish(mira_browser) == 303
    with desk.database.read() as session:
        [row] = session.scalars(select(ReportRow))
    page = mira_browser.get(DESK).text
    assert row.sha256 in page and f"{PUBLIC}/1.csv" in page and "Edition 1 is published" in page


def test_a_second_edition_needs_a_note_and_what_was_refused_changes_nothing(mira_browser: Browser, desk: Desk) -> None:
    publish(mira_browser)
    before = events(desk)
    answer = mira_browser.post(f"{DESK}/publish", {"note": "  "})
    assert answer.status_code == 409 and "Say in the public note" in answer.text and 'id="note-error"' in answer.text
    assert events(desk) == before
    assert publish(mira_browser, "Corrected the count.") == 303


def test_without_an_approved_claim_nothing_is_published(
    as_person: AsPerson, desk: Desk, database: Database, ana: Actor
) -> None:
    make_article(database, ana)
    browser = as_person("mira")
    assert "No claim is approved yet" in browser.get(DESK).text
    before = events(desk)
    assert publish(browser) == 409
    assert events(desk) == before


@every("key", ["ana", "ines", "guest"])
def test_others_see_the_page_and_cannot_publish(as_person: AsPerson, desk: Desk, article: Article, key: str) -> None:
    browser = as_person(key)
    assert "This needs a reviewer" in browser.get(DESK).text
    before = events(desk)
    assert publish(browser) == 403
    assert events(desk) == before


# In public


def test_an_unpublished_article_is_not_to_be_found_in_public(anybody: Browser, article: Article) -> None:
    for where in (f"{PUBLIC}/", f"{PUBLIC}/1/", f"{PUBLIC}/1.json", f"{PUBLIC}/claims/1/", "/reports/nothing/"):
        answer = anybody.get(where)
        assert answer.status_code == 404 and "nobody’s business" not in answer.text
    assert "No report is published yet" in anybody.get("/reports/").text


def test_everybody_reads_the_newest_edition_and_its_claims(anybody: Browser, mira_browser: Browser) -> None:
    publish(mira_browser)
    assert "Dawn raid" in anybody.get("/reports/").text
    page = anybody.get(f"{PUBLIC}/")
    assert page.status_code == 200 and "edition 1" in page.text and "nobody’s business" not in page.text
    assert page.headers["Content-Security-Policy"] == CSP and page.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in page.headers and "no-cache" in page.headers["Cache-Control"]
    assert 'href="../../verify/"' in page.text and anybody.get("/verify/").status_code == 200
    claim = anybody.get(f"{PUBLIC}/claims/1/").text
    assert "ClaimReview" in claim and f"http://localhost{PUBLIC}/claims/1/#review" in claim
    before = anybody.get(f"{PUBLIC}/1/claims/1")
    assert before.status_code == 301 and before.location == f"{PUBLIC}/claims/1/"


def test_the_json_is_the_record_byte_for_byte_and_stays_so(
    anybody: Browser, mira_browser: Browser, desk: Desk, farid: Actor
) -> None:
    publish(mira_browser)
    first = anybody.get(f"{PUBLIC}/1.json")
    with desk.database.read() as session:
        [row] = session.scalars(select(ReportRow))
    assert first.data == bytes(row.body) and first.headers["ETag"] == f'"{row.sha256}"'
    assert hashlib.sha256(first.data).hexdigest() == row.sha256
    with desk.database.write() as uow:
        articles.edit(uow, farid, "dawn-raid", 1, {"title": "Another title"})
    publish(mira_browser, "Title corrected.")
    assert anybody.get(f"{PUBLIC}/1.json").data == first.data
    assert json.loads(anybody.get(f"{PUBLIC}/2.json").data)["article"]["title"] == "Another title"


def test_the_record_keeps_to_the_schema_that_is_published_with_it(anybody: Browser, mira_browser: Browser) -> None:
    publish(mira_browser)
    answer = anybody.get(f"/reports/{SCHEMA}")
    assert answer.headers["Content-Type"] == "application/schema+json" and "Set-Cookie" not in answer.headers
    Draft202012Validator(json.loads(answer.data)).validate(json.loads(anybody.get(f"{PUBLIC}/1.json").data))


def test_a_slow_form_is_drawn_once_and_what_cannot_be_kept_is_drawn_again(
    anybody: Browser, mira_browser: Browser, desk: Desk
) -> None:
    publish(mira_browser)
    first, folder = anybody.get(f"{PUBLIC}/1.xlsx").data, desk.settings.home / "drawn"
    (kept,) = folder.iterdir()
    assert kept.read_bytes() == first
    kept.write_bytes(b"as it lies there")
    assert anybody.get(f"{PUBLIC}/1.xlsx").data == b"as it lies there"
    kept.unlink()
    folder.rmdir()
    folder.write_bytes(b"a file where a folder should be")
    assert anybody.get(f"{PUBLIC}/1.xlsx").data == first


def test_an_older_edition_says_that_there_is_a_newer_one(anybody: Browser, mira_browser: Browser) -> None:
    publish(mira_browser)
    assert "There is a newer edition" not in anybody.get(f"{PUBLIC}/1/").text
    publish(mira_browser, "More claims.")
    old = anybody.get(f"{PUBLIC}/1/").text
    assert "There is a newer edition" in old and '<a href="../">Read the newest edition' in old
    assert "More claims." in anybody.get(f"{PUBLIC}/").text and "edition 2" in anybody.get(f"{PUBLIC}/claims/1/").text


def test_what_is_known_already_is_answered_with_304(anybody: Browser, edition: None) -> None:
    addresses = ("/", "/1/", "/1.json", "/1.csv", "/1.html", "/1.claimreview.jsonld", "/claims/1/", "/claims/1/card/")
    for address in addresses:
        for packing in ("", "gzip"):
            asking = {"Accept-Encoding": packing}
            answer = anybody.client.get(PUBLIC + address, headers=asking)
            assert answer.status_code == 200 and answer.headers.get("Content-Encoding", "") == packing
            data = gzip.decompress(answer.data) if packing else answer.data
            again = anybody.client.get(PUBLIC + address, headers={**asking, "If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304 and not again.data
        assert data == anybody.get(PUBLIC + address).data


def test_the_evidence_bundle_comes_with_a_checkpoint_and_is_the_same_ever_after(
    anybody: Browser, mira_browser: Browser, desk: Desk
) -> None:
    key = desk.signer.hand.make("desk.example/trail")
    publish(mira_browser)
    early = anybody.get(f"{PUBLIC}/1.bundle.zip")
    assert early.status_code == 409 and "Within a minute" in early.text
    checkpoints.make(desk.database, desk.signer)
    answer = anybody.get(f"{PUBLIC}/1.bundle.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dawn-raid-edition-1.bundle.zip"'
    assert check(answer.data, read_key(str(key))).faults == [] and b"nobody\xe2\x80\x99s business" not in answer.data
    assert [path.read_bytes() for path in (desk.settings.home / "bundles").iterdir()] == [answer.data]
    publish(mira_browser, "Once more.")
    checkpoints.make(desk.database, desk.signer)
    again = anybody.get(f"{PUBLIC}/1.bundle.zip", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert 'href="../1.bundle.zip"' in anybody.get(f"{PUBLIC}/1/").text
    assert f"{DESK}/1.bundle" in mira_browser.get(DESK).text
    assert anybody.get(f"{PUBLIC}/9.bundle.zip").status_code == 404


def test_files_are_attachments_with_plain_names(anybody: Browser, mira_browser: Browser) -> None:
    publish(mira_browser)
    names = {"json": "edition-1.json", "csv": "edition-1.csv", "html": "edition-1.html"}
    for suffix, name in names.items():
        disposition = anybody.get(f"{PUBLIC}/1.{suffix}").headers["Content-Disposition"]
        assert disposition == f'attachment; filename="dawn-raid-{name}"'
    assert b'href="http://localhost/static/' in anybody.get(f"{PUBLIC}/1.html").data, "taken elsewhere, it is dressed"


@every(
    "path", ["/0/", "/2/", "/1.exe", "/1.", "/1/claims/2", "/claims/2/", "/claims/0/", "/claims/99999999999999999999/",
             "/99999999999999999999/", "/-1/", "/one/", "/claims/x/", "/claims/2/card/", "/claims/2/oembed.json"],
)  # fmt: skip
def test_addresses_of_nothing_are_not_found(anybody: Browser, edition: None, path: str) -> None:
    assert anybody.get(f"{PUBLIC}/1/").status_code == 200
    assert anybody.get(PUBLIC + path).status_code == 404


def test_reading_in_public_writes_nothing(anybody: Browser, mira_browser: Browser, desk: Desk) -> None:
    publish(mira_browser)
    before = events(desk)
    for suffix in ("/", "/1/", "/1.json", "/1.csv", "/claims/1/", "/claims/1/card/", "/claims/1/oembed.json"):
        assert anybody.get(PUBLIC + suffix).status_code == 200
    assert anybody.client.post(f"{PUBLIC}/1/").status_code == 405
    assert events(desk) == before
