"""`text[start:end] == exact`, always, in code points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotate.domain.errors import Invalid, Stale
from annotate.domain.spans import CONTEXT, MAX_SPANS, Span, check_spans, cut, find_quote, resolve_quote

TEXT = "Police 🚓 said 36. Residents said 100, and police said 36."
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120)


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    return text, start, end


@given(places())
def test_a_cut_span_says_what_the_text_says(place: tuple[str, int, int]) -> None:
    text, start, end = place
    [span] = check_spans(text, [cut(text, start, end)])
    assert text[span.start : span.end] == span.exact
    assert text.endswith(span.prefix, 0, span.start) and text.startswith(span.suffix, span.end)
    assert len(span.prefix) == min(CONTEXT, start) and len(span.suffix) == min(CONTEXT, len(text) - end)


@given(places())
def test_a_quote_with_its_context_is_found_where_it_was_cut(place: tuple[str, int, int]) -> None:
    text, start, end = place
    span = cut(text, start, end)
    assert start in find_quote(text, span.exact, span.prefix, span.suffix)


@given(places(), st.integers(-3, 3), st.integers(-3, 3))
def test_shifted_offsets_are_never_taken_for_other_words(place: tuple[str, int, int], left: int, right: int) -> None:
    text, start, end = place
    shifted = replace(cut(text, start, end), start=start + left, end=end + right)
    try:
        [taken] = check_spans(text, [shifted])
    except (Invalid, Stale):
        return
    assert text[taken.start : taken.end] == shifted.exact


def test_an_emoji_is_one_character() -> None:
    assert cut(TEXT, 7, 8).exact == "🚓"


@pytest.mark.parametrize(("span", "why"), [
    (Span(5, 5, ""), "is empty"),
    (Span(9, 5, "x"), "is reversed"),
    (Span(-1, 3, "x"), "is outside the text"),
    (Span(0, 999, "x"), "is outside the text, which has 57 characters"),
    (Span(6, 7, " "), "only white space"),
])  # fmt: skip
def test_impossible_offsets_are_refused_by_name(span: Span, why: str) -> None:
    assert len(TEXT) == 57
    with pytest.raises(Invalid, match=why) as refused:
        check_spans(TEXT, [cut(TEXT, 0, 6), span])
    assert refused.value.problems[0].field == "spans.1"


def test_a_quote_that_the_text_does_not_say_is_stale() -> None:
    with pytest.raises(Stale, match="the text says “Police”, not “People”"):
        check_spans(TEXT, [Span(0, 6, "People")])


def test_spans_of_one_claim_are_ordered_and_may_touch_but_not_overlap() -> None:
    assert [s.start for s in check_spans(TEXT, [cut(TEXT, 6, 9), cut(TEXT, 0, 6)])] == [0, 6]
    with pytest.raises(Invalid, match="0–6 and 5–9 of one claim overlap"):
        check_spans(TEXT, [cut(TEXT, 5, 9), cut(TEXT, 0, 6)])


def test_a_claim_has_between_one_and_32_spans() -> None:
    with pytest.raises(Invalid, match="at least one"):
        check_spans(TEXT, [])
    with pytest.raises(Invalid, match="these are 33"):
        check_spans("ab" * 40, [cut("ab" * 40, n, n + 1) for n in range(MAX_SPANS + 1)])


def test_context_that_was_sent_is_replaced_by_what_the_text_says() -> None:
    [span] = check_spans(TEXT, [Span(0, 6, "Police", "forged", "forged")])
    assert span.prefix == "" and span.suffix.startswith(" 🚓 said")


def test_a_typed_quote_is_found_in_its_one_place() -> None:
    assert resolve_quote(TEXT, " Residents said 100 ") == cut(TEXT, 18, 36)


@pytest.mark.parametrize(("quote", "nth", "why"), [
    ("said 36", None, "stand in 2 places"),
    ("said 37", None, "not in the text"),
    ("", None, "not in the text"),
    ("said 36", 3, "no place 3"),
    ("said 36", 0, "no place 0"),
])  # fmt: skip
def test_a_quote_that_is_nowhere_or_in_several_places_is_refused(quote: str, nth: int | None, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        resolve_quote(TEXT, quote, nth)


def test_the_place_can_be_named() -> None:
    assert resolve_quote(TEXT, "said 36", 2).start == TEXT.rindex("said 36")
