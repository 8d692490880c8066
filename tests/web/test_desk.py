"""The desk, the trail, search and kept forms."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from cases import every
from factories import make_article, make_claim, make_party, make_source, submitted_claim
from sqlalchemy import event
from web_browser import Browser, events

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.services import claims, drafts, reviews
from annotate.store.session import Database

Open = Callable[[str], Browser]


@pytest.mark.parametrize("key", ["ana", "mira", "ines", "guest"])
def test_an_empty_desk_says_what_comes_here(as_person: Open, key: str) -> None:
    page = as_person(key).get("/").text
    assert "Nothing waits for a reviewer." in page and "No article yet." in page
    assert ("/articles/new" in page) == (key != "guest")


def test_a_reviewer_gets_a_button_and_the_author_gets_the_reason_why_not(
    as_person: Open, database: Database, ana: Actor, mira: Actor
) -> None:
    theirs, own = (
        submitted_claim(database, ana, make_article(database, ana)),
        submitted_claim(database, mira, make_article(database, ana), quote="Six men were charged"),
    )
    page = as_person("mira").get("/").text
    rows = {ident: page.split(f"/review/{ident}")[0].count("<tr>") for ident in (theirs.id, own.id)}
    assert rows[theirs.id] < rows[own.id]  # oldest first
    assert page.count("You worked on it") == 1 and page.count(">Review<") == 1
    assert "2 claims wait for a reviewer; 1 of them for you." in page
    assert ">Review<" not in as_person("ana").get("/").text


def test_what_came_back_stands_in_ones_own_queue(as_person: Open, database: Database, ana: Actor, mira: Actor) -> None:
    claim = submitted_claim(database, ana, make_article(database, ana))
    with database.write() as uow:
        reviews.send_back(uow, mira, claim.id, "Name the evidence.", claim.rev)
    page = as_person("ana").get("/").text
    assert "Returned: <bdi>Name the evidence.</bdi>" in page
    assert "Nothing waits for you." in as_person("farid").get("/").text


def test_a_long_queue_is_paged_and_costs_the_same_number_of_queries(
    as_person: Open, database: Database, ana: Actor
) -> None:
    person = as_person("mira")
    counted: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    submitted_claim(database, ana, make_article(database, ana))
    counted.clear()
    person.get("/")
    few = len(counted)
    for number in range(2, 30):
        text = f"Text {number}. More than 100 people were injured"
        submitted_claim(database, ana, make_article(database, ana, text, f"Title {number}"))
    counted.clear()
    page = person.get("/").text
    assert len(counted) == few
    assert page.count(">Review<") == 25
    following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert person.get(following).text.count(">Review<") == 4


# The trail


def test_the_trail_says_what_happened_in_sentences_with_links(as_person: Open, database: Database, ana: Actor) -> None:
    claim = submitted_claim(database, ana, make_article(database, ana))
    page = as_person("guest").get("/trail").text
    assert "<b><bdi>Ana Kelmendi</bdi></b> submitted" in page
    assert f'<a href="/articles/dawn-raid/claims/{claim.number}">claim {claim.number}</a>' in page
    assert "<i><bdi>Disputed" in page or "<i><bdi>" in page


def test_what_is_starred_in_a_title_is_not_taken_for_emphasis(as_person: Open, database: Database, ana: Actor) -> None:
    make_article(database, ana, title="A *star* <i>is</i> born*")
    assert "<i><bdi>A *star* &lt;i&gt;is&lt;/i&gt; born*</bdi></i>" in as_person("ana").get("/trail").text


def test_the_trail_is_filtered_by_person_kind_and_day(
    as_person: Open, database: Database, ana: Actor, mira: Actor
) -> None:
    make_article(database, ana)
    make_source(database, mira)
    person = as_person("guest")
    assert "the article" in person.get("/trail?what=article:").text
    assert "the source" not in person.get("/trail?what=article:").text
    assert "the article" not in person.get(f"/trail?who={mira.id}").text
    assert "No such event." in person.get("/trail?until=2020-01-01").text
    assert "the article" in person.get("/trail?since=2020-01-01").text


@every("query", ["what=nonsense", "since=yesterday", "until=9999-12-31", "after=damaged", "since=2026-13-01"])
def test_a_damaged_filter_is_refused_with_a_sentence(as_person: Open, query: str) -> None:
    assert as_person("ana").get(f"/trail?{query}").status_code == 422


def test_sign_ins_are_for_admins_and_for_oneself(as_person: Open, people: dict[str, Actor]) -> None:
    ana = as_person("ana")
    assert "signed in" not in ana.get("/trail").text
    assert "signed in" in ana.get(f"/trail?who={people['ana'].id}").text
    assert "signed in" not in ana.get(f"/trail?who={people['ines'].id}").text
    assert "signed in" in as_person("ines").get("/trail").text


def test_an_article_has_its_own_trail(as_person: Open, database: Database, ana: Actor) -> None:
    make_claim(database, ana, make_article(database, ana))
    make_article(database, ana, text="Another text altogether.", title="Elsewhere")
    page = as_person("guest").get("/articles/dawn-raid/trail").text
    assert "marked" in page and "Elsewhere" not in page
    assert as_person("guest").get("/articles/nothing/trail").status_code == 404


def test_before_and_after_are_said_in_words_not_codes(as_person: Open, database: Database, ana: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    with database.write() as uow:
        claims.edit(uow, ana, claim.id, claim.rev, {"status": "not_checkable"})
    page = as_person("ana").get("/trail").text
    assert "<dt>Status</dt>" in page
    assert "<del>Unchecked</del> <ins>Not checkable</ins>" in page
    assert "not_checkable" not in page


# Search


def test_search_finds_articles_sources_and_parties_by_name(as_person: Open, database: Database, ana: Actor) -> None:
    make_article(database, ana)
    source, party = make_source(database, ana), make_party(database, ana)
    person = as_person("guest")
    assert 'href="/articles/dawn-raid"' in person.get("/search?q=raid").text
    assert f'href="/sources/{source.id}"' in person.get("/search", query_string={"q": source.title}).text
    assert f'href="/parties/{party.id}"' in person.get("/search?q=residents").text
    assert "Nothing is called so." in person.get("/search?q=zzz").text


@every("asked", ["", " ", "%", "_", "(a+)+$", "x" * 5000, "'; DROP TABLE claim; --", "🚓", "a " * 500])
def test_search_takes_anything(as_person: Open, asked: str) -> None:
    assert as_person("ana").get("/search", query_string={"q": asked}).status_code == 200


@every("url", ["/search?q=%00", "/trail?who=%00", "/trail?after=%00", "/articles/%00", "/?x=a%00b"])
def test_a_nul_in_an_address_is_refused_before_a_database_sees_it(as_person: Open, url: str) -> None:
    assert as_person("ana").get(url).status_code == 422


# Kept forms


def test_what_is_typed_is_kept_for_its_writer_alone(as_person: Open, desk: Desk, ana: Actor, mira: Actor) -> None:
    person = as_person("ana")
    before = events(desk)
    fields = {"rationale": "zwölf 🚓\nlines", "kinds": ["a", "b"]}
    assert person.post("/drafts", {"form": "claim:1", "data": json.dumps(fields)}).status_code == 204
    with desk.database.read() as session:
        kept = drafts.find(session, ana, "claim:1")
        assert kept is not None and dict(kept.data) == fields
        assert drafts.find(session, mira, "claim:1") is None
    assert events(desk) == before
    assert person.post("/drafts", {"form": "claim:1", "data": ""}).status_code == 204
    with desk.database.read() as session:
        assert drafts.find(session, ana, "claim:1") is None


@every(
    ("form", "data", "status"),
    [("f", "no json", 422), ("f", "[1]", 422), ("f", '{"a": 1}', 422), ("f", '{"a": {"b": "c"}}', 422),
     ("", '{"a": "b"}', 422), ("x" * 201, '{"a": "b"}', 422), ("f", "[" * 100_000, 422),
     ("f", json.dumps({"a": "x" * 3_000_001}), 413)],
)  # fmt: skip
def test_what_is_no_form_is_not_kept(as_person: Open, form: str, data: str, status: int) -> None:
    assert as_person("ana").post("/drafts", {"form": form, "data": data}).status_code == status
