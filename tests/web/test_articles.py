"""Details of an article: what may be corrected, and what two people do at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cases import every
from factories import make_article
from web_browser import Browser, events

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.things import Article
from annotate.services import articles
from annotate.store.queries import articles as query
from annotate.store.session import Database

AsPerson = Callable[[str], Browser]
URL = "/articles/dawn-raid/edit"
DETAILS = {
    "rev": "1", "title": "Dawn raid", "byline": "A. Person", "publisher": "", "url": "", "language": "en",
    "direction": "ltr", "dated": "2023-06-23",
}  # fmt: skip


@pytest.fixture
def article(database: Database, ana: Actor) -> Article:
    return make_article(database, ana)


@pytest.fixture
def ana_browser(as_person: AsPerson, article: Article) -> Browser:
    browser = as_person("ana")
    browser.get(URL)
    return browser


def now(desk: Desk) -> Article:
    with desk.database.read() as session:
        return query.article(session, "dawn-raid")


def test_details_are_corrected_and_the_text_stays(ana_browser: Browser, desk: Desk, article: Article) -> None:
    answer = ana_browser.post(URL, DETAILS)
    assert answer.status_code == 303 and answer.location == "/articles/dawn-raid"
    assert (now(desk).byline, now(desk).dated, now(desk).revision_id) == (
        "A. Person",
        "2023-06-23",
        article.revision_id,
    )


def test_a_stale_save_shows_both_versions_and_can_be_saved_then(ana_browser: Browser, desk: Desk, farid: Actor) -> None:
    with desk.database.write() as uow:
        articles.edit(uow, farid, "dawn-raid", 1, {"byline": "Theirs"})
    before = events(desk)
    answer = ana_browser.post(URL, DETAILS)
    assert answer.status_code == 409 and "Theirs" in answer.text and "A. Person" in answer.text
    assert events(desk) == before and now(desk).byline == "Theirs"
    assert ana_browser.post(URL, DETAILS | {"rev": "2"}).status_code == 303
    assert now(desk).byline == "A. Person"


@every(
    ("field", "value"),
    [("title", ""), ("url", "data:text/html,x"), ("language", "??"), ("dated", "yesterday"), ("direction", "up"),
     ("rev", ""), ("rev", "0x1"), ("publisher", "x" * 301)],
)  # fmt: skip
def test_a_wrong_detail_changes_nothing_and_keeps_the_rest(
    ana_browser: Browser, desk: Desk, field: str, value: str
) -> None:
    before = events(desk)
    answer = ana_browser.post(URL, DETAILS | {field: value})
    assert answer.status_code == 422 and "A. Person" in answer.text
    assert events(desk) == before


def test_a_viewer_cannot_correct_and_an_unknown_article_is_not_found(
    as_person: AsPerson, ana_browser: Browser, desk: Desk
) -> None:
    guest, before = as_person("guest"), events(desk)
    assert guest.get(URL).status_code == 403
    assert guest.post(URL, DETAILS).status_code == 403
    assert ana_browser.post("/articles/nothing/edit", DETAILS).status_code == 404
    assert events(desk) == before
