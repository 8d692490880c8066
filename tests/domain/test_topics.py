"""Conflicting pairs as rows."""

from __future__ import annotations

from annotate.domain.report_evidence import ReportRelation
from annotate.domain.topics import columns, topics
from annotate.domain.vocabulary import RelationKind


def pair(claim: int, other: int, topic: str = "", kind: str = "contradiction", settle: str = "") -> ReportRelation:
    return ReportRelation(claim, other, RelationKind(kind), topic, settle)


def test_pairs_of_one_topic_are_one_row_however_it_is_written() -> None:
    (found,) = topics(
        [pair(18, 15, "Injured", settle="Admissions"), pair(16, 18, " injured ", "tension", "Admissions")]
    )
    assert (found.name, found.claims, found.settle) == ("Injured", (15, 16, 18), ("Admissions",))
    assert found.kinds == (RelationKind.CONTRADICTION, RelationKind.TENSION)


def test_a_pair_without_a_topic_stands_alone() -> None:
    assert [t.claims for t in topics([pair(3, 4), pair(1, 2), pair(2, 3)])] == [(1, 2), (2, 3), (3, 4)]


def test_what_supports_or_repeats_is_no_conflict() -> None:
    assert topics([pair(1, 2, kind="supports"), pair(1, 3, kind="repeats")]) == []


def test_the_camps_with_most_accounts_have_columns_of_their_own() -> None:
    found = topics([pair(1, 2), pair(3, 4), pair(5, 2)])
    assert columns(found, {1: "MEK", 2: "Police", 3: "MEK", 4: "US", 5: "MEK"}) == ("MEK", "Police")
    assert columns([], {}) == ()
