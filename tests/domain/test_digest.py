"""An approval covers exactly what is listed here: another value of any of it gives another digest."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from annotate.domain.accounts import Basis, Lookup, Relation, Reply
from annotate.domain.digest import claim_digest
from annotate.domain.evidence import Answer
from annotate.domain.origins import Graph
from annotate.domain.spans import Span
from annotate.domain.things import Citation, Claim, Source
from annotate.domain.vocabulary import Attribution, Confidence, Outcome, RelationKind, Stance, State, Worthiness

SOURCE = Source(
    id="s1", rev=1, kind="drone_footage", title="Footage", url="https://example.org/v", archive_url="", publisher="P",
    author="A", published="2026", accessed="2026-11-01", reliability="B", note="n", retired=False, created_at="t",
)  # fmt: skip
CITATION = Citation(
    id="c1", rev=1, claim_id="k", source=SOURCE, stance=Stance.SUPPORTS, locator="0:12", excerpt="e", credibility=2,
    note="n", author_id="u", created_at="t",
)  # fmt: skip
CLAIM = Claim(
    id="k", rev=3, article_id="a", revision_id="r", number=7, state=State.SUBMITTED, type="quantity",
    status="disputed", statement="s", attribution=Attribution.ALTERED, claimant_id="p", claimant_name="Council",
    own_voice=False, rationale="r", known="k", unknown="u", settle="s", search_log="l", confidence=Confidence.HIGH,
    worthiness=Worthiness.CHECK_WORTHY, assignee_id=None, author_id="u", digest=None, stale=False, created_at="t",
    updated_at="t", spans=(Span(3, 9, "police", "the ", " said"),),
)  # fmt: skip
BEFORE = claim_digest(CLAIM, "0" * 64, [CITATION])

#: What the claim rests on beside its row, one part at a time.
PARTS: dict[str, Basis] = {
    "a file of a source": Basis(files={"s1": ("1" * 64,)}),
    "an answer about a source": Basis(
        answers={"s1": (Answer("w1", 1, "s1", "date", "June", "shadows", Confidence.LOW, "u", "t"),)}
    ),
    "the claimant’s camp": Basis(graph=Graph(belongs={"p": "camp"})),
    "the camp of a source": Basis(graph=Graph(origin={"s1": "q"})),
    "a relation": Basis(
        relations=(Relation("r1", 1, "a", "k", "k2", RelationKind.DENIAL, "injured", "records", "u", False, "t"),)
    ),
    "a search": Basis(lookups=(Lookup("l1", 1, "k", "Register", "raid", "", "2026-11-01", "u", False, "t"),)),
    "a question to the claimant": Basis(
        replies=(
            Reply("q1", 1, "k", "p", "Council", "mail", "", "2026-11-01", "", "", Outcome.WAITING, "", "u", False, "t"),
        )
    ),
}

CLAIM_COVERED: dict[str, Any] = {
    "id": "k2", "type": "quote", "status": "true", "statement": "s2", "attribution": None, "claimant_id": None,
    "claimant_name": "Other", "own_voice": True, "rationale": "r2", "known": "", "unknown": "", "settle": "",
    "search_log": "", "confidence": None, "spans": (Span(3, 8, "polic", "the ", "e said"),),
}  # fmt: skip
CLAIM_LEFT_OUT: dict[str, Any] = {
    "rev": 4, "article_id": "b", "revision_id": "r2", "number": 8, "state": State.DRAFT, "worthiness": None,
    "assignee_id": "u2", "author_id": "u2", "digest": "x", "stale": True, "created_at": "t2", "updated_at": "t2",
}  # fmt: skip
CITATION_COVERED: dict[str, Any] = {
    "id": "c2", "stance": Stance.REFUTES, "locator": "0:13", "excerpt": "", "credibility": None, "note": "",
    "file_sha256": "1" * 64, "visible": "x", "inferred": "x", "claimed": "x",
}  # fmt: skip
CITATION_LEFT_OUT: dict[str, Any] = {
    "rev": 2, "claim_id": "k2", "author_id": "u2", "created_at": "t2", "attachment_id": "t2",
}  # fmt: skip
SOURCE_COVERED: dict[str, Any] = {
    "id": "s2", "kind": "court_document", "title": "x", "url": "", "archive_url": "x", "publisher": "x", "author": "x",
    "published": "2025", "reliability": None, "note": "x", "origin_id": "p2", "derived_from_id": "s3", "interest": "x",
}  # fmt: skip
SOURCE_LEFT_OUT: dict[str, Any] = {"rev": 2, "accessed": "", "retired": True, "created_at": "t2"}


def test_a_digest_from_before_there_was_evidence_still_holds() -> None:
    assert BEFORE == "3f7975cc2491bb8e0204686081ecf9923ae9f5b0c00a5762d103277d917cc34e"


@pytest.mark.parametrize("name", PARTS)
def test_another_basis_gives_another_digest(name: str) -> None:
    assert claim_digest(CLAIM, "0" * 64, [CITATION], PARTS[name]) != BEFORE


def test_every_part_of_the_basis_is_covered() -> None:
    given = {
        f.name for f in fields(Basis) for basis in PARTS.values() if getattr(basis, f.name) != getattr(Basis(), f.name)
    }
    assert given == {f.name for f in fields(Basis)}
    assert len({claim_digest(CLAIM, "0" * 64, [CITATION], basis) for basis in PARTS.values()}) == len(PARTS)


@pytest.mark.parametrize("name", CLAIM_COVERED)
def test_another_value_in_the_claim_gives_another_digest(name: str) -> None:
    assert claim_digest(replace(CLAIM, **{name: CLAIM_COVERED[name]}), "0" * 64, [CITATION]) != BEFORE


@pytest.mark.parametrize("name", CITATION_COVERED)
def test_another_value_in_a_citation_gives_another_digest(name: str) -> None:
    assert claim_digest(CLAIM, "0" * 64, [replace(CITATION, **{name: CITATION_COVERED[name]})]) != BEFORE


@pytest.mark.parametrize("name", SOURCE_COVERED)
def test_another_value_in_a_cited_source_gives_another_digest(name: str) -> None:
    changed = replace(CITATION, source=replace(SOURCE, **{name: SOURCE_COVERED[name]}))
    assert claim_digest(CLAIM, "0" * 64, [changed]) != BEFORE


def test_another_text_gives_another_digest() -> None:
    assert claim_digest(CLAIM, "1" * 64, [CITATION]) != BEFORE


def test_one_citation_more_or_less_gives_another_digest() -> None:
    assert claim_digest(CLAIM, "0" * 64, []) != BEFORE
    assert claim_digest(CLAIM, "0" * 64, [CITATION, replace(CITATION, id="c2")]) != BEFORE


@pytest.mark.parametrize("name", CLAIM_LEFT_OUT)
def test_what_organises_the_work_is_not_covered(name: str) -> None:
    assert claim_digest(replace(CLAIM, **{name: CLAIM_LEFT_OUT[name]}), "0" * 64, [CITATION]) == BEFORE


@pytest.mark.parametrize("name", CITATION_LEFT_OUT)
def test_who_cited_and_when_is_not_covered(name: str) -> None:
    assert claim_digest(CLAIM, "0" * 64, [replace(CITATION, **{name: CITATION_LEFT_OUT[name]})]) == BEFORE


@pytest.mark.parametrize("name", SOURCE_LEFT_OUT)
def test_when_a_source_was_looked_at_is_not_covered(name: str) -> None:
    changed = replace(CITATION, source=replace(SOURCE, **{name: SOURCE_LEFT_OUT[name]}))
    assert claim_digest(CLAIM, "0" * 64, [changed]) == BEFORE


def test_the_order_of_citations_does_not_matter() -> None:
    two = [CITATION, replace(CITATION, id="c2")]
    assert claim_digest(CLAIM, "0" * 64, two) == claim_digest(CLAIM, "0" * 64, two[::-1])


@pytest.mark.parametrize(("thing", "covered", "left_out"), [
    (Claim, CLAIM_COVERED, CLAIM_LEFT_OUT), (Citation, {**CITATION_COVERED, "source": 0}, CITATION_LEFT_OUT),
    (Source, SOURCE_COVERED, SOURCE_LEFT_OUT),
])  # fmt: skip
def test_every_field_is_decided_on(thing: Any, covered: dict[str, Any], left_out: dict[str, Any]) -> None:
    assert {f.name for f in fields(thing)} == set(covered) | set(left_out) and not set(covered) & set(left_out)
