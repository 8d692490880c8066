"""The right of reply: what a record of having asked somebody must say, and how long they still have.

Days are YYYY-MM-DD; `today` is the desk's day (UTC). *Did not reply* is held against somebody in print, so it needs
more than impatience: a deadline that was given has to have passed; where none was given, there has to be a day on which
the desk closed the question, after the day of asking.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.errors import Invalid, Problem
from annotate.domain.vocabulary import Outcome

_NOT_YET = "This day has not come yet."


@dataclass(frozen=True)
class Asked:
    """What is said of one question to somebody. `answered` is the day of the answer, or the day of closing."""

    channel: str
    question: str
    asked: str
    deadline: str
    answered: str
    outcome: str
    answer: str


def check_reply(said: Asked, today: str) -> None:
    """Raise Invalid with everything that does not fit together. The days must have been read as days before."""
    problems = [*_days(said, today), *_outcome(said, today)]
    if not said.channel.strip():
        problems.append(Problem("channel", "Say how they were asked: by mail to whom, by telephone, by letter."))
    if problems:
        raise Invalid.of(problems)


def overdue(outcome: Outcome, left: int | None) -> bool:
    """Is somebody waited for whose deadline has passed? `left` as in `time_left`."""
    return outcome is Outcome.WAITING and left is not None and left < 0


def time_left(outcome: Outcome, left: int | None) -> str:
    """How long somebody who is waited for still has, in words; "" if nobody waits, or no deadline was given.

    `left`: whole days until the deadline, 0 on its day, negative once it has passed, None without one.
    """
    if outcome is not Outcome.WAITING or left is None:
        return ""
    if left < 0:
        return f"{-left} {'day' if left == -1 else 'days'} overdue"
    return "today is the last day" if left == 0 else f"{left} {'day' if left == 1 else 'days'} left"


def _days(said: Asked, today: str) -> list[Problem]:
    problems = []
    if not said.asked:
        problems.append(Problem("asked", "Give the day on which they were asked."))
    problems += [Problem(name, _NOT_YET) for name in ("asked", "answered") if getattr(said, name) > today]
    for name, word in (("deadline", "deadline"), ("answered", "answer")):
        day = getattr(said, name)
        if day and said.asked and day < said.asked:
            problems.append(Problem(name, f"The {word} cannot come before they were asked, on {said.asked}."))
    return problems


def _outcome(said: Asked, today: str) -> list[Problem]:
    if said.outcome not in list(Outcome):
        return [Problem("outcome", f"Choose what came of it: {', '.join(o.label.lower() for o in Outcome)}.")]
    outcome = Outcome(said.outcome)
    if outcome is Outcome.ANSWERED:
        missing = [("answer", "Write what they answered."), ("answered", "Give the day on which the answer came.")]
        return [Problem(name, sentence) for name, sentence in missing if not getattr(said, name).strip()]
    if outcome is Outcome.SILENT:
        return [*_no_answer(said, "did not reply"), *_silence(said, today)]
    if outcome is Outcome.WAITING:
        closed = [Problem("answered", "Nothing has come yet, so leave this day open.")] if said.answered else []
        return [*_no_answer(said, "are waited for"), *closed]
    return []


def _no_answer(said: Asked, what: str) -> list[Problem]:
    if not said.answer.strip():
        return []
    return [Problem("answer", f"This holds an answer, yet it says that they {what}. Choose “answered”, or empty it.")]


def _silence(said: Asked, today: str) -> list[Problem]:
    if said.deadline:
        if said.deadline < today:
            return []
        return [Problem("outcome", f"They have until {said.deadline}. Only after that day did they not reply.")]
    if said.answered > said.asked:
        return []
    return [
        Problem(
            "answered",
            "No deadline was given. Write the day on which you stopped waiting, later than the day of asking.",
        )
    ]
