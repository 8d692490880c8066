"""How long texts may be, and the vocabularies that a desk begins with."""

from __future__ import annotations

import pytest

from annotate.domain.errors import Invalid
from annotate.domain.limits import LIMITS, check_texts
from annotate.domain.seeds import SEEDS, VOCABULARIES, Seed
from annotate.domain.vocabulary import NOT_CHECKABLE, TONES, UNCHECKED, UNPROVEN


@pytest.mark.parametrize("name", LIMITS)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(name: str) -> None:
    check_texts({name: "é" * LIMITS[name]})
    with pytest.raises(Invalid, match="are the most. Shorten it") as refused:
        check_texts({name: "é" * (LIMITS[name] + 1)})
    assert refused.value.problems[0].field == name


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "a\udfffb"])
def test_what_is_no_text_is_refused_in_every_field(bad: str) -> None:
    with pytest.raises(Invalid, match="not text"):
        check_texts({"anything": bad})


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        check_texts({"title": "x" * 501, "byline": "\x00", "note": None, "rev": 3})
    assert [p.field for p in refused.value.problems] == ["title", "byline"]


def of(vocabulary: str) -> list[Seed]:
    return [seed for seed in SEEDS if seed.vocabulary == vocabulary]


def test_there_are_all_terms_and_each_once() -> None:
    assert [len(of(v)) for v in VOCABULARIES] == [13, 13, 45, 10]
    assert len({(seed.vocabulary, seed.code) for seed in SEEDS}) == len(SEEDS)
    assert len({(seed.vocabulary, seed.label) for seed in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_terms_are_numbered_in_their_order(vocabulary: str) -> None:
    assert [seed.position for seed in of(vocabulary)] == list(range(1, len(of(vocabulary)) + 1))


def test_the_first_eight_statuses_are_offered_under_their_keys() -> None:
    active = [seed.code for seed in of("status") if seed.active]
    assert active == [
        "unchecked", "true", "mostly_true", "disputed", "misleading", "false", "unproven", "not_checkable",
    ]  # fmt: skip
    assert [seed.position for seed in of("status") if seed.active] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_statuses_that_the_workflow_treats_apart_are_there() -> None:
    assert {UNCHECKED, UNPROVEN, NOT_CHECKABLE} <= {seed.code for seed in of("status")}


def test_ratings_rise_with_truth_and_only_truth_has_them() -> None:
    ratings = {seed.code: seed.rating_value for seed in of("status") if seed.rating_value}
    assert ratings == {"false": 1, "mostly_false": 2, "half_true": 3, "mostly_true": 4, "true": 5}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.vocabulary}:{seed.code}")
def test_every_term_says_what_it_means_within_its_limits(seed: Seed) -> None:
    assert seed.definition.endswith(".") and seed.label[0].isupper()
    check_texts(seed.columns())
    assert (seed.tone in TONES and len(seed.letter) == 1) if seed.vocabulary == "status" else seed.tone == ""
