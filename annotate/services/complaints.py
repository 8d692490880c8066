"""Complaints about published reports: recorded with a number and a deadline, decided with reasons, never deleted.

What a complaint leads to is an edition: an editor publishes it with a note of what changed and why, and names the
complaint. A complaint that is not upheld leads to none, and stays on record all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.audit import recorder
from annotate.audit.recorder import SYSTEM_LOG, Happening
from annotate.audit.tags import Tag, say_fields
from annotate.domain.complaints import Complaint
from annotate.domain.corrections import Complainant, Course, Ruling, check_decision
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.services import reports
from annotate.services.courses import deadline
from annotate.services.texts import check_day, check_rev, require
from annotate.store.base import new_id
from annotate.store.models import ArticleRow, ComplaintRow
from annotate.store.queries import complaints as query
from annotate.store.session import UnitOfWork

EDITABLE = ("edition", "claim_number", "side", "complainant", "contact", "words", "received", "deadline")


@dataclass(frozen=True)
class NewComplaint:
    """What somebody complains of. `received` empty: today; `deadline` empty: seven working days after that."""

    words: str
    side: str = Complainant.READER
    edition: int | None = None
    claim_number: int | None = None
    complainant: str = ""
    contact: str = ""
    received: str = ""
    deadline: str = ""


def add(uow: UnitOfWork, actor: Actor, slug: str, new: NewComplaint) -> Complaint:
    """Record a complaint about an edition, by default the newest. Conflict where nothing is published."""
    demand(actor, Permission.RECORD_COMPLAINT)
    uow.lock(SYSTEM_LOG)
    newest = reports.newest(uow.session, slug)
    if newest is None:
        raise Conflict("Nothing of this article is published yet, so there is nothing to complain about.")
    values = {**new.__dict__, "edition": new.edition or newest.number, "received": new.received or uow.now[:10]}
    _days(values, uow.now[:10])
    values["deadline"] = new.deadline or deadline(values["received"])
    _check(uow.session, slug, values)
    number = (uow.session.scalar(select(func.max(ComplaintRow.number))) or 0) + 1
    row = ComplaintRow(
        id=new_id(), number=number, article_id=newest.article_id, ruling=Ruling.OPEN, decided="", answer="",
        author_id=actor.id, created_at=uow.now, **values,
    )  # fmt: skip
    title = _title(uow.session, row)
    recorder.add(uow, actor, row, _happening(Tag.COMPLAINT_ADD, row, title))
    return query.as_complaint(row, slug, title)


def edit(uow: UnitOfWork, actor: Actor, number: int, rev: int, changes: Mapping[str, Any]) -> Complaint:
    """Correct what was recorded of a complaint, or give it another deadline."""
    row, slug = _locked(uow, actor, number, rev, Permission.RECORD_COMPLAINT)
    whole = {name: changes.get(name, getattr(row, name)) for name in EDITABLE}
    whole |= {name: whole[name] or getattr(row, name) for name in ("edition", "received")}
    _days(whole, uow.now[:10])
    whole["deadline"] = whole["deadline"] or deadline(whole["received"])
    _check(uow.session, slug, whole)
    values = {name: value for name, value in whole.items() if value != getattr(row, name)}
    title = _title(uow.session, row)
    recorder.change(uow, actor, row, values, _happening(Tag.COMPLAINT_EDIT, row, title, fields=say_fields([*values])))
    return query.as_complaint(row, slug, title)


def decide(
    uow: UnitOfWork, actor: Actor, number: int, rev: int, ruling: str, answer: str, decided: str = ""
) -> Complaint:
    """Decide a complaint, or decide it anew, with reasons. `decided` is the day, empty: today."""
    row, slug = _locked(uow, actor, number, rev, Permission.DECIDE_COMPLAINT)
    check_texts({"answer": answer})
    check_day(decided, "decided")
    if ruling not in [*Ruling]:
        raise Invalid("Say whether the complaint is upheld, in part or not.", field="ruling")
    today = uow.now[:10]
    course = Course(row.received, row.deadline, decided or today, Ruling(ruling))
    check_decision(course, answer, today)
    values = {"ruling": course.ruling, "decided": course.decided, "answer": answer}
    title = _title(uow.session, row)
    happening = _happening(Tag.COMPLAINT_DECIDE, row, title, ruling=course.ruling.label.lower())
    recorder.change(uow, actor, row, values, happening)
    return query.as_complaint(row, slug, title)


def _locked(
    uow: UnitOfWork, actor: Actor, number: int, rev: int, permission: Permission
) -> tuple[ComplaintRow, str]:  # fmt: skip
    demand(actor, permission)
    uow.lock(SYSTEM_LOG)
    row = query.complaint_row(uow.session, number)
    check_rev(row.rev, rev, recorder.image(row), "complaint")
    return row, uow.session.get_one(ArticleRow, row.article_id).slug


def _title(session: Session, row: ComplaintRow) -> str:
    return session.get_one(ArticleRow, row.article_id).title


def _days(values: Mapping[str, Any], today: str) -> None:
    for name in ("received", "deadline"):
        check_day(values[name], name)
    if values["received"] > today:
        raise Invalid("This day has not come yet.", field="received")
    if values["deadline"] and values["deadline"] < values["received"]:
        raise Invalid("The deadline is before the day on which the complaint came.", field="deadline")


def _check(session: Session, slug: str, values: Mapping[str, Any]) -> None:
    check_texts(values)
    require(values["words"], "words", "Write what they complain of, best in their own words.")
    require(values["deadline"], "deadline", "Give the day until which it is to be decided.")
    if values["side"] not in [*Complainant]:
        raise Invalid("Say from which side the complaint comes.", field="side")
    _, report = reports.edition(session, slug, values["edition"])
    claim = values["claim_number"]
    if claim is not None and all(c.number != claim for c in report.claims):
        raise Invalid(f"Edition {report.edition} has no claim {claim}.", field="claim_number")


def _happening(tag: Tag, row: ComplaintRow, title: str, **words: str) -> Happening:
    return Happening(tag, SYSTEM_LOG, {"number": str(row.number), "title": title, **words})
