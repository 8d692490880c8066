"""Conflicting pairs as rows."""

from __future__ import annotations

from annotate.domain.report_evidence import ReportRelation
from annotate.domain.topics import sides, topics
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


def test_the_two_camps_most_in_conflict_have_columns_of_their_own() -> None:
    told = [("MEK", (1, 1)), ("Police", (2, 2)), ("US", (3, 3)), ("MEK", (4, 4))]
    assert sides([("MEK", "Police"), ("MEK", "US"), ("Police", "MEK")], told, ()) == ("MEK", "Police")
    assert sides([], [], ()) == ()


def test_camps_with_a_name_go_before_the_article_and_nobody() -> None:
    told = [("Nobody", (1, 1)), ("MEK", (2, 2)), ("Police", (3, 3))]
    assert sides([("MEK", "Nobody"), ("Nobody", "MEK"), ("MEK", "Police")], told, {"Nobody"}) == ("MEK", "Police")


def test_a_camp_that_contradicts_itself_alone_has_its_column() -> None:
    assert sides([("MEK", "MEK")], [("MEK", (1, 1)), ("MEK", (2, 2))], ()) == ("MEK",)
