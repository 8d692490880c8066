"""The sweep that cuts a text into segments, against a count of every single character."""

from __future__ import annotations

from counting import growth
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.segments import WORST_FIRST, Segment, segments, worst
from annotate.domain.spans import Span, cut
from annotate.domain.text import Block, split_blocks, split_sections
from annotate.domain.vocabulary import TONES

TEXT = "The raid\n\nPolice said 36 people were hurt.\nThe group said a hundred."


def spans(*places: tuple[int, int]) -> list[Span]:
    return [cut(TEXT, start, end) for start, end in places]


def drawn(blocks: tuple[Block, ...], by_claim: dict[int, list[Span]], text: str = TEXT) -> list[list[str]]:
    return [[text[s.start : s.end] for s in row] for row in segments(blocks, by_claim)]


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, dict[int, list[Span]]]:
    text = draw(st.text(alphabet="ab \n😀ش", min_size=1, max_size=60))
    place = st.integers(0, len(text))
    pair = st.tuples(place, place).map(sorted)
    found = draw(st.dictionaries(st.integers(1, 6), st.lists(pair, max_size=3), max_size=5))
    return text, {claim: [cut(text, a, b) for a, b in pairs if a < b] for claim, pairs in found.items()}


@given(marked_texts())
def test_the_segments_of_a_block_are_its_text(case: tuple[str, dict[int, list[Span]]]) -> None:
    text, by_claim = case
    blocks = split_blocks(text)
    assert "\n".join("".join(row) for row in drawn(blocks, by_claim, text)) == text


@given(marked_texts())
def test_every_character_knows_exactly_the_claims_that_cover_it(case: tuple[str, dict[int, list[Span]]]) -> None:
    text, by_claim = case
    for row in segments(split_blocks(text), by_claim):
        for segment in row:
            assert segment.start < segment.end
            for place in range(segment.start, segment.end):
                covering = sorted(c for c, found in by_claim.items() if any(s.start <= place < s.end for s in found))
                assert list(segment.claims) == covering


@given(marked_texts())
def test_neighbours_in_a_block_never_have_the_same_claims(case: tuple[str, dict[int, list[Span]]]) -> None:
    text, by_claim = case
    for row in segments(split_blocks(text), by_claim):
        assert all(left.claims != right.claims for left, right in zip(row, row[1:], strict=False))


@given(marked_texts())
def test_a_claim_with_words_opens_once_at_its_first_and_closes_once_at_its_last(
    case: tuple[str, dict[int, list[Span]]],
) -> None:
    text, by_claim = case
    every = [segment for row in segments(split_blocks(text), by_claim) for segment in row]
    for claim in by_claim:
        covering = [s for s in every if claim in s.claims]
        assert [s for s in every if claim in s.opens] == covering[:1]
        assert [s for s in every if claim in s.closes] == covering[-1:]


@given(marked_texts(), st.integers(1, 3))
def test_a_section_alone_is_cut_as_within_the_whole(case: tuple[str, dict[int, list[Span]]], size: int) -> None:
    text, by_claim = case
    blocks = split_blocks(text)
    whole = segments(blocks, by_claim)
    for section in split_sections(blocks, size):
        first = section.index * size
        touching = {
            claim: found
            for claim, found in by_claim.items()
            if any(s.start < section.end and section.start < s.end for s in found)
        }
        rows = segments(section.blocks, touching)
        assert [[s[:3] for s in row] for row in rows] == [[s[:3] for s in row] for row in whole[first : first + size]]


def test_a_text_without_claims_is_one_segment_for_each_block_with_words() -> None:
    assert drawn(split_blocks(TEXT), {}) == [
        ["The raid"],
        [],
        ["Police said 36 people were hurt."],
        ["The group said a hundred."],
    ]


def test_an_overlap_is_its_own_segment_and_lists_both_claims() -> None:
    row = segments(split_blocks("one two three"), {7: [Span(0, 7, "one two")], 3: [Span(4, 13, "two three")]})[0]
    assert row == [Segment(0, 4, (7,), (7,), ()), Segment(4, 7, (3, 7), (3,), (7,)), Segment(7, 13, (3,), (), (3,))]


def test_a_claim_in_two_parts_opens_at_the_first_and_closes_at_the_last() -> None:
    row = segments(split_blocks(TEXT), {22: spans((10, 16), (22, 24))})[2]
    assert [(TEXT[s.start : s.end], s.opens, s.closes) for s in row if s.claims] == [
        ("Police", (22,), ()),
        ("36", (), (22,)),
    ]


def test_a_claim_across_paragraphs_is_cut_at_the_line_break() -> None:
    assert drawn(split_blocks(TEXT), {1: spans((4, 16))})[0] == ["The ", "raid"]
    assert drawn(split_blocks(TEXT), {1: spans((4, 16))})[2][0] == "Police"


def test_a_claim_that_began_before_the_section_does_not_open_in_it() -> None:
    section = list(split_sections(split_blocks(TEXT), 2))[1]
    row = segments(section.blocks, {1: spans((4, 16))})[0]
    assert (row[0].opens, row[0].closes) == ((), (1,))


def many(number: int) -> list[list[Segment]]:
    """So many claims, at each place two or three of them, over twenty words for each."""
    blocks = split_blocks("\n".join(" ".join(["marked"] * 80) for _ in range(number // 4 + 2)))
    return segments(blocks, {n: [Span(n * 139, n * 139 + 40 + n % 200, "")] for n in range(1, number + 1)})


def test_the_work_grows_with_the_claims_and_not_with_their_square() -> None:
    assert sum(len(row) for row in many(500)) > 500
    assert growth(many, 250) < 2.2  # some 650 steps for each claim


def test_the_gravest_tone_is_drawn_and_an_unknown_one_never_hides_it() -> None:
    assert worst(["verified", "disputed", "unverifiable"]) == "disputed"
    assert worst(["invented", "verified"]) == "verified"
    assert worst(["invented"]) == "invented"


def test_every_tone_has_its_place_in_the_order() -> None:
    assert sorted(WORST_FIRST) == sorted(TONES)
