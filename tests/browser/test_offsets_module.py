"""offsets.js counts as Python does: every case is compared with a Python slice of the same text."""

from __future__ import annotations

import random
from html import escape
from typing import Any

import pytest
from cases import every

ZWNJ, RLI, PDI, NBSP, NNBSP, SHY = "\u200c", "\u2067", "\u2069", "\u00a0", "\u202f", "\u00ad"
FAMILY, FLAG, KEYCAP = "👨‍👩‍👧", "🇮🇷", "1\ufe0f\u20e3"
TEXTS = {
    "emoji, family, flag": f"a 😀 b {FAMILY} c {FLAG} d",
    "Persian with ZWNJ and digits": f"محمدرضا پهلوی می{ZWNJ}گوید ۱۲۰ نفر کتاب{ZWNJ}ها را",
    "combining accent beside its twin": "cafe\u0301 vs caf\u00e9",
    "Arabic and Persian kaf and yeh": "كتاب کتاب علي علی",
    "bidi isolates": f"He said {RLI}سلام Ali{PDI} twice.",
    "keycap and stacked accents": f"press {KEYCAP} now, Z\u0351\u036b\u0343 too",
    "no-break spaces in numbers": f"5{NBSP}939 of 17{NNBSP}000 people",
    "soft hyphen": f"dis{SHY}puted",
    "blocks, one empty, one of a character": "Heading\n\nx\nLast words 😀",
}
ALPHABET = ["a", " ", "\n", "é", "e\u0301", "😀", FAMILY, FLAG, KEYCAP, "م", ZWNJ, NBSP, "𝔘", RLI, PDI, SHY]

OPEN = """async (text) => {
  window.offsets = await import('/static/js/offsets.js');
  window.article = document.getElementById('text');
  return article.textContent;
}"""


def article(text: str, marks: bool = True) -> str:
    """The text as the server would draw it: blocks parted by newline text nodes, some words marked."""
    blocks = []
    for line in text.split("\n"):
        middle = len(line) // 2
        inner = f'{escape(line[:middle])}<mark class="seg">{escape(line[middle:])}</mark>' if marks and line else ""
        blocks.append(f"<p>{inner or escape(line)}</p>")
    return '<article id="text" class="article"><section>{}</section></article>'.format("\n".join(blocks))


@pytest.fixture
def page(same_page: Any) -> Any:
    return same_page


@pytest.fixture
def open_text(page: Any, site: Any) -> Any:
    """Show a text in a page without scripts of its own, and check the promise offsets.js relies on."""

    def show(text: str, after: str = "", marks: bool = True) -> None:
        body = f'<!doctype html><meta charset="utf-8"><p id="before">before</p>{article(text, marks)}{after}'
        site.on("GET", "/text", lambda: body)
        page.goto(f"{site.url}/text")
        assert page.evaluate(OPEN, text) == text

    return show


