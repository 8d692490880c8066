"""A text with very many claims: the page comes with the marks of what it shows, and the rest can be asked for."""

from __future__ import annotations

import html
import re

import pytest
from cases import every
from factories import make_article
from prepared import prepared
from test_article_marks import Reader
from working_page import Person

from annotate.cli.bench.place import long_text, mark
from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.text import split_sections
from annotate.domain.things import Article
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.session import Database
from annotate.web import panel, working

TEXT, CLAIMS = long_text(16_000), 30


@prepared
def article(database: Database, ana: Actor) -> Article:
    made = make_article(database, ana, TEXT, "Long")
    mark(database, ana, made.slug, TEXT, CLAIMS)
    return made


@pytest.fixture
def person(desk: Desk, article: Article, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(working, "AT_ONCE", CLAIMS - 1)
    return Person(desk, "ana")


def text_of(page: str) -> str:
    return Reader(page[page.index('<article class="article"') : page.index("</article>")].split(">", 1)[1]).text


def numbers(page: str) -> set[str]:
    return {number for found in re.findall(r'<mark [^>]*data-c="([\d ]+)"', page) for number in found.split()}


def bare(page: str) -> set[int]:
    return {int(index) for index in re.findall(r'<section id="s(\d+)" data-bare>', page)}


def test_the_text_is_whole_and_its_beginning_is_marked(person: Person) -> None:
    page = person.get("/articles/long").text
    assert text_of(page) == TEXT
    assert "1" in numbers(page) and str(CLAIMS) not in numbers(page)
    assert bare(page) == set(range(1, page.count("<section id=")))


def test_an_open_claim_is_marked_wherever_it_stands(person: Person) -> None:
    page = person.get(f"/articles/long/claims/{CLAIMS}").text
    assert str(CLAIMS) in numbers(page) and "1" not in numbers(page)
    assert text_of(page) == TEXT and "data-section=" in page


def test_marks_reach_as_far_as_a_window_shows_round_the_open_claim(
    person: Person, article: Article, database: Database
) -> None:
    """Close to the edge of a section its neighbour comes marked, too; in the middle of one it alone."""
    with database.read() as session:
        sections = list(split_sections(article_query.revision(session, article.revision_id).blocks))
        claims = claim_query.claims(session, article.id, claim_query.Filter()).items
    edges = [section.start for section in sections[1:]]
    by_room = sorted(claims, key=lambda claim: min(abs(claim.spans[0].start - edge) for edge in edges))
    marked = []
    for claim in (by_room[0], by_room[-1]):
        page = person.get(f"/articles/long/claims/{claim.number}").text
        marked.append({section.index for section in sections} - bare(page))
    assert [len(indexes) for indexes in marked] == [2, 1]


def test_the_list_beside_it_is_a_screen_full_and_goes_on(person: Person) -> None:
    page = person.get("/articles/long").text
    assert page.count('<li><a class="item"') == panel.LISTED_OF_MANY
    onward = re.search(r'href="([^"]*after=[^"]*)"', page)
    assert onward
    rest = person.get(html.unescape(onward[1]), fragment=True).text
    assert rest.count('<li><a class="item"') == CLAIMS - panel.LISTED_OF_MANY


def test_the_rest_is_drawn_as_the_whole_page_draws_it(person: Person) -> None:
    whole = person.get("/articles/long?marks=all").text
    assert not bare(whole) and numbers(whole) == {str(n) for n in range(1, CLAIMS + 1)}
    last = max(bare(person.get("/articles/long").text))
    for first in range(0, last + 1, working.SECTIONS):
        upto = min(first + working.SECTIONS - 1, last)
        for section in person.get(f"/articles/long/sections?from={first}&to={upto}", fragment=True).text.split(
            "\n<section"
        ):
            assert section.removeprefix("<section") in whole


def test_without_scripts_there_is_a_way_to_all_marks(person: Person) -> None:
    page = person.get("/articles/long").text
    found = re.search(r'<noscript>.*?href="([^"]+)"', page, re.DOTALL)
    assert found and not bare(person.get(found[1]).text)


def test_the_rail_says_how_many_there_are_before_its_ticks_come(person: Person) -> None:
    page = person.get("/articles/long").text
    assert f'data-total="{CLAIMS}" data-later' in page
    assert f'data-total="{CLAIMS}">' in person.get("/articles/long/rail", fragment=True).text


@every("query", ["", "?from=0", "?from=a&to=b", "?from=5&to=2", "?from=0&to=8", "?from=900&to=901"])
def test_a_question_for_no_sections_is_refused(person: Person, query: str) -> None:
    assert person.get(f"/articles/long/sections{query}", fragment=True).status_code == 422


def test_an_article_with_few_claims_comes_complete(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "AT_ONCE", CLAIMS)
    page = person.get("/articles/long").text
    assert not bare(page) and "<noscript>" not in page and "data-later" not in page
