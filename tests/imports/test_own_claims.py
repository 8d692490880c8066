"""Files of claims in our own form, beside the text that they were made on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.domain.errors import DomainError, Invalid, Stale
from annotate.domain.text import text_sha256
from annotate.imports.own_json import read_claims

TEXT = "Two counts\nThe council counted 40 houses. 🏠 Nobody counted sheds."


def file(**changes: Any) -> dict[str, Any]:
    claim = {"spans": [{"start": 15, "end": 22, "exact": "council"}], "type": "quantity"}
    return {
        "format": "annotate-claims",
        "version": 1,
        "article": {"sha256": text_sha256(TEXT)},
        "claims": [claim],
    } | changes


def read(content: Any, text: str = TEXT):
    return read_claims(json.dumps(content).encode(), text)


def test_offsets_are_code_points_so_an_emoji_is_one() -> None:
    at = TEXT.index("Nobody")
    claim = {"spans": [{"start": at, "end": at + 6, "exact": "Nobody"}], "type": "quantity"}
    assert read(file(claims=[claim])).claims[0].spans[0].exact == "Nobody"
    utf16 = {"spans": [{"start": at + 1, "end": at + 7, "exact": "Nobody"}], "type": "quantity"}
    with pytest.raises(Invalid, match=r"claims\[0\]: At .* the text says"):
        read(file(claims=[utf16]))


def test_context_is_read_from_the_text() -> None:
    (claim,) = read(file()).claims
    assert claim.spans[0].prefix.endswith("The ") and claim.spans[0].suffix.startswith(" counted 40")


def test_every_wrong_entry_is_named_at_once() -> None:
    wrong = {"spans": [{"start": 0, "end": 3, "exact": "Too"}], "type": "quantity"}
    with pytest.raises(Invalid) as refused:
        read(file(claims=[wrong, file()["claims"][0], wrong]))
    assert [p.field for p in refused.value.problems] == ["claims[0]", "claims[2]"]


def test_many_wrong_entries_are_counted() -> None:
    wrong = {"spans": [{"start": 0, "end": 3, "exact": "Too"}], "type": "quantity"}
    with pytest.raises(Invalid) as refused:
        read(file(claims=[wrong] * 30))
    assert refused.value.problems[-1].message == "… and 10 more entries."


def test_a_file_made_on_another_text_is_refused() -> None:
    with pytest.raises(Stale, match="another text"):
        read(file(), TEXT + " ")


def test_one_name_twice_in_an_object_is_refused() -> None:
    raw = json.dumps(file()).replace('"version": 1', '"version": 1, "version": 1').encode()
    with pytest.raises(Invalid, match="stands twice"):
        read_claims(raw, TEXT)


@pytest.mark.parametrize("number", [True, 1.5, "15", -1, 10**30])
def test_an_offset_is_a_whole_number_and_nothing_like_one(number: Any) -> None:
    with pytest.raises(DomainError):
        read(file(claims=[{"spans": [{"start": number, "end": 22, "exact": "council"}], "type": "quantity"}]))


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
_NAMES = st.sampled_from(["format", "version", "article", "sha256", "claims", "spans", "start", "end", "exact", "x"])
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4))


@given(content=_JSON)
def test_whatever_json_comes_it_is_refused_in_a_sentence(content: Any) -> None:
    with pytest.raises(DomainError):
        read(content)


@given(claims=_JSON)
def test_whatever_claims_come_nothing_but_a_refusal_comes_of_them(claims: Any) -> None:
    try:
        read(file(claims=claims))
    except DomainError as error:
        assert error.message


@given(data=st.binary(max_size=200))
def test_whatever_bytes_come_they_are_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(DomainError):
        read_claims(data, TEXT)


@pytest.mark.material
def test_the_collected_claims_on_the_raid_fit_the_form() -> None:
    material = os.environ.get("ANNOTATE_MATERIAL")
    if not material:
        pytest.skip("ANNOTATE_MATERIAL is not set: the collected claims are not at hand")
    text = Path(material, "article", "raid.txt").read_text(encoding="utf-8")
    theirs = json.loads(Path(material, "article", "claims.json").read_text(encoding="utf-8"))
    found = read(converted(theirs), text)
    assert len(found.claims) == 35
    assert [c.spans[0].exact for c in found.claims] == [c["quote"] for c in theirs["claims"]]
    assert {c.part.citations[0].stance for c in found.claims if c.part.citations} == {"claim_origin"}


def converted(theirs: dict[str, Any]) -> dict[str, Any]:
    """The collected claims as a file of ours: whoever speaks in the reporter's voice is nobody's claimant."""
    voice = "the article (reporter's voice)"
    named = sorted({s for c in theirs["claims"] for s in c["named_sources"]})
    return {
        "format": "annotate-claims",
        "version": 1,
        "article": {"sha256": theirs["sha256"]},
        "parties": [{"name": name} for name in sorted({c["claimant"] for c in theirs["claims"]} - {voice})],
        "sources": [{"id": name, "kind": "other", "title": name} for name in named],
        "claims": [
            {
                "id": c["id"],
                "spans": [{"start": c["start"], "end": c["end"], "exact": c["quote"]}],
                "type": c["claim_type"],
                "statement": c["normalized_claim"],
                "claimant": None if c["claimant"] == voice else c["claimant"],
                "own_voice": c["claimant"] == voice,
                "worthiness": c["check_worthiness"],
                "citations": [{"source": s, "stance": "claim_origin"} for s in c["named_sources"]],
            }
            for c in theirs["claims"]
        ],
    }
