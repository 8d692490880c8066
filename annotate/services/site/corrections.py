"""The public log of corrections and its feed."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from annotate.domain.codec import from_plain
from annotate.domain.complaints import Complaint
from annotate.domain.corrections import Course
from annotate.domain.report_changes import ReportEdition
from annotate.domain.things import Page
from annotate.exports.public import corrections, feeds
from annotate.exports.public.corrections import Answered, Corrected
from annotate.exports.public.frame import CORRECTIONS, CORRECTIONS_FEED
from annotate.services.courses import days, tally
from annotate.services.site.base import Site
from annotate.store.queries import complaints as complaint_query
from annotate.store.queries import public as query

#: Editions on a page of the log, and in the feed.
PAGE = 50


def page(session: Session, site: Site, today: str, cursor: str = "") -> tuple[bytes, str | None]:
    """A page of the log, and the cursor of the next one. `today` decides what is overdue. Three queries."""
    courses = complaint_query.courses(session)
    found = _corrected(session, courses, cursor or None)
    counted = tally(courses.values(), today)
    return corrections.render(site.frame(corrections.path(cursor)), found.items, counted, found.next), found.next


def feed(session: Session, site: Site) -> bytes:
    """The newest corrections as an Atom feed. Three queries."""
    frame = site.frame(CORRECTIONS_FEED)
    found = _corrected(session, complaint_query.courses(session), None)
    return feeds.atom(frame, "Corrections", CORRECTIONS, [corrections.entry(frame, one) for one in found.items])


def answering(session: Session, complaint: Complaint) -> list[int]:
    """Numbers of the editions that name a complaint. Two queries."""
    editions = query.editions_of(session, complaint.slug)
    newest = editions[0]
    body = json.loads(query.bodies(session, [(newest.slug, newest.number)])[newest.slug, newest.number])
    return [e["edition"] for e in body.get("history", ()) if complaint.number in e.get("complaints", ())]


def _corrected(session: Session, courses: dict[int, Course], cursor: str | None) -> Page[Corrected]:
    found = query.corrections(session, cursor, PAGE)
    bodies = query.bodies(session, [(out.slug, out.number) for out in found.items])
    return Page(tuple(_one(out.slug, bodies[out.slug, out.number], courses) for out in found.items), found.next)


def _one(slug: str, body: bytes, courses: dict[int, Course]) -> Corrected:
    """Read from the record's history alone: a whole report need not be built to say what its last edition did."""
    data = json.loads(body)
    if "history" in data:
        edition = from_plain(ReportEdition, data["history"][-1])
    else:
        edition = ReportEdition(data["edition"], data["published_at"], None, data["note"])
    answered = tuple(_answered(number, courses[number]) for number in edition.complaints if number in courses)
    return Corrected(slug, data["article"]["title"], data["example"], edition, answered)


def _answered(number: int, course: Course) -> Answered:
    return Answered(number, days(course, course.decided) if course.decided else None)
