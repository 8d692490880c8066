"""Plain text, pasted text and Markdown: nothing is altered that need not be, and nothing is guessed."""

from __future__ import annotations

import codecs

import pytest

from annotate.domain.errors import Invalid, TooLarge, Unreadable
from annotate.imports import read_article, read_pasted

NEWS = "Raid on the camp\nPolice said 36 people were hurt.\nThe group said a hundred."


def test_plain_text_comes_out_as_it_went_in_but_for_newlines() -> None:
    odd = "Café Cafe\u0301\t\u00a0می\u200cشود \u2066x\u2069\r\n\r\n  two  spaces \rend\x0c\n"

    assert read_article(odd.encode(), "a.txt").text == odd.replace("\r\n", "\n").replace("\r", "\n")


def test_a_first_line_that_reads_like_one_is_title_and_heading() -> None:
    article = read_article(NEWS.encode(), "A.TXT")

    assert (article.title, article.headings) == ("Raid on the camp", frozenset({0}))


@pytest.mark.parametrize("text", ["It ends as a sentence.\nMore.", "Only one line", "long " * 60 + "\nMore."])
def test_a_first_line_that_does_not_is_a_paragraph(text: str) -> None:
    article = read_article(text.encode(), "a.txt")

    assert (article.title, article.headings) == (None, frozenset())


def test_the_title_is_found_below_blank_lines() -> None:
    assert read_article(b"\n\n" + NEWS.encode(), "a.txt").headings == frozenset({2})


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_byte_order_mark_says_the_encoding_and_is_no_text(mark: bytes, encoding: str, name: str) -> None:
    assert read_article(mark + "Čest 😀".encode(encoding), name).text == "Čest 😀"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_wrong_encoding_names_byte_and_line_and_says_to_save_as_utf_8(name: str) -> None:
    with pytest.raises(Unreadable, match=r"not UTF-8 text: byte 12 \(0xE9, on line 2\).*[Ss]ave .*as UTF-8"):
        read_article(b"First line\nr\xe9sum\xe9 of the news", name)


def test_half_a_utf_16_character_is_named_by_its_byte() -> None:
    with pytest.raises(Unreadable, match=r"not UTF-16-LE text: byte 6 .*save it as UTF-8"):
        read_article(codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"c", "a.txt")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bytes(range(32)) * 40, r"byte 0 is 0x00.*save it there as UTF-8"),
        ("UTF-16 without its mark".encode("utf-16-le"), r"byte 1 is 0x00.*save it there as UTF-8"),
        (b"%PDF-1.7 ...", r"it is a PDF\. Give the name the right ending"),
        (b"PK\x03\x04 ...", r"it is a zip archive or a Word document\. Give the name"),
        (b"\x89PNG\r\n\x1a\n...", r"it is a PNG picture\. Give the name"),
        (b"{\\rtf1 words}", r"it is a rich text \(RTF\) document\. Give the name"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_binary_file_under_a_name_for_text_is_refused(data: bytes, says: str, name: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_article(data, name)


def test_a_stray_zero_byte_is_removed_as_in_every_text() -> None:
    assert read_article(b"A long enough line " * 10 + b"with one\x00 zero byte", "a.txt").text.endswith("one zero byte")


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("data", [b" \n\t \n", b"\n", codecs.BOM_UTF8])
def test_a_file_of_white_space_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(Invalid, match=r"empty.*[Pp]aste"):
        read_article(data, name)


def test_a_text_over_two_million_bytes_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"2,000,002 bytes; 2,000,000 are the most\. Split"):
        read_article("ش".encode() * 1_000_001, "a.txt")


def test_markdown_over_a_million_bytes_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"1,000,001 bytes; 1,000,000 are the most\. Split it, or save it as plain"):
        read_article(b"x" * 1_000_001, "a.md")


def test_pasted_text_keeps_everything_but_newlines() -> None:
    article = read_pasted("  A title \r\n\r\nwords\u00a0here  \r", title="A title")

    assert article.text == "  A title \n\nwords\u00a0here  \n"
    assert (article.title, article.headings) == ("A title", frozenset({0}))


@pytest.mark.parametrize("title", [None, "", "Another title", "A titl"])
def test_pasted_text_has_no_heading_unless_its_first_line_is_the_title(title: str | None) -> None:
    article = read_pasted("A title\nwords", title=title)

    assert (article.headings, article.title) == (frozenset(), title or None)


def test_pasted_text_that_is_no_text_is_refused() -> None:
    with pytest.raises(Invalid, match=r"half of a surrogate pair.*Remove it"):
        read_pasted("a\ud83d")
    with pytest.raises(Invalid, match=r"empty"):
        read_pasted(" \n ")
    with pytest.raises(TooLarge, match=r"Split"):
        read_pasted("x" * 2_000_001)


MARKDOWN = """\
---
title: "The raid: what is known"
author: Ana Lima
date: 2023-06-22T10:00
lang: en
---

# The *raid*

Police said **36** people
were [hurt](https://example.org "t") &amp; `1 < 2`.
Next\\
line ![a picture](x.png)

Second heading
--------------

- one *item*
- two
  1. nested

> quoted

| Who | Hurt |
|-----|------|
| Police | 36 |

<div>In a <b>block</b></div>
<script>alert(1)</script>

    code  stays
"""


def test_markdown_gives_the_words_without_the_markup() -> None:
    article = read_article(MARKDOWN.encode(), "a.md")

    assert article.text.split("\n") == [
        "The raid",
        "Police said 36 people were hurt & 1 < 2. Next",
        "line",
        "Second heading",
        "one item",
        "two",
        "nested",
        "quoted",
        "Who\tHurt",
        "Police\t36",
        "In a block",
        "code  stays",
    ]
    assert article.headings == frozenset({0, 3})
    assert (article.title, article.byline) == ("The raid: what is known", "Ana Lima")
    assert (article.published, article.language) == ("2023-06-22", "en")
    assert article.importer.startswith("markdown-it-py ")


def test_markdown_without_front_matter_takes_its_first_heading_as_title() -> None:
    assert read_article(b"words\n\n## A heading\n", "a.md").title == "A heading"


def test_a_rule_at_the_top_of_markdown_is_no_front_matter() -> None:
    assert read_article(b"---\nPolice said so. Yes.\n\n---\nmore\n", "a.md").text == "Police said so. Yes.\nmore"


@pytest.mark.parametrize("source", [">" * 5000 + " x", "- " * 300 + "x"])
def test_markdown_nested_too_deep_is_refused_and_not_cut(source: str) -> None:
    with pytest.raises(Unreadable, match=r"nested more than 58 deep\. Flatten"):
        read_article(source.encode(), "a.md")


def test_markdown_nested_as_deep_as_people_write_keeps_every_word() -> None:
    source = "\n\n".join(">" * depth + f" level {depth}" for depth in range(1, 25))

    assert read_article(source.encode(), "a.md").text.split("\n") == [f"level {depth}" for depth in range(1, 25)]
