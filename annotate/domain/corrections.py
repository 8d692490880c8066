"""After publication: what a further edition is, and complaints with their number, deadline and outcome.

A complaint is to be decided within seven working days of the day on which it came (EFCSN Code of Standards).
Days are YYYY-MM-DD; working days are Monday to Friday, since holidays differ from country to country.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from annotate.domain.errors import Invalid, Problem
from annotate.domain.vocabulary import Labelled

#: Working days in which a complaint is decided, unless somebody set another deadline.
WORKING_DAYS = 7


class Correction(Labelled):
    """What an edition after the first one does. `help` says it to editors."""

    CORRECT = "correct", "Correction", "Something that we said was wrong, and is put right"
    UPDATE = "update", "Update", "Something new is known, or more claims are checked"
    CLARIFY = "clarify", "Clarification", "What we said was so, but could be misread"
    RETRACT = "retract", "Retraction", "The report as a whole does not stand any more"


#: Those that admit something, and that ClaimReview carries as a correction.
ADMITTING = frozenset({Correction.CORRECT, Correction.CLARIFY, Correction.RETRACT})


class Complainant(Labelled):
    """From which side a complaint comes; who it is stays with the desk."""

    READER = "reader", "A reader"
    PARTY = "party", "Somebody whom the report is about"
    AUTHOR = "author", "The author or publisher of the article"
    OTHER = "other", "Somebody else"


class Ruling(Labelled):
    """What the desk decided on a complaint."""

    OPEN = "open", "Open"
    UPHELD = "upheld", "Upheld", "The complaint is right"
    PARTLY = "partly", "Upheld in part", "The complaint is right in part"
    REJECTED = "rejected", "Not upheld", "The report stands as it is"


def deadline(received: str) -> str:
    """The last working day of those in which a complaint that came on this day is to be decided."""
    day, left = date.fromisoformat(received), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day.isoformat()


@dataclass(frozen=True)
class Course:
    """How long a complaint took, or has been waiting; in days."""

    received: str
    deadline: str
    decided: str
    ruling: Ruling

    def days(self, today: str) -> int:
        """From the day on which it came to that of the decision, or to today."""
        return (date.fromisoformat(self.decided or today) - date.fromisoformat(self.received)).days

    def overdue(self, today: str) -> bool:
        """Is its deadline over and nothing decided, or was it decided after it?"""
        return (self.decided or today) > self.deadline


@dataclass(frozen=True)
class Tally:
    """Complaints in numbers. `days` is the median from complaint to decision, None where none is decided."""

    received: int
    open: int
    late: int
    waiting_late: int
    upheld: int
    rejected: int
    days: int | None


def tally(courses: Iterable[Course], today: str) -> Tally:
    """Count them. `late`: decided after the deadline; `waiting_late`: open after it. Partly upheld is upheld."""
    every = list(courses)
    decided = [course for course in every if course.decided]
    waiting = [course for course in every if not course.decided]
    return Tally(
        received=len(every), open=len(waiting), late=sum(c.overdue(today) for c in decided),
        waiting_late=sum(c.overdue(today) for c in waiting),
        upheld=sum(c.ruling in (Ruling.UPHELD, Ruling.PARTLY) for c in decided),
        rejected=sum(c.ruling is Ruling.REJECTED for c in decided),
        days=median_low(c.days(today) for c in decided) if decided else None,
    )  # fmt: skip


def check_decision(course: Course, answer: str, today: str) -> None:
    """Raise Invalid with everything that a decision lacks."""
    problems = []
    if course.ruling is Ruling.OPEN:
        problems.append(Problem("ruling", "Say whether the complaint is upheld, in part or not."))
    if not answer.strip():
        problems.append(Problem("answer", "Write the reasons: they are what the complainant is told."))
    if course.decided > today:
        problems.append(Problem("decided", "This day has not come yet."))
    elif course.decided < course.received:
        problems.append(Problem("decided", "It was decided before it came: correct one of the days."))
    if problems:
        raise Invalid.of(problems)
