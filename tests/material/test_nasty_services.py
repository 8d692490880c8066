"""Every naughty string through every text of the record: it comes back as it went in, or is refused with a reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nasty
import pytest
from factories import QUOTE, TEXT, make_article, make_claim, make_source

from annotate.domain.errors import DomainError, Invalid
from annotate.domain.limits import LIMITS
from annotate.domain.people import Actor
from annotate.domain.report import Organisation
from annotate.domain.spans import resolve_quote
from annotate.domain.text import text_sha256
from annotate.exports import PageContext, render
from annotate.exports.csv import FORMULA_STARTS
from annotate.services import articles, citations, claims, comments, parties, reports, sources, terms, users
from annotate.services.articles import NewArticle
from annotate.services.citations import NewCitation
from annotate.services.claims import NewClaim
from annotate.services.sources import NewSource
from annotate.services.texts import name_key
from annotate.store.queries import articles as article_query
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import comments as comment_query
from annotate.store.queries import sources as source_query
from annotate.store.session import Database, UnitOfWork

CLAIM_TEXTS = ("statement", "rationale", "known", "unknown", "settle", "search_log")


@pytest.fixture
def strings(material: Path) -> list[str]:
    return nasty.load(material)


def put(database: Database, strings: Sequence[str], way: Callable[[UnitOfWork, str], Any]) -> dict[str, Any]:
    """String → what came of it. A refusal must be a sentence about the field."""
    kept: dict[str, Any] = {}
    with database.write() as uow:
        for string in strings:
            try:
                kept[string] = way(uow, string)
            except DomainError as error:
                assert isinstance(error, Invalid), (string, error)
                assert error.problems[0].field and error.problems[0].message.endswith("."), string
    return kept


def fitting(strings: Sequence[str], limit: int) -> set[str]:
    """Those that a field of this length has to take: they hold something to read."""
    return {s for s in strings if s.strip() and len(s) <= limit}


def test_articles_keep_them(strings: list[str], database: Database, ana: Actor) -> None:
    def way(uow: UnitOfWork, s: str) -> Any:
        new = NewArticle(title=s, text=f"{s}\n{TEXT}", byline=s, publisher=s)
        return articles.add(uow, ana, new).article.slug

    kept = put(database, strings, way)
    assert set(kept) == fitting(strings, LIMITS["publisher"])
    with database.read() as session:
        for string, slug in kept.items():
            article = article_query.article(session, slug)
            revision = article_query.revision(session, article.revision_id)
            assert (article.title, article.byline, article.publisher) == (string,) * 3
            wanted = f"{string}\n{TEXT}".removeprefix("\ufeff")  # a byte order mark is no part of a text
            assert (revision.text, revision.sha256) == (wanted, text_sha256(wanted))


def marked(database: Database, ana: Actor, strings: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """An article in which each string is a claim's every text."""
    article = make_article(database, ana)

    def way(uow: UnitOfWork, s: str) -> Any:
        new = NewClaim("quantity", [resolve_quote(TEXT, QUOTE)], text_sha256(TEXT), dict.fromkeys(CLAIM_TEXTS, s))
        return claims.mark(uow, ana, article.slug, new)

    return article.slug, put(database, strings, way)


def test_claims_keep_them(strings: list[str], database: Database, ana: Actor) -> None:
    _, kept = marked(database, ana, strings)
    assert set(kept) == set(strings)
    with database.read() as session:
        found = {c.id: c for c in claim_query.by_ids(session, [c.id for c in kept.values()])}
    for string, claim in kept.items():
        assert {getattr(found[claim.id], name) for name in CLAIM_TEXTS} == {string}


def test_sources_keep_them(strings: list[str], database: Database, ana: Actor) -> None:
    def way(uow: UnitOfWork, s: str) -> Any:
        return sources.add(uow, ana, NewSource("web_page", s, publisher=s, author=s, note=s))[0].id

    kept = put(database, strings, way)
    assert set(kept) == fitting(strings, LIMITS["publisher"])
    with database.read() as session:
        found = {s.id: s for s, _ in source_query.sources(session, limit=1000).items}
    for string, ident in kept.items():
        source = found[ident]
        assert (source.title, source.publisher, source.author, source.note) == (string,) * 4


