"""How long complaints took, or have been waiting, counted in days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median_low

from annotate.domain.corrections import WORKING_DAYS, Course, Ruling, Tally


def deadline(received: str) -> str:
    """The last working day of those in which a complaint that came on this day is to be decided."""
    day, left = date.fromisoformat(received), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day.isoformat()


def days(course: Course, today: str) -> int:
    """From the day on which it came to that of the decision, or to today."""
    return (date.fromisoformat(course.decided or today) - date.fromisoformat(course.received)).days


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
        days=median_low(days(c, today) for c in decided) if decided else None,
    )  # fmt: skip
