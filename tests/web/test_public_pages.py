"""The public side around the editions: list, feeds, claims, sources, cards; every link leads somewhere."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from factories import approved_claim, make_article
from prepared import prepared
from sqlalchemy import event
from web_browser import Browser

from annotate.domain.people import Actor
from annotate.domain.report import Organisation
from annotate.domain.things import Article, Claim
from annotate.services import reports, reviews
from annotate.services.site import lists
from annotate.store.queries import claims as query
from annotate.store.session import Database
from annotate.web import shelf

AsPerson = Callable[[str], Browser]
HERE = "http://localhost"
CLAIM = "/reports/dawn-raid/claims/1/"
ATOM = "{http://www.w3.org/2005/Atom}"
NEWSROOM = Organisation("Example Newsroom")


def publish(database: Database, mira: Actor, slug: str, note: str = "") -> None:
    with database.write() as uow:
        reports.publish(uow, mira, slug, note, NEWSROOM)


@prepared
def article(database: Database, ana: Actor, mira: Actor) -> Article:
    """Two claims, both published."""
    article = make_article(database, ana)
    approved_claim(database, ana, mira, article)
    approved_claim(database, ana, mira, article, quote="Six men were charged")
    publish(database, mira, article.slug)
    return article


def second_edition(database: Database, mira: Actor, article: Article, without: Claim) -> None:
    with database.write() as uow:
        reviews.withdraw(uow, mira, without.id, "It was no claim.")
    publish(database, mira, article.slug, "Claim 2 is gone.")


def links(address: str, page: str) -> Iterator[str]:
    """What a page links to on this site, without the fragments; and each of these is written relatively."""
    for href in re.findall(r'<(?:a|link|img|iframe)\b[^>]* (?:href|src)="([^"]*)"', page):
        target = urlsplit(urljoin(HERE + address, href))
        if target.netloc == urlsplit(HERE).netloc:
            absolute = href.startswith(("/", "http"))
            assert not absolute or f'rel="canonical" href="{href}"' in page, (address, href)
            yield target.path


def test_every_link_is_relative_and_leads_somewhere(anybody: Browser, article: Article) -> None:
    waiting, seen = ["/reports/"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = anybody.get(address)
        assert answer.status_code == 200 or address.endswith(".bundle.zip"), address
        if answer.mimetype == "text/html" and address.endswith("/") and address != "/verify/":
            page = answer.text
            assert len(gzip.compress(answer.data)) < 60_000 and not re.search(
                r"<script(?! type=.application/ld)| style=| on\w+=", page
            )
            waiting += links(address, page)
    kinds = ("/reports/dawn-raid/", CLAIM, "/about/scale/", "/reports/feed.atom", "/reports/dawn-raid/1.json")
    assert seen.issuperset(kinds) and any(address.startswith("/evidence/") for address in seen)


def test_the_list_goes_on_page_by_page(
    anybody: Browser, database: Database, ana: Actor, mira: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    monkeypatch.setattr(lists, "PART", 2)
    for title in ("One", "Two", "Three"):
        made = make_article(database, ana, f"{title}\nSix men were charged on Thursday.", title)
        approved_claim(database, ana, mira, made, quote="Six men were charged")
        publish(database, mira, made.slug)
    first = anybody.get("/reports/").text
    assert first.index("Three") < first.index("Two") and ">One<" not in first
    onward = re.search(r'href="(from\.[^"]+/)" rel="next"', first)
    assert onward
    second = anybody.get(f"/reports/{onward[1]}").text
    assert ">One<" in second and ">Two<" not in second and 'href="../"' in second
    assert anybody.get("/reports/from.nonsense/").status_code == 422
    part = anybody.get("/reports/claimreviews.json").json
    rest = anybody.get(urlsplit(part["hasPart"]["url"]).path).json
    assert len(part["dataFeedElement"]) == 1 and len(rest["dataFeedElement"]) == 2 and "hasPart" not in rest
    assert anybody.get("/reports/claimreviews.2.json").status_code == 404


def test_a_claim_has_one_address_and_one_review_that_names_it(
    anybody: Browser, database: Database, mira: Actor, ana: Actor, article: Article
) -> None:
    page = anybody.get(CLAIM).text
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    review = json.loads(data)
    assert review["url"] == HERE + CLAIM and f'<link rel="canonical" href="{HERE}{CLAIM}">' in page
    [item] = [
        i
        for i in anybody.get("/reports/claimreviews.json").json["dataFeedElement"]
        if i["item"]["url"] == review["url"]
    ]
    assert item["item"] == {name: value for name, value in review.items() if name != "@context"}
    assert json.loads(anybody.get("/reports/dawn-raid/1.claimreview.jsonld").data)[0] == review
    assert "application/ld+json" not in anybody.get("/reports/dawn-raid/").text


def test_a_claim_that_the_newest_edition_lacks_stays_and_reviews_nothing(
    anybody: Browser, database: Database, mira: Actor, ana: Actor, article: Article
) -> None:
    with database.read() as session:
        [gone] = [c for c in query.claims(session, article.id, query.Filter()).items if c.number == 2]
    second_edition(database, mira, article, gone)
    page = anybody.get("/reports/dawn-raid/claims/2/").text
    assert "no longer in the report" in page and "as edition 1 had it" in page and 'ld+json">' not in page
    kept = anybody.get(CLAIM).text
    assert "no longer in the report" not in kept and "edition 2" in kept
    urls = [i["item"]["url"] for i in anybody.get("/reports/claimreviews.json").json["dataFeedElement"]]
    assert urls == [HERE + CLAIM]


def test_the_atom_feed_names_each_edition_once(
    anybody: Browser, database: Database, mira: Actor, article: Article
) -> None:
    publish(database, mira, article.slug, "A date was wrong & is right <now>.")
    answer = anybody.get("/reports/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}id") for e in entries] == [f"{HERE}/reports/dawn-raid/{n}/" for n in (2, 1)]
    assert entries[0].findtext(f"{ATOM}summary") == "A date was wrong & is right <now>."
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Example Newsroom"


def test_a_source_shows_all_that_it_was_used_for(
    anybody: Browser, database: Database, article: Article, ana: Actor, mira: Actor
) -> None:
    [address] = {path for path in links(CLAIM, anybody.get(CLAIM).text) if path.startswith("/evidence/")}
    page = anybody.get(address).text
    assert "What we used it for" in page and 'href="../../reports/dawn-raid/claims/1/"' in page
    assert anybody.get("/evidence/01900000-0000-7000-8000-000000000000/").status_code == 404
    unused = make_article(database, ana, "Another\nSix men were charged on Thursday.", "Another")
    approved_claim(database, ana, mira, unused, quote="Six men were charged")
    assert "Another" not in anybody.get(address).text, "it is not published"


def test_only_the_card_may_be_framed_and_oembed_describes_it(anybody: Browser, article: Article) -> None:
    card = anybody.get(f"{CLAIM}card/")
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"] and "Dawn raid" not in card.text
    for address in (CLAIM, "/reports/", "/reports/dawn-raid/", "/about/"):
        assert "frame-ancestors 'none'" in anybody.get(address).headers["Content-Security-Policy"]
    assert 'type="application/json+oembed" title="Claim 1" href="oembed.json"' in anybody.get(CLAIM).text
    said = anybody.get("/oembed", query_string={"url": HERE + CLAIM, "maxwidth": "400", "format": "json"}).json
    assert said["type"] == "rich" and said["version"] == "1.0" and said["width"] == 400
    assert f'src="{HERE}{CLAIM}card/"' in said["html"] and 'width="400"' in said["html"]
    assert anybody.get(f"{CLAIM}oembed.json").json["width"] == 600
    assert anybody.get("/oembed", query_string={"url": HERE + CLAIM, "format": "xml"}).status_code == 501


@pytest.mark.parametrize(
    "url", ["", HERE, f"{HERE}/reports/dawn-raid/", f"https://elsewhere.example{CLAIM}", f"{HERE}/admin/people",
            f"{HERE}/reports/dawn-raid/claims/9/", "http://[", f"{HERE}/reports/%00/claims/1/", "é"],
)  # fmt: skip
def test_oembed_knows_nothing_else(anybody: Browser, article: Article, url: str) -> None:
    assert anybody.get("/oembed", query_string={"url": url}).status_code == 404


def test_what_many_ask_for_is_drawn_once_until_somebody_writes(
    anybody: Browser, database: Database, mira: Actor, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "FRESH", 60.0)
    sent: list[str] = []
    with listening(database, sent):
        for address in ("/reports/dawn-raid/", CLAIM, "/reports/feed.atom", "/corrections/", f"{CLAIM}card/"):
            first = anybody.get(address)
            asked = len(sent)
            again = anybody.get(address)
            assert len(sent) == asked and again.data == first.data and again.headers["ETag"] == first.headers["ETag"]
            assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
            seen = anybody.get(address, headers={"If-None-Match": first.headers["ETag"]})
            assert seen.status_code == 304 and len(sent) == asked
    publish(database, mira, article.slug, "A day was wrong.")
    assert "A day was wrong." in anybody.get("/reports/dawn-raid/").text
    assert anybody.get("/reports/nothing/").status_code == anybody.get("/reports/nothing/").status_code == 404


@contextmanager
def listening(database: Database, sent: list[str]) -> Iterator[None]:
    """Every statement that is sent meanwhile."""

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield
    event.remove(database.engine, "before_cursor_execute", note)


def test_stylesheets_come_packed_for_those_who_take_that(anybody: Browser, article: Article) -> None:
    page = anybody.get("/reports/").text
    (sheet, *_) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    sheet = urljoin("/reports/", sheet)
    plain, packed = (anybody.client.get(sheet, headers={"Accept-Encoding": way}) for way in ("", "gzip"))
    assert gzip.decompress(packed.data) == plain.data and len(packed.data) < len(plain.data) / 2
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert anybody.client.get(sheet, headers=known).status_code == 304
