"""ClaimReview: one object per judged claim, a number only on the axis of truth, and other people's rules pass."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_factory import STATUSES, article, citation, claim, report, source

from annotate.domain.corrections import Correction
from annotate.domain.report import Claimant, Organisation, Report, ReportEdition
from annotate.domain.vocabulary import PartyKind, Stance, State
from annotate.exports import PageContext, claimreview_for, render
from annotate.exports.claimreview import MAX_CLAIM, shorten

PAGE = PageContext(
    claim_url="https://newsroom.example/reports/harbour/claims/{number}", base="https://newsroom.example/"
)


def reviews(made: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("claimreview", made, PAGE))
    return found


def one(**changes: Any) -> dict[str, Any]:
    return reviews(report(claims=(claim(**changes),)))[0]


def test_each_judged_claim_has_one_review_with_its_own_page() -> None:
    found = reviews(report())
    assert [review["url"][-2:] for review in found] == ["/1", "/2", "/4"]
    assert all(review["@context"] == "https://schema.org" for review in found)
    assert all(review["@type"] == "ClaimReview" for review in found)


@pytest.mark.parametrize("status", ["unchecked", "not_checkable"])
def test_a_claim_without_verdict_has_no_review(status: str) -> None:
    assert reviews(report(claims=(claim(status=status),))) == []


@pytest.mark.parametrize("state", [state for state in State if state != State.APPROVED])
def test_a_claim_that_nobody_approved_has_no_review(state: State) -> None:
    made = report(claims=(claim(state=state),), working_copy=True)
    assert claimreview_for(made, made.claim(1), "https://n.example/1") is None


def test_a_rating_is_a_number_only_on_the_axis_of_truth() -> None:
    for term in STATUSES:
        if term.code in ("unchecked", "not_checkable"):
            continue
        rating = one(status=term.code)["reviewRating"]
        assert rating["alternateName"] == term.alternate_name
        numbers = {key: rating[key] for key in ("ratingValue", "bestRating", "worstRating") if key in rating}
        on_axis = {"ratingValue": term.rating_value, "bestRating": 5, "worstRating": 1}
        assert numbers == ({} if term.rating_value is None else on_axis)


def test_a_claim_in_the_articles_own_voice_is_its_publishers() -> None:
    author = one(own_voice=True, claimant=None)["itemReviewed"]["author"]
    assert author == {"@type": "Organization", "name": "The Example Post"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PartyKind.PERSON, "Person"),
        (PartyKind.UNNAMED_OFFICIAL, "Person"),
        (PartyKind.ORGANISATION, "Organization"),
        (PartyKind.OFFICIAL_BODY, "Organization"),
    ],
)
def test_a_claimant_is_a_person_or_a_body(kind: PartyKind, expected: str) -> None:
    author = one(claimant=Claimant("Somebody", kind))["itemReviewed"]["author"]
    assert author == {"@type": expected, "name": "Somebody"}


def test_a_claim_that_nobody_is_named_for_names_nobody() -> None:
    assert "author" not in one(claimant=None)["itemReviewed"]


def test_the_origin_of_a_claim_is_no_basis_of_its_review() -> None:
    found = one(citations=(citation(), citation(), citation("s2", Stance.CLAIM_ORIGIN), citation("s2", Stance.SILENT)))
    assert [basis["name"] for basis in found["isBasedOn"]] == ["Statement of the port authority"]


def test_a_worked_example_tells_machines_so() -> None:
    review = reviews(report(example=True))[0]
    assert review["creativeWorkStatus"] == "Worked example"
    assert review["reviewRating"]["ratingExplanation"].startswith("Worked example, not a finding. ")
    assert "creativeWorkStatus" not in reviews(report())[0]


@given(st.text(alphabet="ab é😀 \n", max_size=200))
def test_a_claim_is_shortened_at_a_word_and_never_over_the_limit(words: str) -> None:
    short = shorten(words, MAX_CLAIM)
    line = " ".join(words.split())
    assert len(short) <= MAX_CLAIM
    assert short == line if len(line) <= MAX_CLAIM else line.startswith(short[:-1]) and short.endswith("…")


def test_a_long_claim_loses_whole_words() -> None:
    words = "The operation was part of an Albanian investigation into cyberattacks against the government."
    assert shorten(words, 75) == "The operation was part of an Albanian investigation into cyberattacks…"


def test_other_peoples_rules_pass(tmp_path: Path) -> None:
    """schema.org's shapes, its vocabulary, and the fields that readers ask for."""
    folder = os.environ.get("ANNOTATE_MATERIAL")
    if not folder:
        pytest.skip("ANNOTATE_MATERIAL is not set: schema.org's shapes are not at hand")
    if not importlib.util.find_spec("pyshacl") or not importlib.util.find_spec("rdflib"):
        pytest.skip("pyshacl and rdflib are not installed: schema.org's shapes cannot be run")
    bare = report(
        article=article(url="", publisher="", dated="", language=""),
        claims=(claim(1, claimant=None, rationale="", citations=(citation("s2"),)),),
        sources=(source("s2", url="", archive_url=""),),
        example=True,
    )
    every = report(claims=tuple(claim(n, status=term.code) for n, term in enumerate(STATUSES, 1)))
    said = {"ownership": "Its readers.", "ethics": "https://n.example/e", "corrections": "Soon.", "feedback": "Write."}
    newsroom = Organisation("N", "https://n.example", "ab" * 32, "image/png", licence="https://l.example/", **said)
    corrected = report(
        organisation=newsroom, correction=Correction.CORRECT,
        history=(
            ReportEdition(1, "2026-11-01T12:00:00.000Z"),
            ReportEdition(2, "2026-11-25T12:00:00.000Z", Correction.CORRECT, "It was 36.", changed=(1,), added=(4,)),
        ),
    )  # fmt: skip
    for name, made in (("whole", report()), ("bare", bare), ("every", every), ("corrected", corrected)):
        (tmp_path / f"{name}.json").write_bytes(render("claimreview", made, PAGE))
    tool, rules = Path(folder, "tools", "check_claimreview.py"), Path(folder, "claimreview", "schemaorg")
    command = [sys.executable, str(tool), "--schemaorg", str(rules), *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "13/13 pass" in done.stdout
