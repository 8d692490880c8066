"""The browser has the very text that was frozen, and the mouse marks the very words: real articles, three scripts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from browsing import DeskSite
from factories import actor, make_article
from playwright.sync_api import expect
from rooms import drag, text_of

from annotate._paths import PACKAGE
from annotate.domain.text import normalise
from annotate.store.queries import claims as claim_query

#: Claims that lie in one line, across lines, beside and within one another, and with typographic quotes.
SOME = ("C02", "C03", "C06", "C07", "C11", "C15", "C20", "C28", "C35")


@pytest.fixture
def material() -> Path:
    folder = os.environ.get("ANNOTATE_MATERIAL")
    if not folder:
        pytest.skip("ANNOTATE_MATERIAL is unset: it names the folder of real articles")
    return Path(folder)


def texts(folder: Path, pattern: str) -> list[str]:
    return [normalise(path.read_bytes().decode()) for path in sorted(folder.glob(pattern))]


def check_shown(newsroom: DeskSite, page: Any, found: list[str]) -> None:
    assert found
    for text in found:
        article = make_article(newsroom.database, actor(newsroom.database, "ana"), text, "A text")
        page.goto(f"/articles/{article.slug}")
        page.locator("main[data-ready]").wait_for()
        assert text_of(page) == text


def test_the_texts_of_the_example_are_shown_as_they_are(newsroom: DeskSite, someone: Any) -> None:
    check_shown(newsroom, someone("ana"), texts(PACKAGE / "demo", "*.txt"))


def test_three_languages_are_shown_as_they_are(newsroom: DeskSite, someone: Any, material: Path) -> None:
    check_shown(newsroom, someone("ana"), texts(material / "languages", "??*-0?.txt"))


def test_the_mouse_marks_the_very_words(newsroom: DeskSite, someone: Any, material: Path) -> None:
    text = (material / "article/raid.txt").read_text()
    wanted = {c["id"]: c for c in json.loads((material / "article/claims.json").read_text())["claims"]}
    article = make_article(newsroom.database, actor(newsroom.database, "ana"), text, "Raid")
    page = someone("ana", f"/articles/{article.slug}")
    for number, key in enumerate(SOME, 1):
        drag(page, wanted[key]["start"], wanted[key]["end"])
        page.get_by_role("group", name="Selected words").get_by_role("button", name="Quantity").click()
        expect(page.locator(f"#panel[data-claim='{number}']")).to_be_visible()
    assert text_of(page) == text
    with newsroom.database.read() as session:
        found = claim_query.claims(session, article.id, claim_query.Filter(), limit=100).items
    assert [(c.spans[0].start, c.spans[0].end) for c in found] == [(wanted[k]["start"], wanted[k]["end"]) for k in SOME]
