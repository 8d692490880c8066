"""Which sentences count as read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.coverage import coverage
from annotate.domain.sentences import Sentence

THREE = (Sentence(0, 10), Sentence(11, 20), Sentence(21, 30))


def test_a_claim_counts_for_every_sentence_that_it_touches() -> None:
    found = coverage(THREE, [Sentence(9, 12)], [])
    assert (found.claimed, found.unread) == (THREE[:2], THREE[2:])
    assert (found.read, found.total, found.percent) == (2, 3, 66)


def test_a_claim_beside_a_sentence_does_not_count_for_it() -> None:
    assert coverage(THREE, [Sentence(10, 11), Sentence(20, 21)], []).unread == THREE


def test_nothing_to_check_counts_only_for_whole_sentences_also_in_pieces() -> None:
    assert coverage(THREE, [], [Sentence(0, 9)]).unread == THREE
    assert coverage(THREE, [], [Sentence(0, 10), Sentence(11, 30)]).cleared == THREE
    assert coverage(THREE, [], [Sentence(0, 6), Sentence(5, 10)]).cleared == THREE[:1]


def test_a_claim_goes_before_nothing_to_check() -> None:
    found = coverage(THREE, [Sentence(2, 4)], [Sentence(0, 20)])
    assert (found.claimed, found.cleared, found.unread) == (THREE[:1], THREE[1:2], THREE[2:])


def test_a_text_without_a_sentence_is_read() -> None:
    assert coverage((), [], []).percent == 100


places = st.builds(lambda start, length: Sentence(start, start + length), st.integers(0, 60), st.integers(1, 30))


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3)), max_size=8), st.lists(places), st.lists(places))
def test_it_agrees_with_counting_characters(
    lengths: list[tuple[int, int]], claimed: list[Sentence], cleared: list[Sentence]
) -> None:
    sentences, at = [], 0
    for length, gap in lengths:
        sentences.append(Sentence(at, at + length))
        at += length + gap
    marked = {n for place in claimed for n in range(place.start, place.end)}
    clear = {n for place in cleared for n in range(place.start, place.end)}
    found = coverage(sentences, claimed, cleared)
    for one in sentences:
        inside = set(range(one.start, one.end))
        heap = found.claimed if inside & marked else found.cleared if inside <= clear else found.unread
        assert one in heap
    assert found.total == len(sentences)
