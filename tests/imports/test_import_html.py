"""Web pages: the article's words as the publisher wrote them, in bounded time, and never a request."""

from __future__ import annotations

import socket

import pytest
from counting import calls, growth

from annotate.domain.errors import TooLarge, Unreadable
from annotate.imports import read_article
from annotate.imports.html import MAX_ELEMENTS

FILLER = "The police said that thirty-six people were hurt when officers came to the camp on Tuesday morning. " * 4
TABLE = "<table><tr><td>some words</td></tr></table>"


def page(body: str, head: str = "", lang: str = "en") -> bytes:
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>".encode()


ARTICLE = f"""
<nav><a href="/">Home</a><a href="/news">News</a></nav>
<article><h1>Raid on <em>the camp</em></h1>
<p>می\u200cشود 30\u00a0km cafe\u0301 \u2066x\u2069 <b>bold</b> <a href="https://example.org/x">link</a>. {FILLER}</p>
<h2>What is known</h2>
<p>First line<br>second line. {FILLER}</p>
<ul><li>one item of the list</li><li>another item</li></ul>
<blockquote><p>They quoted this.</p><p>And this.</p></blockquote>
<table><tr><th>Who</th><th>Hurt</th></tr><tr><td>Police</td><td>36</td></tr></table>
</article><footer>Copyright 2020</footer>"""
HEAD = """<title>Raid on the camp - Daily</title><meta property="og:site_name" content="Daily">
<meta name="author" content="Ana Lima"><link rel="canonical" href="https://example.org/raid">
<meta property="article:published_time" content="2023-06-22T10:00:00Z">"""


def test_a_page_gives_its_article_one_line_for_each_paragraph() -> None:
    lines = read_article(page(ARTICLE, HEAD), "a.html").text.split("\n")

    assert lines[0] == "Raid on the camp"
    assert lines[1] == f"می\u200cشود 30\u00a0km cafe\u0301 \u2066x\u2069 bold link. {FILLER}".strip()
    assert lines[2:5] == ["What is known", "First line", f"second line. {FILLER}".strip()]
    assert lines[5:9] == ["one item of the list", "another item", "They quoted this.", "And this."]
    assert lines[9:] == ["Who\tHurt", "Police\t36"]


def test_a_headline_with_markup_is_the_articles_own_line_and_comes_once() -> None:
    body = f"<article><h1><em>Raid</em>, again:<br>36\u00a0hurt</h1><p>{FILLER}</p><p>{FILLER}</p></article>"
    article = read_article(page(body), "a.html")

    assert article.title == "Raid, again: 36 hurt"
    assert article.text.count("Raid") == 1


def test_a_page_says_who_wrote_it_where_and_when() -> None:
    article = read_article(page(ARTICLE, HEAD, lang="en-GB"), "a.htm")

    assert article.headings == frozenset({0, 2})
    assert (article.title, article.byline, article.publisher) == ("Raid on the camp", "Ana Lima", "Daily")
    assert (article.url, article.language) == ("https://example.org/raid", "en-GB")
    assert article.published == "2023-06-22"
    assert article.importer.startswith("trafilatura ")


def test_a_headline_outside_the_article_is_kept_as_its_first_line() -> None:
    body = (
        f"<header><h1>The headline itself</h1></header><main><article><p>{FILLER}</p><p>{FILLER}</p></article></main>"
    )
    article = read_article(page(body), "a.html")

    assert article.text.split("\n")[0] == "The headline itself"
    assert 0 in article.headings


