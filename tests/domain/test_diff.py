"""The word diff: nothing is lost, nothing is invented, and no text makes it slow."""

from counting import growth
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.diff import Piece, condense, diff_words

WORDS = st.lists(st.sampled_from(["a", "the", "raid", "پلیس", "🚓", "x\ny", "36,"]), max_size=30).map(" ".join)


def test_a_changed_word_is_one_deletion_and_one_insertion() -> None:
    assert diff_words("Police spoke of 36 people.", "Police spoke of 21 people.") == [
        Piece("same", "Police spoke of"),
        Piece("del", " 36"),
        Piece("ins", " 21"),
        Piece("same", " people."),
    ]


def test_equal_texts_are_one_unchanged_piece_and_empty_ones_none() -> None:
    assert diff_words("as it was", "as it was") == [Piece("same", "as it was")]
    assert diff_words("", "") == []


def test_a_text_that_appeared_is_all_insertion() -> None:
    assert diff_words("", "new words ") == [Piece("ins", "new words ")]


@given(WORDS, WORDS)
def test_the_pieces_add_up_to_both_texts(before: str, after: str) -> None:
    pieces = diff_words(before, after)
    assert "".join(p.text for p in pieces if p.kind != "ins") == before
    assert "".join(p.text for p in pieces if p.kind != "del") == after


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_characters_add_up(before: str, after: str) -> None:
    pieces = diff_words(before, after)
    assert "".join(p.text for p in pieces if p.kind != "ins") == before
    assert "".join(p.text for p in pieces if p.kind != "del") == after


def repeated(number: int) -> list[Piece]:
    return diff_words("b " + "a " * number + "c", "d " + "a " * (number - 1) + "e")


def test_words_that_are_all_the_same_are_not_compared_each_with_each() -> None:
    assert "".join(p.text for p in repeated(10_000) if p.kind != "ins").startswith("b a")
    assert growth(repeated, 600) < 2.2  # pairs from MOST_PAIRS on; compared, they would be some 9,000,000 steps


def test_long_unchanged_runs_are_cut_to_the_words_beside_a_change() -> None:
    run = " ".join(f"w{i}" for i in range(100))
    shown = condense(diff_words(f"{run} old {run}", f"{run} new {run}"), keep=3)
    assert [p.text for p in shown] == [" … w97 w98 w99", " old", " new", " w0 w1 w2 … "]


def test_short_runs_are_left_as_they_are() -> None:
    pieces = diff_words("one two old", "one two new")
    assert condense(pieces) == pieces
