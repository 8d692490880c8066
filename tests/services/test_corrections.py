"""After publication: complaints with number, deadline and decision; editions that say what they corrected, for ever."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from factories import actor, approved_claim, make_article, read_claim
from prepared import prepared
from sqlalchemy import select

from annotate.audit.verifier import verify
from annotate.domain.complaints import Complaint
from annotate.domain.corrections import Correction, Course, Ruling
from annotate.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from annotate.domain.report import Organisation, Report
from annotate.domain.things import Article, Claim, Edition
from annotate.exports import PageContext, claimreview_for, render
from annotate.services import claims, complaints, reports, reviews
from annotate.services.complaints import NewComplaint
from annotate.services.courses import days, deadline, tally
from annotate.store.models import EventRow
from annotate.store.queries import claims as query
from annotate.store.session import Database

NEWSROOM = Organisation("Example Newsroom", "https://newsroom.example")
PAGE = PageContext(claim_url="https://newsroom.example/reports/dawn-raid/claims/{number}/")


@prepared
def article(database: Database) -> Article:
    """Two claims in a first edition."""
    ana, mira = actor(database, "ana"), actor(database, "mira")
    article = make_article(database, ana)
    approved_claim(database, ana, mira, article)
    approved_claim(database, ana, mira, article, quote="Six men were charged")
    publish(database, "")
    return article


def publish(
    database: Database, note: str, kind: Correction = Correction.UPDATE, complaints: tuple[int, ...] = ()
) -> Edition:
    with database.write() as uow:
        return reports.publish(uow, actor(database, "mira"), "dawn-raid", note, NEWSROOM, kind, complaints)


def record(database: Database, who: str = "ana", **fields: object) -> Complaint:
    said = {"words": "It was 36, not 100.", "received": "2026-01-02", **fields}
    with database.write() as uow:
        return complaints.add(uow, actor(database, who), "dawn-raid", NewComplaint(**said))  # type: ignore[arg-type]


def read(database: Database, number: int) -> Report:
    with database.read() as session:
        return reports.edition(session, "dawn-raid", number)[1]


def reworded(database: Database, claim: Claim, rationale: str) -> None:
    """Another rationale, approved by somebody who has not worked on it."""
    ana, mira = actor(database, "ana"), actor(database, "mira")
    with database.write() as uow:
        claims.edit(uow, ana, claim.id, read_claim(database, claim).rev, {"rationale": rationale})
    with database.write() as uow:
        reviews.submit(uow, ana, claim.id)
    with database.write() as uow:
        reviews.approve(uow, mira, claim.id, read_claim(database, claim).digest or "")


def first_claim(database: Database, number: int = 1) -> Claim:
    from_report = next(c for c in read(database, 1).claims if c.number == number)
    with database.read() as session:
        return query.claim(session, from_report.id)


def test_a_correction_says_what_it_changed_and_every_later_edition_keeps_the_record(
    database: Database, article: Article
) -> None:
    before = render("json", read(database, 1))
    complaint = record(database, claim_number=1)
    reworded(database, first_claim(database), "The count was misread.")
    with database.write() as uow:
        reviews.withdraw(uow, actor(database, "mira"), first_claim(database, 2).id, "It was no claim.")
    publish(database, "Claim 1: the count.", Correction.CORRECT, (complaint.number,))
    approved_claim(database, actor(database, "ana"), actor(database, "mira"), article, quote="Fifteen officers")
    publish(database, "One more claim.")
    second, third = read(database, 2), read(database, 3)
    first, own = second.history
    assert (first.edition, first.kind, own.kind, own.note) == (1, None, Correction.CORRECT, "Claim 1: the count.")
    assert (own.changed, own.added, own.removed, own.complaints) == ((1,), (), (2,), (complaint.number,))
    assert third.history[:2] == second.history and third.history[2].added == (3,) and third.history[2].changed == ()
    assert render("json", read(database, 1)) == before and b"history" not in before
    with database.read() as session:
        assert [e.kind for e in reports.editions(session, article)] == ["update", "correct", ""]
        assert verify(session).faults == []


def test_claimreview_says_when_it_was_changed_and_what_was_corrected(database: Database, article: Article) -> None:
    reworded(database, first_claim(database), "The count was misread.")
    publish(database, "Claim 1: the count.", Correction.CORRECT)
    report = read(database, 2)
    changed, same = (claimreview_for(report, report.claim(n), PAGE.url_of_claim(n)) for n in (1, 2))
    assert changed and same
    day = report.published_at[:10]
    assert changed["dateModified"] == changed["datePublished"] == day
    assert changed["correction"] == [
        {"@type": "CorrectionComment", "datePublished": day, "text": "Claim 1: the count."}
    ]
    assert "dateModified" not in same and "correction" not in same
    earlier = replace(report.history[0], published_at="2026-01-01T00:00:00.000Z")
    older = replace(report, history=(earlier, report.history[1]))
    review = claimreview_for(older, older.claim(1), PAGE.url_of_claim(1))
    assert review and review["datePublished"] == "2026-01-01" and review["dateModified"] == day


def test_a_retraction_may_be_empty_and_takes_the_reviews_away(database: Database, article: Article) -> None:
    report = read(database, 1)
    assert claimreview_for(report, report.claims[0], "https://n.example/1")
    for number in (1, 2):
        with database.write() as uow:
            reviews.withdraw(uow, actor(database, "mira"), first_claim(database, number).id, "Made up.")
    with pytest.raises(Conflict, match="No claim of this article"):
        publish(database, "Everything was made up.", Correction.CORRECT)
    assert publish(database, "Everything was made up.", Correction.RETRACT).number == 2
    assert json.loads(render("claimreview", read(database, 2), PAGE)) == []
    standing = replace(read(database, 1), correction=Correction.RETRACT)
    assert json.loads(render("claimreview", standing, PAGE)) == []


def test_a_complaint_has_a_number_a_deadline_and_a_decision(database: Database, article: Article) -> None:
    one, two = record(database), record(database, "ines", claim_number=2, side="party", complainant="Dr. K.")
    assert (one.number, two.number, one.edition) == (1, 2, 1)
    assert one.deadline == "2026-01-13", "seven working days after a Friday"
    mira = actor(database, "mira")
    with pytest.raises(Forbidden), database.write() as uow:
        complaints.decide(uow, actor(database, "ana"), 1, 1, "upheld", "It is so.")
    with database.write() as uow:
        made = complaints.decide(uow, mira, 1, 1, "partly", "The count is right, the day is not.", "2026-01-20")
    assert made.ruling is Ruling.PARTLY and days(made.course, "2027-01-01") == 18 and made.course.overdue("2027-01-01")
    with pytest.raises(Stale), database.write() as uow:
        complaints.decide(uow, mira, 1, 1, "rejected", "No.")
    with database.read() as session:
        said = session.scalars(select(EventRow.action).where(EventRow.target_type == "complaint")).all()
        assert sorted(said) == ["complaint:complaint:add"] * 2 + ["complaint:ruling:decide"]
        assert verify(session).faults == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"words": " "}, "words"), ({"claim_number": 9}, "claim_number"), ({"side": "foe"}, "side"),
     ({"received": "2026-02-30"}, "received"), ({"received": "2999-01-01"}, "received"),
     ({"deadline": "2026-01-01"}, "deadline"), ({"words": "x" * 20_001}, "words")],
)  # fmt: skip
def test_what_is_no_complaint_is_refused(
    database: Database, article: Article, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        record(database, **fields)
    assert refused.value.problems[0].field == field


def test_who_may_complain_about_what(database: Database, article: Article) -> None:
    with pytest.raises(Forbidden):
        record(database, "guest")
    with pytest.raises(NotFound):
        record(database, edition=9)
    make_article(database, actor(database, "ana"), "Another\nSix men were charged.", "Another")
    with pytest.raises(Conflict, match="Nothing of this article"), database.write() as uow:
        complaints.add(uow, actor(database, "ana"), "another", NewComplaint("Why?"))
    with pytest.raises(Invalid, match="about itself"):
        publish(database, "Corrected.", complaints=(7,))
    number = record(database).number
    for ruling, answer, day in (("open", "x", ""), ("upheld", " ", ""), ("upheld", "x", "2999-01-01"), ("?", "x", "")):
        with pytest.raises(Invalid), database.write() as uow:
            complaints.decide(uow, actor(database, "ines"), number, 1, ruling, answer, day)


def test_days_are_counted_as_they_are_lived() -> None:
    assert [deadline(d) for d in ("2026-01-05", "2026-01-10", "2026-01-11")] == [
        "2026-01-14",
        "2026-01-20",
        "2026-01-20",
    ]
    courses = [
        Course("2026-01-01", "2026-01-10", "2026-01-04", Ruling.UPHELD),
        Course("2026-01-01", "2026-01-10", "2026-01-12", Ruling.REJECTED),
        Course("2026-01-01", "2026-01-10", "", Ruling.OPEN),
    ]
    found = tally(courses, "2026-01-11")
    assert (found.received, found.open, found.waiting_late, found.late, found.upheld, found.rejected) == (
        3,
        1,
        1,
        1,
        1,
        1,
    )
    assert found.days == 3 and not courses[2].overdue("2026-01-10") and tally([], "2026-01-11").days is None