def test_addresses_are_web_addresses_or_refused(strings: list[str], database: Database, ana: Actor) -> None:
    def way(uow: UnitOfWork, s: str) -> Any:
        return sources.add(uow, ana, NewSource("web_page", "A page", url=s, archive_url=s))[0]

    kept = put(database, [s for s in strings if s], way)
    assert all(source.url.startswith(("http://", "https://")) for source in kept.values())
    assert len(kept) < 20


def test_citations_keep_them(strings: list[str], database: Database, ana: Actor) -> None:
    claim, source = make_claim(database, ana, make_article(database, ana)), make_source(database, ana)

    def way(uow: UnitOfWork, s: str) -> Any:
        return citations.cite(uow, ana, claim.id, NewCitation(source.id, "context", locator=s, excerpt=s, note=s)).id

    some = strings[::4]  # a claim lists all its citations after each one
    kept = put(database, some, way)
    assert set(kept) == set(some)
    with database.read() as session:
        found = {c.id: c for c in citation_query.citations(session, [claim.id])}
    for string, ident in kept.items():
        assert (found[ident].locator, found[ident].excerpt, found[ident].note) == (string,) * 3


def test_comments_keep_them(strings: list[str], database: Database, ana: Actor) -> None:
    claim = make_claim(database, ana, make_article(database, ana))
    some = strings[::4]
    kept = put(database, some, lambda uow, s: comments.add(uow, ana, claim.id, s).id)
    assert set(kept) == fitting(some, LIMITS["body"])
    with database.read() as session:
        found = {c.id: c.body for c in comment_query.comments(session, claim.id)}
    assert {found[ident] for ident in kept.values()} == set(kept)


def test_parties_keep_them_and_no_name_comes_twice(strings: list[str], database: Database, ana: Actor) -> None:
    kept = put(database, strings, lambda uow, s: parties.add(uow, ana, s, note=s))
    assert set(kept) == fitting(strings, LIMITS["name"])
    for string, (party, existing) in kept.items():
        assert name_key(party.name) == name_key(string)
        assert existing or (party.name, party.note) == (string, string)


def test_terms_and_people_keep_them(strings: list[str], database: Database, ines: Actor) -> None:
    names = iter(range(len(strings) * 2))

    def term(uow: UnitOfWork, s: str) -> Any:
        return terms.add(uow, ines, "source_kind", f"kind_{next(names)}", s, definition=s)

    def user(uow: UnitOfWork, s: str) -> Any:
        return users.add(uow, ines, f"u{next(names)}@example.org", s, "viewer")

    labels = put(database, strings, term)
    assert set(labels) == fitting(strings, LIMITS["label"])
    assert all((t.label, t.definition) == (s, s) for s, t in labels.items())
    people = put(database, strings, user)
    assert set(people) == fitting(strings, LIMITS["name"])
    assert all(p.name == s for s, p in people.items())


def test_searching_for_them_finds_them(strings: list[str], database: Database, ana: Actor) -> None:
    slug, kept = marked(database, ana, strings)
    with database.read() as session:
        article = article_query.article(session, slug)
        for string, claim in list(kept.items())[::4]:
            # SQLite folds the case of ASCII letters alone
            wanted = claim_query.Filter(q=string)
            found = claim_query.claims(session, article.id, wanted, limit=1000).items
            assert claim.id in {c.id for c in found} or not string.isascii(), string


def test_exports_hold_them_escaped_once_and_no_cell_is_a_formula(
    strings: list[str], database: Database, ana: Actor
) -> None:
    slug, kept = marked(database, ana, strings)
    with database.read() as session:
        report = reports.assemble(session, slug, Organisation("The Newsroom"), database.now(), ana)
    page = render("html", report, PageContext()).decode()
    missing = [s for s in kept if s.strip() and "\n" not in s and not nasty.shown_once(s, page)]
    assert not missing
    table = io.StringIO(render("csv", report, PageContext()).decode("utf-8-sig"), newline="")
    rows = list(csv.DictReader(table))
    assert len(rows) == len(kept)
    for string, row in zip(kept, rows, strict=True):
        for cell in row.values():
            assert cell.lstrip()[:1] not in FORMULA_STARTS or not cell, string
        assert row["rationale"].removeprefix("'") == string.removeprefix("'")
