"""After publication: what a further edition is, and complaints with their number, deadline and outcome.

A complaint is to be decided within seven working days of the day on which it came (EFCSN Code of Standards).
Days are YYYY-MM-DD; working days are Monday to Friday, since holidays differ from country to country.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Course:
    """From the day on which a complaint came to that of its decision, which is empty while it is open."""

    received: str
    deadline: str
    decided: str
    ruling: Ruling

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
