"""The trail's own canonical encoder against the RFC 8785 package."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.domain.canonical import NotCanonical, canonical, read, read_each

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
keys = st.text(st.characters(max_codepoint=127), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(keys, values, max_size=6))
@settings(max_examples=60)
def test_writes_the_bytes_of_rfc_8785(value: dict[str, object]) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]
    assert read(canonical(value)) == value


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), {"é": 1}, b"bytes", {1, 2}], ids=repr)
def test_refuses_what_an_event_cannot_hold(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"a": value})


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical({"a": "\ud800"})


OTHERS = [
    b"", b"[]", b"null", b'{"a":1.5}', b'{"a":1e2}', b'{"a":NaN}', b'{"a":-0}', b'{"a": 1}', b'{"b":1,"a":2}',
    b'{"a":1,"a":1}', b'{"a":9007199254740992}', b'{"a":%s}' % (b"9" * 5000), b'{"a":"\\u00e9"}', b'{"a":"\xff"}',
    '{"é":1}'.encode(), '{"a":[{"b":{"é\\"b":1}}]}'.encode(), b'{"a":1}\n', b'{"a":"\\ud800"}', b"[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("body", OTHERS, ids=lambda body: repr(body[:20]))
def test_reads_no_other_bytes(body: bytes) -> None:
    with pytest.raises(NotCanonical):
        read(body)


@given(st.lists(st.dictionaries(keys, values, max_size=4), max_size=5))
@settings(max_examples=60)
def test_reads_several_as_it_reads_each(told: list[dict[str, object]]) -> None:
    assert read_each([canonical(value) for value in told]) == told


@pytest.mark.parametrize("body", OTHERS, ids=lambda body: repr(body[:20]))
def test_reads_no_other_bytes_among_several(body: bytes) -> None:
    found = read_each([b'{"a":1}', body, b'{"b":2}'])
    assert found[0] == {"a": 1} and found[2] == {"b": 2}
    assert found[1] is None or rfc8785.dumps(found[1]) == body  # a key that is not ASCII, and sorts as if it were


@pytest.mark.parametrize("parts", [
    [b'{"a":[{}', b"{}]}", b'{"b":1},{"c":2}'], [b'{"a":"x', b'y"}', b'{"b":1},{"c":2}'], [b'{"a":1},{"b":2}'],
    [b"", b'{"a":1}'], [b'{"a":1}', b"{}]"], [b"[{}", b"{}]"],
])  # fmt: skip
def test_several_are_not_what_they_add_up_to(parts: list[bytes]) -> None:
    assert [value for value, part in zip(read_each(parts), parts, strict=True) if value != _alone(part)] == []


def test_a_key_that_sorts_otherwise_by_units_of_utf_16_is_left_to_the_standard() -> None:
    astral = '{"\uffee":1,"😀":2}'.encode()
    assert read_each([astral, b"{}"]) == [None, {}] and rfc8785.dumps({"\uffee": 1, "😀": 2}) != astral


def _alone(body: bytes) -> object:
    try:
        return read(body)
    except NotCanonical:
        return None