@every("name", TEXTS)
def test_every_single_offset_goes_there_and_back(page: Any, open_text: Any, name: str) -> None:
    text = TEXTS[name]
    open_text(text)
    pairs = page.evaluate(
        """() => { const map = new offsets.CPMap(article.textContent);
        const there = Array.from({length: map.length + 1}, (_, i) => map.toU16(i));
        return [map.length, ...there.map((i) => [i, map.toCP(i)])] }"""
    )
    assert pairs[0] == len(text)
    assert pairs[1:] == [[len(text[:i].encode("utf-16-le")) // 2, i] for i in range(len(text) + 1)]


@every("name", TEXTS)
def test_a_range_holds_exactly_the_python_slice(page: Any, open_text: Any, name: str) -> None:
    text = TEXTS[name]
    open_text(text)
    spans = [(a, b) for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
    got = page.evaluate("spans => spans.map(([a, b]) => offsets.rangeOf(article, a, b).toString())", spans)
    assert got == [text[a:b] for a, b in spans]


def test_random_texts_and_spans_survive_the_round_trip(page: Any, open_text: Any) -> None:
    dice = random.Random(20261123)
    for _ in range(40):
        text = "".join(dice.choices(ALPHABET, k=dice.randint(5, 80)))
        open_text(text)
        spans = [sorted(dice.sample(range(len(text) + 1), 2)) for _ in range(25)]
        quotes = page.evaluate(
            "s => s.map(([a, b]) => offsets.quoteOf(article, offsets.rangeOf(article, a, b)))", spans
        )
        for (start, end), quote in zip(spans, quotes, strict=True):
            check_quote(text, start, end, quote)


def check_quote(text: str, start: int, end: int, quote: dict[str, Any] | None) -> None:
    if quote is None:
        assert not text[start:end].strip("\n\u00a0 ")
        return
    assert quote["exact"] == text[quote["start"] : quote["end"]]
    assert quote["prefix"] == text[max(0, quote["start"] - 32) : quote["start"]]
    assert quote["suffix"] == text[quote["end"] : quote["end"] + 32]
    assert text[start:end].strip("\n\u00a0 ") in quote["exact"]


@every(
    ("text", "inside", "whole"),
    [
        (f"a {FAMILY} b", (3, 4), FAMILY),
        (f"a {FLAG} b", (3, 4), FLAG),
        (f"a {KEYCAP} b", (2, 3), KEYCAP),
        ("cafe\u0301 x", (3, 4), "e\u0301"),
        ("cafe\u0301 x", (4, 5), "e\u0301"),
        ("a \u0301b c", (1, 4), " \u0301b"),
    ],
)
def test_an_end_inside_a_grapheme_moves_out_of_it(
    page: Any, open_text: Any, text: str, inside: tuple[int, int], whole: str
) -> None:
    open_text(text, marks=False)
    quote = page.evaluate("([a, b]) => offsets.quoteOf(article, offsets.rangeOf(article, a, b))", inside)
    assert quote["exact"] == whole
    assert text[quote["start"] : quote["end"]] == whole


def test_white_space_at_the_ends_is_not_part_of_a_quote(page: Any, open_text: Any) -> None:
    text = f"one  {NBSP}two words \n three"
    open_text(text)
    quote = page.evaluate("([a, b]) => offsets.quoteOf(article, offsets.rangeOf(article, a, b))", [3, 18])
    assert quote["exact"] == "two words"
    nothing = page.evaluate("([a, b]) => offsets.quoteOf(article, offsets.rangeOf(article, a, b))", [3, 6])
    assert nothing is None


@every(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 99), (0.5, 2)])
def test_a_span_that_is_none_is_refused(page: Any, open_text: Any, start: float, end: float) -> None:
    open_text("short")
    error = page.evaluate(
        "([a, b]) => { try { offsets.rangeOf(article, a, b) } catch (e) { return e.name } }", [start, end]
    )
    assert error == "RangeError"


def selected(page: Any) -> dict[str, Any] | None:
    return page.evaluate("() => offsets.quoteOf(article, document.getSelection().getRangeAt(0))")


def test_a_triple_click_gives_the_paragraph_without_the_newline_after_it(page: Any, open_text: Any) -> None:
    text = "First 😀 paragraph.\nSecond one.\nThird."
    open_text(text)
    page.locator("#text p").nth(1).click(click_count=3)
    quote = selected(page)
    assert quote is not None and quote["exact"] == "Second one."
    assert (quote["start"], quote["end"]) == (19, 30)


def test_a_drag_from_right_to_left_gives_the_same_quote(page: Any, open_text: Any) -> None:
    text = "Police denied any wrongdoing 😀 in the camp."
    open_text(text)
    span = page.evaluate(
        """() => { offsets.select(article, {start: 7, end: 30, backward: true});
        return offsets.selectionOf(article) }"""
    )
    assert span == {"start": 7, "end": 30, "backward": True}
    quote = selected(page)
    assert quote is not None and quote["exact"] == text[7:30].strip()


def test_a_mouse_drag_across_marks_gives_the_python_slice(page: Any, open_text: Any) -> None:
    text = "Emoji 😀 first, then words that are marked, and the rest."
    open_text(text)
    box = page.evaluate(
        """() => { const at = (i) => { const r = offsets.rangeOf(article, i, i + 1).getBoundingClientRect();
        return [r.left + 1, r.top + r.height / 2] }; return [at(8), at(40)] }"""
    )
    page.mouse.move(*box[0])
    page.mouse.down()
    page.mouse.move(*box[1], steps=4)
    page.mouse.up()
    quote = selected(page)
    assert quote is not None and quote["exact"] == text[8:40].strip()


def test_select_all_is_clamped_to_the_article(page: Any, open_text: Any) -> None:
    text = "Only this.\nAnd 😀 this."
    open_text(text, after="<p>after</p>")
    page.keyboard.press("Control+a")
    quote = selected(page)
    assert quote == {"start": 0, "end": len(text), "exact": text, "prefix": "", "suffix": ""}


def test_ends_that_are_elements_are_resolved(page: Any, open_text: Any) -> None:
    text = "One.\nTwo 😀.\nThree."
    open_text(text)
    quote = page.evaluate(
        """() => { const section = article.firstElementChild; const range = new Range();
        range.setStart(section, 2); range.setEnd(section, 3); return offsets.quoteOf(article, range) }"""
    )
    assert quote["exact"] == "Two 😀."
    assert (quote["start"], quote["end"]) == (5, 11)


def test_a_range_outside_the_article_is_no_quote(page: Any, open_text: Any) -> None:
    open_text("Inside.", after='<p id="after">after</p>')
    for place in ("before", "after"):
        script = f"""() => {{ const range = new Range(); range.selectNodeContents(document.getElementById('{place}'));
        return offsets.quoteOf(article, range) }}"""
        assert page.evaluate(script) is None


def test_right_to_left_words_are_counted_in_logical_order(page: Any, open_text: Any) -> None:
    text = f"گفت {RLI}MEK{PDI} ۳۶ نفر می{ZWNJ}آیند."
    open_text(text)
    page.evaluate("article.dir = 'rtl'")
    start = text.index("۳۶")
    quote = page.evaluate(
        "([a, b]) => offsets.quoteOf(article, offsets.rangeOf(article, a, b))", [start, len(text) - 1]
    )
    assert quote["exact"] == text[start:-1]