def test_a_page_that_names_no_address_on_the_web_has_none() -> None:
    head = "<link rel='canonical' href='javascript:alert(1)'>"

    assert read_article(page(f"<p>{FILLER}</p>", head, lang="<x>"), "a.html").url is None
    assert read_article(page(f"<p>{FILLER}</p>", head, lang="not a language"), "a.html").language is None


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: asked.append(address))
    head = "<link rel=stylesheet href='http://192.0.2.1/a.css'><script src='http://192.0.2.1/a.js'></script>"
    body = f"<img src='http://192.0.2.1/a.png'><iframe src='http://192.0.2.1/'></iframe><p>{FILLER}</p>"
    doctype = b'<!DOCTYPE html SYSTEM "http://192.0.2.1/a.dtd">'

    assert FILLER.strip() in read_article(doctype + page(body, head), "a.html").text
    assert asked == []


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ("<meta charset=windows-1251>", "cp1251", "Полиция"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>", "cp1252", "“résumé”"),
        ("<meta charset='shift_jis'>", "cp932", "警察"),
        ("<meta charset='utf-8'>", "utf-8", "پلیس 😀"),
        ("<meta charset='utf-16'>", "utf-8", "پلیس"),
    ],
)
def test_the_declared_charset_is_honoured(declared: str, encoding: str, words: str) -> None:
    text = f"<html><head>{declared}</head><body><p>{words} {FILLER}</p></body></html>"

    assert read_article(text.encode(encoding), "a.html").text.startswith(words)


def test_a_byte_order_mark_wins_over_the_declared_charset() -> None:
    data = f"<html><head><meta charset=windows-1251></head><body><p>پلیس {FILLER}</p></body></html>"

    assert read_article(data.encode("utf-16"), "a.html").text.startswith("پلیس")


def test_an_xml_declaration_is_no_obstacle() -> None:
    data = b"<?xml version='1.0' encoding='utf-8'?>" + page(f"<p>{FILLER}</p>")

    assert read_article(data, "a.xhtml").text == FILLER.strip()


@pytest.mark.parametrize("label", ["utf-7", "rot13", "unicode_escape", "hex", "no-such-thing", "idna"])
def test_a_charset_that_no_browser_knows_is_refused(label: str) -> None:
    with pytest.raises(Unreadable, match=rf"“{label}”, which no browser knows\. Save the page as UTF-8"):
        read_article(page("<p>words</p>", f"<meta charset={label}>"), "a.html")


@pytest.mark.parametrize(
    "body",
    ["<div id=app></div><script>" + "render('words');" * 2000 + "</script>", "", "<style>p { color: red }</style>"],
)
def test_a_page_that_is_all_script_says_what_to_do(body: str) -> None:
    with pytest.raises(Unreadable, match=r"no article text.*copy the text and paste it"):
        read_article(page(body), "a.html")


def test_entities_are_not_expanded() -> None:
    bomb = b"<!DOCTYPE html [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    text = read_article(bomb + page(f"<p>{FILLER} &b; &f;</p>"), "a.html").text

    assert "lollol" not in text
    assert "root:" not in text


@pytest.mark.parametrize("tag", ["div", "b", "p><div", "table><tr><td", "ul><li"])
def test_three_hundred_thousand_nested_tags_are_refused_before_anything_walks_through_them(tag: str) -> None:
    done = calls(lambda: refused(page(f"<{tag}>" * 300_000 + FILLER)))

    assert "bare_extraction" not in done and done.total() < 1000


def test_more_elements_than_the_limit_are_refused_with_the_number() -> None:
    with pytest.raises(TooLarge, match=rf"{MAX_ELEMENTS:,} are the most\. Copy the article"):
        read_article(page("<p>word</p>" * MAX_ELEMENTS), "a.html")


def test_six_million_tags_are_refused_before_there_is_a_tree() -> None:
    done = calls(lambda: refused(b"<p>" * 6_000_000))

    assert done["count"] == 1 and "document_fromstring" not in done


def test_the_work_grows_with_the_elements_or_with_their_square_and_no_more() -> None:
    """Tables are the square: that is why there is a limit. Seconds of the worst pages: tests/bench/pages.py."""
    assert growth(lambda number: read_article(page(FILLER + "<p>short <b>words</b></p>" * number), "a.html"), 250) < 2.2
    assert growth(lambda number: read_article(page(FILLER + "words<br>" * number), "a.html"), 250) < 2.2
    assert growth(lambda number: read_article(page(TABLE * number), "a.html"), 100) < 4.2


def refused(data: bytes) -> None:
    with pytest.raises((Unreadable, TooLarge), match=r"Copy the article's text and paste it"):
        read_article(data, "a.html")
