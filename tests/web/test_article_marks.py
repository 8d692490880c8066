"""The text with its marks: whatever is marked, the page's text is the frozen text, character for character."""

from __future__ import annotations

import hashlib
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.text import split_blocks
from annotate.domain.things import Revision, Term
from annotate.store.queries.marks import Place, Tick
from annotate.web.marks import Look, Marks, sections, touched
from annotate.web.rail import BUCKETS, MOST_TICKS, rail

LOOKS = {"u": Look("unchecked", "U"), "f": Look("false", "F"), "v": Look("verified", "V")}


def revision(text: str) -> Revision:
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Revision("r", 1, sha, len(text), text, split_blocks(text, {0}), "pasted", None, "2026-11-23T12:00:00.000Z")


class Reader(HTMLParser):
    """textContent, and the marks with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.marks, self.ids, self.styles = "", [], [], 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.styles += "style" in values
        if values.get("id"):
            self.ids.append(values["id"])
        if tag == "mark":
            self.marks.append([values, ""])

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.marks[-1].append("closed")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.marks and len(self.marks[-1]) == 2:
            self.marks[-1][1] += data


def draw(text: str, spans: dict[int, list[tuple[int, int]]], active: int | None = None) -> Reader:
    looks = {claim: list(LOOKS.values())[claim % 3] for claim in spans}
    marks = Marks({c: [Place(*p) for p in places] for c, places in spans.items()}, looks, active)
    return Reader("\n".join(sections(revision(text), marks)))


@st.composite
def cases(draw_: st.DrawFn) -> tuple[str, dict[int, list[tuple[int, int]]]]:
    text = draw_(st.text(alphabet="ab <&>\"'\n😀ش\u200c\u202e\u00a0", min_size=1, max_size=80))
    place = st.integers(0, len(text))
    pair = st.tuples(place, place).map(sorted).filter(lambda p: p[0] < p[1])
    found = draw_(st.dictionaries(st.integers(1, 9), st.lists(pair, min_size=1, max_size=3), max_size=6))
    return text, {claim: [(a, b) for a, b in pairs] for claim, pairs in found.items()}


@given(cases())
def test_the_text_content_is_the_frozen_text(case: tuple[str, dict[int, list[tuple[int, int]]]]) -> None:
    assert draw(*case).text == case[0]


@given(cases())
def test_no_id_comes_twice_and_no_style_is_written_inline(case: tuple[str, dict[int, list[tuple[int, int]]]]) -> None:
    drawn = draw(*case)
    assert len(drawn.ids) == len(set(drawn.ids))
    assert drawn.styles == 0


@given(cases())
def test_a_claim_is_drawn_over_exactly_its_words(case: tuple[str, dict[int, list[tuple[int, int]]]]) -> None:
    text, spans = case
    drawn = draw(text, spans)
    for claim, places in spans.items():
        wanted = {i for a, b in places for i in range(a, b) if text[i] != "\n"}
        assert "".join(text[i] for i in sorted(wanted)) == "".join(
            words for values, words, *_ in drawn.marks if str(claim) in values["data-c"].split()
        )


def test_the_worst_status_is_drawn_and_three_is_the_deepest_tint() -> None:
    drawn = draw("one two three", {3: [(0, 13)], 1: [(4, 7)], 6: [(4, 7)], 9: [(4, 7)]})
    two = next(values for values, words, *_ in drawn.marks if words == "two")
    assert (two["data-s"], two["data-d"], two["data-c"]) == ("false", "3", "1 3 6 9")


def test_two_claims_that_begin_together_each_have_an_address() -> None:
    drawn = draw("one two", {1: [(0, 3)], 2: [(0, 7)]})
    assert {"c1", "c2"} <= set(drawn.ids)


def test_the_number_stands_on_the_last_words_and_the_tick_on_the_first() -> None:
    drawn = draw("one two three", {4: [(0, 3), (8, 13)]})
    (first, _, _), (last, _, _) = drawn.marks
    assert "data-tick" in first and "data-n" not in first
    assert last["data-n"] == "4" and "data-tick" not in last


def test_the_open_claim_is_named_on_its_marks() -> None:
    drawn = draw("one two", {4: [(0, 3)], 5: [(4, 7)]}, active=5)
    assert [("is-active" in values["class"]) for values, *_ in drawn.marks] == [False, True]


def test_only_the_touched_sections_are_drawn() -> None:
    text = "\n".join(f"line {n}" for n in range(50))
    made = revision(text)
    span = Place(text.index("line 25"), text.index("line 25") + 7)
    indexes, start, end = touched(made, [span])
    assert indexes == [1]
    assert text[start:end].startswith("line 20\n")
    (html,) = sections(made, Marks({1: [span]}, {1: LOOKS["u"]}), indexes)
    assert Reader(html).text == "\n".join(f"line {n}" for n in range(20, 40))


STATUSES = {
    code: Term(code, 1, "status", code, code, "", tone, code[0].upper(), None, "", 1, True)
    for code, tone in (("unchecked", "unchecked"), ("false", "false"))
}


def test_the_rail_of_a_long_article_has_no_more_ticks_than_places() -> None:
    blocks = split_blocks("x" * 100_000)
    ticks = [Tick(n, "false" if n == 7 else "unchecked", n * 10) for n in range(1, 5001)]
    drawn = rail(ticks, blocks, 100_000, STATUSES, "ltr")
    assert len(drawn.ticks) <= BUCKETS
    assert sum(tick.count for tick in drawn.ticks) == 5000
    assert drawn.ticks[0].tone == "false"


def test_near_ticks_lie_in_different_lanes_and_turn_round_with_the_text() -> None:
    ticks = [Tick(1, "unchecked", 0), Tick(2, "unchecked", 1), Tick(3, "unchecked", 2)]
    left = rail(ticks, split_blocks("x" * 1000), 1000, STATUSES, "ltr")
    right = rail(ticks, split_blocks("x" * 1000), 1000, STATUSES, "rtl")
    assert len(ticks) < MOST_TICKS
    assert len({tick.x for tick in left.ticks}) == 3
    assert [68 - 17 - tick.x for tick in left.ticks] == [tick.x for tick in right.ticks]
