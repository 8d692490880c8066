"""The frozen record: one form, there and back, and no record that contradicts itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_factory import TEXT, article, citation, claim, example_claims, report, source

from annotate.domain.errors import Invalid, NotFound
from annotate.domain.report import FrozenText, Report, canonical_bytes, report_sha256
from annotate.domain.spans import Span
from annotate.domain.text import Block
from annotate.domain.vocabulary import State
from annotate.exports import render


def test_a_report_comes_back_from_its_own_json() -> None:
    made = report()
    assert Report.from_dict(json.loads(canonical_bytes(made))) == made


def test_the_canonical_bytes_have_sorted_keys_no_spaces_and_the_text_unescaped() -> None:
    written = canonical_bytes(report())
    assert written.startswith(b'{"article":{"blocks":[{"end":')
    assert "union said more than a hundred others were injured 😀".encode() in written
    assert json.loads(written)["v"] == 1


def test_the_fingerprint_is_the_sha256_of_the_canonical_bytes() -> None:
    assert report_sha256(report()) == hashlib.sha256(canonical_bytes(report())).hexdigest()


def test_any_change_gives_another_fingerprint() -> None:
    changed = replace(example_claims()[0], rationale="Another reason.")
    assert report_sha256(report(claims=(changed, *example_claims()[1:]))) != report_sha256(report())
    assert report_sha256(report(example=True)) != report_sha256(report())


def test_the_record_holds_no_floats() -> None:
    def values(node: Any) -> list[Any]:
        if isinstance(node, dict):
            return [v for child in node.values() for v in values(child)]
        return [v for child in node for v in values(child)] if isinstance(node, list) else [node]

    assert {type(v) for v in values(report().to_dict())} == {str, int, bool, type(None)}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_survives_the_round_trip(words: str) -> None:
    made = report(note=words, claims=(claim(rationale=words, statement=words),))
    assert Report.from_dict(json.loads(canonical_bytes(made))) == made


def test_a_quote_that_is_not_in_the_text_makes_no_report() -> None:
    with pytest.raises(Invalid, match="Claim 1 quotes words that do not stand at 0–3"):
        report(claims=(claim(spans=(Span(0, 3, "One"),)),))
    with pytest.raises(Invalid, match="do not stand"):
        report(claims=(claim(spans=(Span(-3, -1, TEXT[-3:-1]),)),))


def test_a_text_that_is_not_its_fingerprint_makes_no_report() -> None:
    with pytest.raises(Invalid, match="not the one whose SHA-256"):
        report(article=article(revision=FrozenText(1, "0" * 64, len(TEXT))), claims=())


def test_blocks_that_leave_out_words_make_no_report() -> None:
    with pytest.raises(Invalid, match="blocks do not add up"):
        report(article=article(blocks=(Block("paragraph", 0, 5),)), claims=())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"claims": (claim(status="nonsense"),)}, "does not define"),
        ({"claims": (claim(type="nonsense"),)}, "does not define"),
        ({"claims": (claim(citations=(citation("s9"),)),)}, "cites a source that the report does not list"),
        ({"claims": (claim(2), claim(1))}, "order of their numbers"),
        ({"claims": (claim(1), claim(1))}, "order of their numbers"),
        ({"sources": (source(kind="nonsense"), source("s2"))}, "has a kind that the report does not define"),
        ({"claims": (claim(state=State.SUBMITTED),)}, "Claim 1 is not approved"),
        ({"claims": (claim(digest=None),)}, "Claim 1 is not approved"),
        ({"claims": (claim(approved_by=None),)}, "Claim 1 is not approved"),
        ({"v": 2}, "has version 2; this program reads version 1"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        report(**changes)


def damaged(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data = report().to_dict()
    node: Any = data
    for step in path[:-1]:
        node = node[step]
    if value is KeyError:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("note",), KeyError, "“note” is missing"),
        (("claims", 1, "colour"), "red", "“claims.1.colour” is unknown"),
        (("edition",), "2", "“edition” must be a whole number"),
        (("edition",), 2.0, "“edition” must be a whole number"),
        (("edition",), True, "“edition” must be a whole number"),
        (("example",), 1, "“example” must be true or false"),
        (("claims",), {}, "“claims” must be a list"),
        (("claims", 0), None, "“claims.0” must be an object"),
        (("claims", 0, "state"), "done", "“claims.0.state” must be one of draft, submitted"),
        (("article", "direction"), "up", "“article.direction” must be one of ltr, rtl"),
        (("article", "text"), None, "“article.text” must be a text"),
        (("v",), 9, "has version 9"),
    ],
)
def test_a_damaged_record_is_refused_with_the_place_of_the_damage(
    path: tuple[Any, ...], value: Any, message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        Report.from_dict(damaged(path, value))


def test_something_that_is_no_object_is_refused() -> None:
    with pytest.raises(Invalid, match="must be an object"):
        Report.from_dict([])  # type: ignore[arg-type]


def test_a_working_copy_may_hold_claims_that_nobody_approved() -> None:
    made = report(working_copy=True, claims=(claim(state=State.DRAFT, digest=None, approved_by=None),))
    assert made.claim(1).state == State.DRAFT


def test_a_claim_is_found_by_its_number_and_an_unknown_number_is_not_found() -> None:
    assert report().claim(7).status == "not_checkable"
    with pytest.raises(NotFound, match="no claim 3"):
        report().claim(3)


def test_how_a_claim_was_approved_is_said_in_every_form_that_people_read() -> None:
    plain, signed = report(claims=(claim(),)), report(claims=(claim(passkey=True),))
    assert "passkey" not in json.dumps(plain.to_dict()["claims"]), "as it was before there were any"
    assert signed.to_dict()["claims"][0]["passkey"] is True and Report.from_dict(signed.to_dict()) == signed
    for name in ("html", "csv"):
        assert b"while signed in" in render(name, plain) and b"signed with a passkey" not in render(name, plain)
        assert b"signed with a passkey" in render(name, signed) and b"while signed in" not in render(name, signed)
