"""Commitments: what opens one is that very text of that very thing, and nobody finds it by guessing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from annotate import verify
from annotate.domain import openings
from annotate.domain.openings import Opening, Personal, commitment_in, committed, placeholder
from annotate.store.base import personal_columns
from annotate.store.models import AUDITED

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
OPENING = st.builds(Opening, TEXT, TEXT, TEXT, TEXT, st.binary(min_size=32, max_size=32).map(bytes.hex))


def body(name: Any, **columns: Any) -> dict[str, Any]:
    """An event of version 2 by somebody of this name, after which the columns of a comment are these."""
    return {
        "v": 2, "actor": {"id": "u1", "name": name}, "target": {"type": "comment", "id": "c1"}, "words": {},
        "changes": {n: ["", value] for n, value in columns.items()}, "after": columns,
    }  # fmt: skip


@given(OPENING)
def test_what_opens_a_commitment_is_the_line_with_that_fingerprint(opening: Opening) -> None:
    line = opening.line()
    assert rfc8785.dumps(json.loads(line)) == line
    assert opening.commitment == hashlib.sha256(line).hexdigest()
    assert Opening(**json.loads(line)) == opening


@given(OPENING, OPENING)
def test_two_openings_have_one_commitment_only_if_they_are_the_same(one: Opening, other: Opening) -> None:
    assert (one.commitment == other.commitment) == (one == other)


@pytest.mark.parametrize("name", ["type", "id", "field", "value", "salt"])
@given(OPENING)
def test_every_part_of_an_opening_counts(name: str, opening: Opening) -> None:
    assert replace(opening, **{name: getattr(opening, name) + "0"}).commitment != opening.commitment


@given(OPENING, TEXT)
def test_a_commitment_becomes_its_text_wherever_it_stands_and_nothing_else_changes(
    opening: Opening, other: str
) -> None:
    event = body(committed(opening.commitment), body=committed(opening.commitment), note=other, claim=None, rev=2)
    before = json.dumps(event)
    read = openings.opened(event, {opening.commitment: opening.value}.__getitem__)
    assert read == body(opening.value, body=opening.value, note=other, claim=None, rev=2)
    assert json.dumps(event) == before, "the event itself is left as it is"
    assert dict(openings.commitments(event)) == {opening.commitment: ("comment", "c1", "body")}


def test_events_of_version_1_hold_no_commitments() -> None:
    event = body(committed("0" * 64)) | {"v": 1}
    assert list(openings.commitments(event)) == [] and openings.opened(event, {}.__getitem__) is event


@pytest.mark.parametrize(
    "value", ["", None, 1, {}, {"commitment": "a", "more": 1}, [{"commitment": "a"}], "commitment"]
)
def test_what_is_no_commitment_stays(value: Any) -> None:
    assert commitment_in(value) is None


def test_nothing_and_what_is_left_of_an_erased_text_need_no_commitment() -> None:
    columns = [(str(model.__tablename__), name) for model in AUDITED for name in personal_columns(model)]
    for kind, name in columns:
        assert Personal(kind, "x", name, "").bare and Personal(kind, "x", name, placeholder(kind, "x", name)).bare
        assert not Personal(kind, "x", name, "Ana").bare
    assert set(columns) == verify.PERSONAL, "the verifier that shares nothing knows the same columns"
