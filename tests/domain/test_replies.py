"""What a record of having asked somebody must say, and how long they still have."""

from __future__ import annotations

import pytest

from annotate.domain.errors import Invalid
from annotate.domain.replies import Asked, check_reply, overdue, time_left
from annotate.domain.vocabulary import Outcome

TODAY = "2026-11-25"
WAITING = Asked("Mail", "How many?", "2026-11-20", "", "", "waiting", "")


def fields(**changed: str) -> set[str]:
    """The fields that something is wrong with."""
    try:
        check_reply(Asked(**{**WAITING.__dict__, **changed}), TODAY)
    except Invalid as error:
        return {problem.field for problem in error.problems}
    return set()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, set()),
        ({"channel": " "}, {"channel"}),
        ({"asked": ""}, {"asked"}),
        ({"asked": "2026-11-26"}, {"asked"}),
        ({"deadline": "2026-11-19"}, {"deadline"}),
        ({"deadline": "2026-11-20"}, set()),
        ({"outcome": "maybe"}, {"outcome"}),
        ({"answer": "36"}, {"answer"}),
        ({"answered": "2026-11-21"}, {"answered"}),
        ({"outcome": "answered"}, {"answer", "answered"}),
        ({"outcome": "answered", "answer": "36", "answered": "2026-11-21"}, set()),
        ({"outcome": "answered", "answer": "36", "answered": "2026-11-19"}, {"answered"}),
        ({"outcome": "answered", "answer": "36", "answered": "2026-11-26"}, {"answered"}),
        ({"outcome": "declined"}, set()),
        ({"outcome": "declined", "answer": "No comment.", "answered": "2026-11-21"}, set()),
    ],
)
def test_a_record_fits_together(changed: dict[str, str], wrong: set[str]) -> None:
    assert fields(**changed) == wrong


@pytest.mark.parametrize(
    ("deadline", "answered", "wrong"),
    [
        ("2026-11-24", "", set()),  # the deadline has passed
        ("2026-11-25", "", {"outcome"}),  # today is still theirs
        ("2026-11-30", "", {"outcome"}),
        ("2026-11-30", "2026-11-24", {"outcome"}),  # a day of closing does not cut a deadline short
        ("", "", {"answered"}),
        ("", "2026-11-20", {"answered"}),  # the day of asking itself is no time to answer
        ("", "2026-11-21", set()),
    ],
)
def test_did_not_reply_needs_a_deadline_that_passed_or_a_day_of_closing(
    deadline: str, answered: str, wrong: set[str]
) -> None:
    assert fields(outcome="silent", deadline=deadline, answered=answered) == wrong


def test_did_not_reply_holds_no_answer() -> None:
    assert fields(outcome="silent", deadline="2026-11-21", answer="36") == {"answer"}


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (2, "2 days left"), (1, "1 day left"), (0, "today is the last day"), (-1, "1 day overdue"),
        (-31, "31 days overdue"), (None, ""),
    ],
)  # fmt: skip
def test_how_long_they_have(left: int | None, said: str) -> None:
    assert time_left(Outcome.WAITING, left) == said and overdue(Outcome.WAITING, left) is ("overdue" in said)
    assert time_left(Outcome.ANSWERED, left) == "" and not overdue(Outcome.ANSWERED, left)
