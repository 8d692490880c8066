"""Naughty strings in every text of a report: every format keeps them, and none becomes markup or formula."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from html_reader import Reader, read
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from report_factory import article, citation, claim, report, source

from annotate.domain.report import Claimant, Organisation, Person, Report, canonical_bytes
from annotate.domain.spans import cut
from annotate.domain.text import normalise
from annotate.domain.vocabulary import PartyKind, Role
from annotate.exports import PageContext, render, render_claim
from annotate.exports.outline import aside, printable

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
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
        (annotation,) = json.loads(render("annotations", made, PAGE))["items"]
        assert annotation["target"][0]["selector"][0]["exact"] == words
        assert json.loads(render("mediareview", made, PAGE)) == []


def test_no_naughty_string_becomes_markup_in_markdown() -> None:
    """White space is folded by every reader of Markdown; control characters are named, for paper’s sake."""

    def drawn(words: str) -> Reader:
        return read(f'<main id="text">{MARKDOWN.render(render("md", infested(words), PAGE).decode())}</main>'.encode())

    def elements(page: Reader) -> set[str]:
        return {tag for tag, _ in page.elements}

    tame = elements(drawn("word"))
    for words in naughty()[::3]:
        page = drawn(words)
        assert page.faults == [] and elements(page) - {"a"} <= tame
        wanted = " ".join(re.sub("[\u2066-\u2069]", "", printable(words)).split())
        assert " ".join(re.sub("[\u2066-\u2069]", "", page.article).split()).count(wanted) > 15


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


def crowd() -> tuple[list[str], Report]:
    """All of them in one report: a claim, a source and a citation for each."""
    strings = naughty()
    text = "\n".join(strings)
    claims, sources, at = [], [], 0
    for number, words in enumerate(strings, 1):
        spans = (cut(text, at, at + len(words)),)
        cited = (citation(f"s{number}", locator=words, excerpt=words, note=words),)
        claims.append(claim(number, spans=spans, statement=words, rationale=words, known=words, citations=cited))
        sources.append(source(f"s{number}", title=words, url=words, note=words))
        at += len(words) + 1
    return strings, report(article=article(text), claims=tuple(claims), sources=tuple(sources))


def test_every_naughty_string_is_text_in_a_spreadsheet() -> None:
    strings, made = crowd()
    book = load_workbook(io.BytesIO(render("xlsx", made, PAGE)))
    found = [unescape(row[1].value) for row in book["Claims"].iter_rows(min_row=2)]
    assert found == [printable(words) for words in strings]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize("name", ["docx", "comments"])
def test_every_naughty_string_is_text_in_word(name: str) -> None:
    strings, made = crowd()
    found = docx.Document(io.BytesIO(render(name, made, PAGE)))
    if name == "docx":
        told = [p.text for p in found.paragraphs if p.style.name == "Heading 2" and p.text.startswith("Claim ")]
        assert [text.split(": ", 1)[1] for text in told] == [printable(aside(words)) for words in strings]
    else:
        assert [comment.paragraphs[1].text for comment in found.comments] == [printable(words) for words in strings]


def test_every_naughty_string_of_the_programs_letters_is_text_in_a_pdf() -> None:
    strings = [words for words in naughty() if words.isascii() and len(words) > 3]
    text = "\n".join(strings)
    claims, at = [], 0
    for number, words in enumerate(strings, 1):
        claims.append(claim(number, spans=(cut(text, at, at + len(words)),), statement=words, citations=()))
        at += len(words) + 1
    made = report(article=article(text), claims=tuple(claims), sources=())
    pages = pypdfium2.PdfDocument(render("pdf", made, PAGE))
    found = re.sub(r"\s|\ufffe", "", "".join(page.get_textpage().get_text_bounded() for page in pages))
    lost = [words for words in strings if re.sub(r"\s", "", printable(words)) not in found]
    assert len(strings) > 250 and len(lost) <= len(strings) // 20, lost  # what a page's end cuts in two
