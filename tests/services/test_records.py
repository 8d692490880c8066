"""Searches and questions on a claim: recorded, corrected, taken back and put back; what they reopen and rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cases import every
from factories import (
    approved_claim,
    make_article,
    make_claim,
    make_lookup,
    make_reply,
    read_claim,
    submitted_claim,
)
from prepared import prepared
from trails import leaves

from annotate.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale
from annotate.domain.people import Actor
from annotate.domain.things import Claim
from annotate.services import lookups, replies, reviews, undo
from annotate.services.lookups import NewLookup
from annotate.services.replies import NewReply
from annotate.store.session import Database

REOPEN = "claim:state:reopen"
VERBS = pytest.mark.parametrize(("noun", "make"), [("lookup", make_lookup), ("reply", make_reply)])
SERVICES: dict[str, Any] = {"lookup": lookups, "reply": replies}
CHANGES = {"lookup": {"found": "An entry"}, "reply": {"question": "How many?"}}


@prepared
def claim(database: Database, ana: Actor) -> Claim:
    return make_claim(database, ana, make_article(database, ana))


@VERBS
def test_a_record_comes_changes_goes_and_comes_back(
    database: Database, ana: Actor, claim: Claim, noun: str, make: Callable[..., Any]
) -> None:
    service, added = SERVICES[noun], [f"{noun}:{noun}:add", *(["party:party:add"] if noun == "reply" else [])]
    with leaves(database, *added):
        record = make(database, ana, claim)
    with leaves(database), database.write() as uow:
        assert service.edit(uow, ana, record.id, 1, {}) == record
    with leaves(database, f"{noun}:{noun}:edit"), database.write() as uow:
        record = service.edit(uow, ana, record.id, 1, CHANGES[noun])
    with leaves(database, f"{noun}:{noun}:withdraw"), database.write() as uow:
        record = service.withdraw(uow, ana, record.id, record.rev)
    for verb in (service.withdraw, lambda *given: service.edit(*given, CHANGES[noun])):
        with leaves(database), pytest.raises(Conflict, match="taken back"), database.write() as uow:
            verb(uow, ana, record.id, record.rev)
    with leaves(database, f"{noun}:{noun}:restore"), database.write() as uow:
        record = service.restore(uow, ana, record.id, record.rev)
    assert not record.withdrawn
    with leaves(database), pytest.raises(Conflict, match="stands already"), database.write() as uow:
        service.restore(uow, ana, record.id, record.rev)


@VERBS
def test_a_record_reopens_an_approved_claim_and_is_closed_to_one_that_waits(
    database: Database, ana: Actor, farid: Actor, mira: Actor, noun: str, make: Callable[..., Any]
) -> None:
    article = make_article(database, ana)
    approved = approved_claim(database, ana, mira, article)
    make(database, farid, approved)
    assert read_claim(database, approved).stale and read_claim(database, approved).state == "draft"
    waiting = submitted_claim(database, ana, article)
    with leaves(database), pytest.raises(Conflict, match="waits for a reviewer"):
        make(database, farid, waiting)


@VERBS
def test_an_old_version_no_such_record_and_readers_change_nothing(
    database: Database, ana: Actor, guest: Actor, claim: Claim, noun: str, make: Callable[..., Any]
) -> None:
    service, record = SERVICES[noun], make(database, ana, claim)
    attempts: list[tuple[type[DomainError], Callable[[Any], Any]]] = [
        (Stale, lambda uow: service.edit(uow, ana, record.id, 7, CHANGES[noun])),
        (Stale, lambda uow: service.withdraw(uow, ana, record.id, 7)),
        (NotFound, lambda uow: service.edit(uow, ana, "nothing", 1, {})),
        (NotFound, lambda uow: service.withdraw(uow, ana, "nothing", 1)),
        (Forbidden, lambda uow: service.edit(uow, guest, record.id, 1, CHANGES[noun])),
        (Forbidden, lambda uow: service.withdraw(uow, guest, record.id, 1)),
    ]
    for kind, attempt in attempts:
        with leaves(database), pytest.raises(kind), database.write() as uow:
            attempt(uow)
    with leaves(database), pytest.raises(Forbidden):
        make(database, guest, claim)


@VERBS
def test_undo_takes_back_a_record_its_correction_and_its_taking_back(
    database: Database, ana: Actor, claim: Claim, noun: str, make: Callable[..., Any]
) -> None:
    service, record = SERVICES[noun], make(database, ana, claim)
    with database.write() as uow:
        service.edit(uow, ana, record.id, 1, CHANGES[noun])
    with leaves(database, f"{noun}:{noun}:edit"), database.write() as uow:
        undo.undo(uow, ana, claim.id, claim.rev)
    with database.write() as uow:
        service.withdraw(uow, ana, record.id, 3)
    with leaves(database, f"{noun}:{noun}:restore"), database.write() as uow:
        undo.undo(uow, ana, claim.id, claim.rev)
    make(database, ana, claim)
    with leaves(database, f"{noun}:{noun}:withdraw"), database.write() as uow:
        undo.undo(uow, ana, claim.id, claim.rev)


@every(
    ("new", "field"),
    [
        (NewLookup("", "raid"), "place"), (NewLookup("Register", " "), "query"),
        (NewLookup("Register", "raid", looked="2026"), "looked"),
        (NewLookup("Register", "raid", looked="2026-02-30"), "looked"),
        (NewLookup("Register", "raid", looked="9999-01-01"), "looked"),
        (NewLookup("a\x00", "raid"), "place"), (NewLookup("x" * 501, "raid"), "place"),
    ],
)  # fmt: skip
def test_a_search_that_says_too_little_is_refused(
    database: Database, ana: Actor, claim: Claim, new: NewLookup, field: str
) -> None:
    with leaves(database), pytest.raises(Invalid) as refused, database.write() as uow:
        lookups.add(uow, ana, claim.id, new)
    assert refused.value.problems[0].field == field


@every(
    ("new", "field"),
    [
        (NewReply("Mail"), "party"), (NewReply("Mail", party_id="nobody"), "party"),
        (NewReply("Mail", party="x" * 301), "party"), (NewReply("", party="Police"), "channel"),
        (NewReply("Mail", party="Police", deadline="soon"), "deadline"),
        (NewReply("Mail", party="Police", outcome="silent"), "answered"),
        (NewReply("Mail", party="Police", outcome="answered"), "answer"),
        (NewReply("Mail", party="Police", question="a\x00"), "question"),
    ],
)  # fmt: skip
def test_a_question_that_does_not_fit_together_is_refused(
    database: Database, ana: Actor, claim: Claim, new: NewReply, field: str
) -> None:
    with leaves(database), pytest.raises(Invalid) as refused, database.write() as uow:
        replies.add(uow, ana, claim.id, new)
    assert refused.value.problems[0].field == field


def test_the_answer_is_recorded_when_it_comes(database: Database, ana: Actor, claim: Claim) -> None:
    reply = make_reply(database, ana, claim, asked="2026-11-20", deadline="2026-11-22")
    with leaves(database, "reply:reply:edit"), database.write() as uow:
        came = {"outcome": "answered", "answer": "36", "answered": "2026-11-21", "party": "State Police"}
        reply = replies.edit(uow, ana, reply.id, 1, came)
    assert (reply.outcome, reply.answer, reply.party_name) == ("answered", "36", "State Police")


def test_unproven_rests_on_a_search_that_stands(database: Database, ana: Actor) -> None:
    found = {"status": "unproven", "rationale": "No record of it."}
    claim = make_claim(database, ana, make_article(database, ana), **found)
    with leaves(database), pytest.raises(Invalid, match="record where you looked"), database.write() as uow:
        reviews.submit(uow, ana, claim.id)
    lookup = make_lookup(database, ana, claim)
    with database.write() as uow:
        lookups.withdraw(uow, ana, lookup.id, 1)
    with leaves(database), pytest.raises(Invalid, match="record where you looked"), database.write() as uow:
        reviews.submit(uow, ana, claim.id)
    make_lookup(database, ana, claim, "Hospital register")
    with database.write() as uow:
        assert reviews.submit(uow, ana, claim.id).state == "submitted"


@VERBS
def test_who_recorded_it_cannot_approve(
    database: Database, ana: Actor, mira: Actor, jonas: Actor, noun: str, make: Callable[..., Any]
) -> None:
    claim = make_claim(database, ana, make_article(database, ana), status="not_checkable", rationale="A forecast.")
    make(database, mira, claim)
    with database.write() as uow:
        reviews.submit(uow, ana, claim.id)
    digest = str(read_claim(database, claim).digest)
    with leaves(database), pytest.raises(Forbidden, match="You worked on"), database.write() as uow:
        reviews.approve(uow, mira, claim.id, digest)
    with database.write() as uow:
        assert reviews.approve(uow, jonas, claim.id, digest).state == "approved"
