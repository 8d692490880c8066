"""The trail's own canonical encoder against the RFC 8785 package."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.domain.canonical import NotCanonical, canonical, read

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


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'{"a":1.5}', b'{"a":1e2}', b'{"a":NaN}', b'{"a":-0}', b'{"a": 1}', b'{"b":1,"a":2}',
        b'{"a":1,"a":1}', b'{"a":9007199254740992}', b'{"a":%s}' % (b"9" * 5000), b'{"a":"\\u00e9"}', b'{"a":"\xff"}',
        '{"é":1}'.encode(), '{"a":[{"b":{"é\\"b":1}}]}'.encode(), b'{"a":1}\n', b'{"a":"\\ud800"}', b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_reads_no_other_bytes(body: bytes) -> None:
    with pytest.raises(NotCanonical):
        read(body)
