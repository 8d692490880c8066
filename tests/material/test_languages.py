"""Persian, Arabic and Chinese: frozen as they are, running the right way, found again at the places marked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.spans import cut
from annotate.domain.text import text_sha256
from annotate.imports import read_article
from annotate.services import articles, claims
from annotate.services.articles import NewArticle
from annotate.services.claims import NewClaim
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.session import Database

NAMES = [f"{code}-0{number}" for code in ("ar", "fa", "zh-Hant") for number in (1, 2, 3)]


@pytest.fixture(params=NAMES)
def file(material: Path, request: pytest.FixtureRequest) -> Path:
    return material / "languages" / f"{request.param}.txt"


def language(file: Path) -> str:
    return re.sub(r"-\d+$", "", file.stem)


def test_a_text_is_frozen_as_it_is_and_runs_its_way(file: Path, database: Database, ana: Actor) -> None:
    text = file.read_bytes().decode()
    read = read_article(file.read_bytes(), file.name)
    with database.write() as uow:
        made = articles.add(uow, ana, NewArticle(title="A text", text=read.text, language=language(file)))
    with database.read() as session:
        article = article_query.article(session, made.article.slug)
        revision = article_query.revision(session, article.revision_id)
    assert revision.text == text.removeprefix("\ufeff").replace("\r\n", "\n")
    assert revision.sha256 == text_sha256(revision.text)
    assert article.direction == ("rtl" if language(file) in ("ar", "fa") else "ltr")


def test_every_word_can_be_marked_and_is_found_again(file: Path, database: Database, ana: Actor) -> None:
    text = read_article(file.read_bytes(), file.name).text
    places = [match.span() for match in re.finditer(r"\S+", text)][:200:4]
    with database.write() as uow:
        article = articles.add(uow, ana, NewArticle(title="A text", text=text)).article
        for start, end in places:
            claims.mark(uow, ana, article.slug, NewClaim("other", [cut(text, start, end)], text_sha256(text)))
    with database.read() as session:
        found = claim_query.claims(session, article.id, claim_query.Filter(), limit=100).items
    assert [(s.start, s.end, s.exact) for c in found for s in c.spans] == [(a, b, text[a:b]) for a, b in places]


def test_the_form_and_the_page_keep_it(file: Path, desk: Desk, visit: Any) -> None:
    text = read_article(file.read_bytes(), file.name).text
    ana = visit("ana").go("/articles/new")
    ana.send("/articles/new", title="A text", text=text)
    ana.send(ana.answer.request.path, language=language(file))
    shown = ana.article()
    assert shown.text_content() == text
    assert shown.get("lang") == language(file)
    assert shown.get("dir") == ("rtl" if language(file) in ("ar", "fa") else "ltr")
