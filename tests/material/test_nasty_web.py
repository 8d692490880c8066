"""Every naughty string through the forms and the API: kept or refused with a reason, shown escaped once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nasty
import pytest
from cases import every
from factories import QUOTE, TEXT, make_article, make_claim, make_party, make_source, read_claim
from visitor import Visitor

from annotate.desk import Desk
from annotate.domain.people import SYSTEM, Actor
from annotate.domain.text import text_sha256
from annotate.services import users
from annotate.store.queries import articles as article_query
from annotate.store.queries import citations as citation_query
from annotate.store.queries import sources as source_query
from annotate.store.queries import users as user_query
from annotate.store.session import Database

CLAIM_TEXTS = ("statement", "rationale", "known", "unknown", "settle", "search_log")
CITE_TEXTS = ("title", "publisher", "author", "note", "locator", "excerpt", "cite_note")


@pytest.fixture
def strings(material: Path) -> list[str]:
    """Different ones that hold something to read."""
    return list(dict.fromkeys(s.strip() for s in nasty.load(material) if s.strip()))


@pytest.fixture
def half(strings: list[str], database: Database) -> list[str]:
    """Every other one; the rest goes to the other engine. Both keep all of them: test_nasty_services shows that."""
    return strings[database.engine.dialect.name == "postgresql" :: 2]


def check_kept(visitor: Visitor, texts: dict[str, str]) -> None:
    """The form was taken, and the page that came shows each text escaped once."""
    assert visitor.answer.status_code == 200, (visitor.answer.status_code, visitor.errors(), texts)
    page = visitor.answer.text
    wrong = {name: text for name, text in texts.items() if not nasty.shown_once(text, page)}
    assert not wrong


def test_the_form_of_a_claim_keeps_them(half: list[str], desk: Desk, ana: Actor, visit: Any) -> None:
    article = make_article(desk.database, ana)
    claim = make_claim(desk.database, ana, article, search_log="Only a log that is there has a field.")
    where = f"/articles/{article.slug}/claims/1"
    visitor = visit("ana").go(where)
    for texts in nasty.handfuls(half, CLAIM_TEXTS):
        visitor.send(where, **texts)
        check_kept(visitor, texts)
        now = read_claim(desk.database, claim)
        assert {name: getattr(now, name) for name in texts} == texts


def test_the_form_of_a_citation_keeps_them(half: list[str], desk: Desk, ana: Actor, visit: Any) -> None:
    article = make_article(desk.database, ana)
    where = f"/articles/{article.slug}/claims/1/citations"
    for number, texts in enumerate(nasty.handfuls(half, CITE_TEXTS)):
        if number % 5 == 0:  # a page lists all citations of its claim
            claim = make_claim(desk.database, ana, article)
            where = f"/articles/{article.slug}/claims/{claim.number}/citations"
            visitor = visit("ana")
        visitor.go(f"{where}/new").send(where, kind="web_page", stance="context", **texts)
        shown = {name: texts[name] for name in ("title", "locator", "excerpt", "cite_note")}
        check_kept(visitor, shown)
        with desk.database.read() as session:
            cited = citation_query.citations(session, [claim.id])[-1]
        found = {n: getattr(cited.source, n) for n in ("title", "publisher", "author", "note")}
        found |= {"locator": cited.locator, "excerpt": cited.excerpt, "cite_note": cited.note}
        assert found == texts


def test_the_form_of_a_comment_keeps_them(strings: list[str], desk: Desk, ana: Actor, visit: Any) -> None:
    article = make_article(desk.database, ana)
    make_claim(desk.database, ana, article)
    visitor = visit("ana").go(f"/articles/{article.slug}/claims/1")
    for text in strings[::10]:
        visitor.send("/comments", body=text)
        check_kept(visitor, {"body": text})


def test_the_details_of_an_article_keep_them(half: list[str], desk: Desk, ana: Actor, visit: Any) -> None:
    article = make_article(desk.database, ana)
    where = f"/articles/{article.slug}"
    visitor = visit("ana")
    for texts in nasty.handfuls(half, ("title", "byline", "publisher")):
        visitor.go(f"{where}/edit").send(f"{where}/edit", **texts)
        check_kept(visitor, texts)
        with desk.database.read() as session:
            now = article_query.article(session, article.slug)
        assert {name: getattr(now, name) for name in texts} == texts


def test_the_form_of_a_source_keeps_them(half: list[str], desk: Desk, ana: Actor, visit: Any) -> None:
    visitor = visit("ana")
    for number, texts in enumerate(nasty.handfuls(half, ("title", "publisher", "author", "note"))):
        if number % 8 == 0:  # a page tells the whole history of its source
            source = make_source(desk.database, ana)
            where = f"/sources/{source.id}"
        visitor.go(f"{where}/edit").send(f"{where}/edit", **texts)
        check_kept(visitor, texts)
        with desk.database.read() as session:
            now = source_query.source(session, source.id)
        assert {name: getattr(now, name) for name in texts} == texts


def test_the_form_of_a_party_keeps_them(strings: list[str], desk: Desk, ana: Actor, visit: Any) -> None:
    party = make_party(desk.database, ana)
    where = f"/parties/{party.id}"
    visitor = visit("ana")
    for text in strings[::16]:
        visitor.go(f"{where}/edit").send(f"{where}/edit", name=text, note=text)
        check_kept(visitor, {"name": text})


def test_the_form_of_a_person_keeps_them(strings: list[str], desk: Desk, visit: Any) -> None:
    visitor = visit("ines")
    for number, text in enumerate(strings[::16]):
        visitor.go("/admin/people").send("/admin/people", name=text, email=f"n{number}@example.org", role="viewer")
        check_kept(visitor, {"name": text})
        with desk.database.read() as session:
            assert user_query.user_row(session, f"n{number}@example.org").name == text


def test_the_form_of_a_term_keeps_them_or_says_that_they_are_too_long(strings: list[str], visit: Any) -> None:
    visitor = visit("ines")
    where = "/admin/terms/claim_type/new"
    for number, text in enumerate(strings[::16]):
        visitor.go(where).send(where, code=f"type_{number}", label=text, definition=text)
        if len(text) > 100:
            assert visitor.answer.status_code == 422
            assert any("100 are the most" in error for error in visitor.errors()), " ".join(
                visitor.page.text_content().split()
            )
        else:
            check_kept(visitor, {"label": text})


@every("where", ["/articles", "/sources", "/parties", "/search", "/articles/dawn-raid"])
def test_the_search_boxes_take_them(strings: list[str], desk: Desk, ana: Actor, visit: Any, where: str) -> None:
    make_claim(desk.database, ana, make_article(desk.database, ana))
    visitor = visit("ana")
    for text in strings[::16]:
        visitor.go(where, **{"q": text, "tab": "claims"})
        check_kept(visitor, {"q": text} if len(text) <= 200 else {})


def test_the_api_keeps_them(strings: list[str], desk: Desk, ana: Actor, served: Any) -> None:
    article = make_article(desk.database, ana)
    with desk.database.write() as uow:
        headers = {"Authorization": f"Bearer {users.make_token(uow, SYSTEM, 'ana@example.org')}"}
    program = served.test_client()
    start = TEXT.index(QUOTE)
    spans = [{"start": start, "end": start + len(QUOTE), "exact": QUOTE}]
    marked = {"type": "quantity", "spans": spans, "revision_sha256": text_sha256(TEXT)}
    for texts in nasty.handfuls(strings, CLAIM_TEXTS):
        made = program.post(f"/api/v1/articles/{article.slug}/claims", json={**marked, **texts}, headers=headers)
        assert made.status_code == 201, made.text
        back = program.get(f"/api/v1/claims/{made.json['id']}", headers=headers).json
        assert {name: back[name] for name in texts} == texts
    for texts in nasty.handfuls(strings, ("title", "publisher", "author", "note")):
        made = program.post("/api/v1/sources", json={"kind": "web_page", **texts}, headers=headers)
        assert made.status_code == 201, made.text
        assert {name: made.json[name] for name in texts} == texts
    for text in strings[::16]:
        for path, body in (("parties", {"name": text}), (f"claims/{back['id']}/comments", {"body": text})):
            made = program.post(f"/api/v1/{path}", json=body, headers=headers)
            assert made.status_code in (200, 201), made.text
        found = program.get("/api/v1/articles", query_string={"q": text}, headers=headers)
        assert found.status_code == (200 if len(text) <= 200 else 422)
