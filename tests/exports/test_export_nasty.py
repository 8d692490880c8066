"""Naughty strings in every text of a report: every format keeps them, and none becomes markup or formula."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from html_reader import Reader, read
from report_factory import article, citation, claim, report, source

from annotate.domain.report import Claimant, Organisation, Person, Report, canonical_bytes
from annotate.domain.spans import cut
from annotate.domain.text import normalise
from annotate.domain.vocabulary import PartyKind, Role
from annotate.exports import PageContext, render, render_claim

PAGE = PageContext(claim_url="https://newsroom.example/c/{number}")


def naughty() -> list[str]:
    folder = os.environ.get("ANNOTATE_MATERIAL")
    if not folder:
        pytest.skip("ANNOTATE_MATERIAL is not set: the naughty strings are not at hand")
    coded = json.loads(Path(folder, "nasty", "blns", "blns-base64.json").read_text("utf-8"))
    return [text for one in coded if (text := normalise(base64.b64decode(one).decode())).strip()]


def infested(words: str) -> Report:
    """A report that has `words` wherever a person may write."""
    person = Person(words, Role.REVIEWER)
    made = claim(
        statement=words, rationale=words, known=words, unknown=words, settle=words, search_log=words, comment=words,
        claimant=Claimant(words, PartyKind.PERSON), approved_by=person, checked_by=(person,),
        spans=(cut(words, 0, len(words)),),
        citations=(citation(locator=words, excerpt=words, note=words),),
    )  # fmt: skip
    base = report()
    statuses = tuple(
        replace(term, label=words, definition=words, alternate_name=words, letter=words[:2])
        for term in base.terms.statuses
    )
    return report(
        organisation=Organisation(words, words),
        article=article(words, title=words, byline=words, publisher=words, url=words, language="en", dated=words),
        note=words, method=words, published_by=person, claims=(made,),
        terms=replace(base.terms, statuses=statuses),
        sources=(source(title=words, url=words, archive_url=words, publisher=words, author=words, note=words),),
    )  # fmt: skip


def test_every_naughty_string_survives_every_format() -> None:
    strings = naughty()
    assert len(strings) > 400
    for words in strings:
        made = infested(words)
        assert Report.from_dict(json.loads(canonical_bytes(made))) == made
        (row,) = csv.DictReader(io.StringIO(render("csv", made, PAGE).decode("utf-8-sig"), newline=""))
        assert row["claim"].removeprefix("'") == words.removeprefix("'")
        (review,) = json.loads(render("claimreview", made, PAGE))
        assert review["itemReviewed"]["text"] == words


def test_no_naughty_string_becomes_markup() -> None:
    def elements(page: Reader) -> set[str]:
        return {tag for tag, _ in page.elements}

    def pages(words: str) -> tuple[Reader, Reader]:
        made = infested(words)
        return read(render("html", made, PAGE)), read(render_claim(made, 1, PAGE))

    tame = [elements(page) for page in pages("word")]
    for words in naughty():
        edition, alone = pages(words)
        assert [elements(edition), elements(alone)] == tame
        assert edition.faults == alone.faults == []
        assert edition.article == words
        assert json.loads(alone.scripts[0])["itemReviewed"]["text"] == words
