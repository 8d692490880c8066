"""Markdown: read by a CommonMark parser with HTML on, every text of a report stands there as itself."""

from __future__ import annotations

import re

import pytest
import real_reports
from html_reader import read
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_factory import article, claim, report

from annotate.domain.report import Report
from annotate.exports import PageContext, render
from annotate.exports.markdown import escaped, started
from annotate.exports.outline import printable

PAGE = PageContext(claim_url="https://newsroom.example/c/{number}")
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def markdown(made: Report) -> str:
    return render("md", made, PAGE).decode()


def shown(source: str) -> str:
    """The words that a reader of the rendered text sees, white space folded."""
    return " ".join(read(f'<main id="text">{READER.render(source)}</main>'.encode()).article.split())


@given(
    st.text(alphabet=st.sampled_from([*"\\`*_[]()<>&~|$#-+=.!:1a \n\t'\"/", "é", "ش", "\x07", "\u200b"]), max_size=24)
)
def test_no_text_is_markup_wherever_it_stands(words: str) -> None:
    wanted = " ".join(printable(words).split())
    for source in (started(escaped(words)), f"- {started(escaped(words))}", f"## A {escaped(words)}"):
        assert shown(source).removeprefix("A").strip() == wanted
        assert not re.search(r"<(?!/?(p|ul|li|h2)>)", READER.render(source))


def test_it_is_a_table_with_one_row_for_each_topic_and_one_section_for_each_claim() -> None:
    made = real_reports.raid()
    page = READER.render(markdown(made))
    topics = len({relation.topic for relation in made.relations})
    assert page.count("<h3>Claim ") == page.count("<h4>Evidence that undermines</h4>") == 35
    assert page.count("<table>") == 2 and page.count("<tr>") == (1 + topics) + (1 + 35)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/<b>(c) d", "data:text/html,x"])
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    made = report(article=article(url=url))
    targets = re.findall(r'href="([^"]*)"', READER.render(markdown(made)))
    assert [target for target in targets if not target.startswith("https://")] == []
    assert not any(char in target for target in targets for char in "<> ")


def test_marks_say_where_each_claim_ends() -> None:
    text = markdown(report(claims=(claim(1, "36 people"), claim(3, "people – 15 guards"))))
    assert "⟦36 ⟦people⟧(1) – 15 guards⟧(3)" in text
