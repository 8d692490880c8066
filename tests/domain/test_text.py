"""The frozen text: normalised once, known by its hash, cut into blocks that cover it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.errors import Invalid, TooLarge
from annotate.domain.text import (
    MAX_TEXT_BYTES,
    check_text,
    guess_direction,
    normalise,
    split_blocks,
    split_sections,
    text_sha256,
)

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.parametrize(("raw", "frozen"), [
    ("a\r\nb", "a\nb"),
    ("a\rb", "a\nb"),
    ("a\r\r\nb", "a\n\nb"),
    ("\ufeffa", "a"),
    ("a\ufeffb", "a\ufeffb"),
    ("a\x00b", "ab"),
    ("e\u0301", "e\u0301"),
    ("a\u00a0b\u2028c\u200f", "a\u00a0b\u2028c\u200f"),
])  # fmt: skip
def test_only_line_ends_bom_and_nul_are_touched(raw: str, frozen: str) -> None:
    assert normalise(raw) == frozen


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once or once.startswith("\ufeff")


@given(TEXTS)
def test_what_is_frozen_has_neither_cr_nor_nul(raw: str) -> None:
    assert not set(normalise(raw)) & {"\r", "\x00"}


def test_half_a_surrogate_pair_is_refused_with_its_place() -> None:
    with pytest.raises(Invalid, match="Character 2 is half of a surrogate pair"):
        normalise("ab\ud800c")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0\t"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="The text is empty"):
        check_text(text)


def test_the_limit_counts_bytes_not_characters() -> None:
    assert check_text("é" * (MAX_TEXT_BYTES // 2))
    with pytest.raises(TooLarge, match="are the most"):
        check_text("é" * (MAX_TEXT_BYTES // 2) + "a")


def test_the_hash_is_that_of_the_utf8_bytes() -> None:
    assert text_sha256("Führungskräfte 🚓") == hashlib.sha256("Führungskräfte 🚓".encode()).hexdigest()


@given(TEXTS.filter(bool), st.integers(1, 5))
def test_blocks_and_sections_cover_the_text_without_gap(text: str, size: int) -> None:
    blocks = split_blocks(text)
    assert "\n".join(text[b.start : b.end] for b in blocks) == text
    sections = list(split_sections(blocks, size))
    assert [block for section in sections for block in section.blocks] == list(blocks)
    assert "\n".join(text[s.start : s.end] for s in sections) == text


def test_headings_are_the_lines_that_were_named() -> None:
    assert [b.kind for b in split_blocks("Title\n\nWords", {0, 1})] == ["heading", "blank", "paragraph"]


@pytest.mark.parametrize(("text", "direction"), [
    ("Police", "ltr"), ("پلیس آلبانی", "rtl"), ("123 – שלום", "rtl"), ("«Polizei» در", "ltr"), ("123 …", "ltr"),
])  # fmt: skip
def test_the_first_strong_character_says_the_direction(text: str, direction: str) -> None:
    assert guess_direction(text) == direction
