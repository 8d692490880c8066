"""Word: real headings, tables that know their head, comments at the very words, and nothing that leads outside."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
import real_reports
from docx.oxml.ns import qn
from report_factory import TEXT, article, citation, claim, report

from annotate.domain.report import Report
from annotate.domain.spans import cut
from annotate.domain.vocabulary import State
from annotate.exports import PageContext, render

PAGE = PageContext(claim_url="https://newsroom.example/c/{number}")


def document(name: str, made: Report) -> Any:
    return docx.Document(io.BytesIO(render(name, made, PAGE)))


def anchored(made: Report) -> dict[int, str]:
    """The words that each comment is about, as they stand between its two marks."""
    body, words, open_ = document("comments", made).element.body, {}, set()
    for node in body.iter():
        if node.tag == qn("w:commentRangeStart"):
            open_.add(int(node.get(qn("w:id"))))
        elif node.tag == qn("w:commentRangeEnd"):
            open_.remove(int(node.get(qn("w:id"))))
        elif node.tag in (qn("w:t"), qn("w:tab")):
            for ident in open_:
                words[ident] = words.get(ident, "") + (node.text or "\t")
    return words


def test_the_raid_has_35_verdicts_in_the_margin_each_at_its_words() -> None:
    made = real_reports.raid()
    assert list(anchored(made).values()) == [span.exact for claim in made.claims for span in claim.spans]
    comments = list(document("comments", made).comments)
    assert [comment.initials for comment in comments] == [str(number) for number in range(1, 36)]
    assert all(
        comment.paragraphs[1].text == claim.wording for comment, claim in zip(comments, made.claims, strict=True)
    )


def test_claims_that_overlap_nest_touch_or_are_split_have_their_own_words_each() -> None:
    spans = [(45, 80), (60, 70), (70, 90), (45, 80), (150, 175)]
    made = report(
        claims=(
            *(claim(n, spans=(cut(TEXT, a, b),)) for n, (a, b) in enumerate(spans, 1)),
            claim(9, spans=(cut(TEXT, 50, 55), cut(TEXT, 100, 130))),
        )
    )
    wanted = [TEXT[a:b].replace("\n", "") for a, b in [*spans, (50, 55), (100, 130)]]
    assert [words for _, words in sorted(anchored(made).items())] == wanted
    last = list(document("comments", made).comments)[-1]
    assert last.text == "Claim 9, part 2 of 2: the verdict stands at its first part."


def test_the_article_is_there_to_the_letter() -> None:
    lines = [paragraph.text for paragraph in document("comments", report()).paragraphs][2:]
    assert lines == TEXT.split("\n")


def test_a_comment_has_the_time_of_the_approval_and_not_that_of_today() -> None:
    (comment,) = document("comments", report(claims=(claim(),))).comments
    assert comment.timestamp == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert (comment.author, comment.initials) == ("Example Newsroom", "1")


@pytest.mark.parametrize("name", ["docx", "comments"])
def test_nothing_in_it_leads_outside_or_runs(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(render(name, real_reports.raid(), PAGE))) as found:
        infos, parts = found.infolist(), {name: found.read(name).decode() for name in found.namelist()}
    assert not [name for name, part in parts.items() if name.endswith(".rels") and "External" in part]
    assert set(re.findall(r"<w:fldSimple[^>]*>|<w:instrText[^>]*>[^<]*", "".join(parts.values()))) == {
        '<w:fldSimple w:instr="PAGE"/>'
    }
    assert {(info.compress_type, info.date_time) for info in infos} == {(0, (1980, 1, 1, 0, 0, 0))}
    assert infos[0].filename == "[Content_Types].xml"
    assert parts["docProps/core.xml"].count("2026-11-25T12:00:00Z") == 2


def test_headings_are_headings_and_tables_repeat_their_head() -> None:
    made = document("docx", real_reports.raid())
    styles = [paragraph.style.name for paragraph in made.paragraphs]
    assert (styles.count("Title"), styles.count("Heading 1")) == (1, 8)
    assert len(made.tables) == 2
    for table in made.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(made.tables[1].rows) == 36


def test_a_right_to_left_article_runs_that_way_in_both() -> None:
    made = real_reports.language("fa-01")
    paragraphs = [p for p in document("comments", made).paragraphs if p.text in made.article.text and len(p.text) > 99]
    assert paragraphs
    for paragraph in paragraphs:
        assert paragraph._p.pPr.find(qn("w:bidi")) is not None
        assert all(
            run._r.rPr.find(qn("w:rtl")) is not None for run in paragraph.runs if re.search("[\u0600-\u06ff]", run.text)
        )
    quotes = [p for p in document("docx", made).paragraphs if p.style.name == "Quote"]
    assert all(p._p.pPr.find(qn("w:bidi")) is not None for p in quotes)


def test_a_working_copy_says_so_on_every_page_and_what_is_not_approved() -> None:
    made = report(working_copy=True, claims=(claim(state=State.RETURNED, approved_by=None),))
    for name in ("docx", "comments"):
        found = document(name, made)
        assert "Working copy" in found.sections[0].header.paragraphs[0].text
    assert "(returned, not approved)" in next(iter(found.comments)).paragraphs[0].text


def test_control_characters_are_named_because_xml_has_none() -> None:
    words = "bell \x07, escape \x1b, \ufffe and \x85"
    made = report(
        article=article(words),
        claims=(claim(spans=(cut(words, 0, 6),), statement=words, citations=(citation(note=words),)),),
    )
    for name in ("docx", "comments"):
        text = "\n".join(paragraph.text for paragraph in document(name, made).paragraphs)
        assert "bell [U+0007], escape [U+001B], [U+FFFE] and [U+0085]" in text
