"""Checklists: which questions are asked of a source, answering them, and what that does to the claims resting on it."""

from __future__ import annotations

import pytest
from cases import every
from factories import (
    approved_claim,
    make_answer,
    make_article,
    make_source,
    read_claim,
    ready_claim,
    submitted_claim,
)
from trails import leaves

from annotate.domain.errors import Conflict, DomainError, Forbidden, NotFound, Stale
from annotate.domain.people import Actor
from annotate.domain.things import Source
from annotate.services import answers, reviews, terms
from annotate.services.answers import NewAnswer
from annotate.store.session import Database

ADDED, CHANGED = "answer:answer:add", "answer:answer:edit"
REOPEN, REFRESH = "claim:state:reopen", "claim:digest:refresh"


def asked(database: Database, source: Source) -> list[str]:
    with database.read() as session:
        return [one.term.code for one in answers.checklist(session, source)]


def test_a_source_is_asked_the_questions_of_its_kind(database: Database, ana: Actor) -> None:
    footage = ["provenance", "maker", "date", "location", "motivation", "harm"]
    assert asked(database, make_source(database, ana, kind="drone_footage")) == footage
    assert asked(database, make_source(database, ana, kind="court_document")) == ["authenticity", "completeness"]
    assert asked(database, make_source(database, ana, kind="legislation")) == []


def test_an_admin_asks_more_and_less(database: Database, ana: Actor, ines: Actor) -> None:
    source = make_source(database, ana)
    make_answer(database, ana, source, "harm", "Two faces, blurred")
    with database.write() as uow:
        terms.add(uow, ines, "checklist", "weather", "Weather", applies_to="drone_footage ugc_video drone_footage")
        terms.add(uow, ines, "checklist", "who_else", "Who else has it?")
        terms.switch(uow, ines, "checklist", "date", 1, False)
        terms.switch(uow, ines, "checklist", "harm", 1, False)
        changed = terms.edit(uow, ines, "checklist", "location", 1, {"applies_to": "ugc_photo"})
    assert changed.applies_to == "ugc_photo"
    assert asked(database, source) == ["provenance", "maker", "motivation", "harm", "weather", "who_else"]


@pytest.mark.parametrize(
    ("vocabulary", "kinds", "words"),
    [
        ("checklist", "drone_footage nonsense", "no kind of source “nonsense”"),
        ("claim_type", "drone_footage", "Only a"),
    ],
)
def test_kinds_that_there_are_not_are_refused(
    database: Database, ines: Actor, vocabulary: str, kinds: str, words: str
) -> None:
    with leaves(database), pytest.raises(DomainError, match=words), database.write() as uow:
        terms.add(uow, ines, vocabulary, "weather", "Weather", applies_to=kinds)


def test_an_answer_is_given_and_corrected_and_says_by_whom(database: Database, ana: Actor, farid: Actor) -> None:
    source = make_source(database, ana)
    with leaves(database, ADDED):
        first = make_answer(database, ana, source, method="Three image searches", confidence="medium")
    with leaves(database):
        assert make_answer(database, ana, source, rev=1, method=first.method, confidence="medium") == first
    with leaves(database, CHANGED):
        second = make_answer(database, farid, source, answer="Police channel", rev=1)
    assert (second.rev, second.author_id, second.method, second.confidence) == (2, farid.id, "", None)
    with database.read() as session:
        found = answers.checklist(session, source)[0]
    assert (found.author, found.answer) == ("Farid Nouri", second)


@every(
    ("question", "said", "rev", "kind", "words"),
    [
        ("provenance", NewAnswer(" "), 1, DomainError, "Write what was found"),
        ("provenance", NewAnswer("x" * 20_001), 1, DomainError, "20,000"),
        ("provenance", NewAnswer("a\x00"), 1, DomainError, "NUL"),
        ("provenance", NewAnswer("x", confidence="total"), 1, DomainError, "high, medium, low"),
        ("provenance", NewAnswer("x"), None, Stale, "saved by somebody else"),
        ("provenance", NewAnswer("x"), 7, Stale, "version 1"),
        ("maker", NewAnswer("x"), 3, Conflict, "Nobody has answered"),
        ("authenticity", NewAnswer("x"), None, NotFound, "not asked of this kind"),
        ("nonsense", NewAnswer("x"), None, NotFound, "not asked of this kind"),
    ],
)
def test_a_wrong_answer_is_refused_and_changes_nothing(
    database: Database, ana: Actor, question: str, said: NewAnswer, rev: int | None, kind: type[DomainError], words: str
) -> None:
    source = make_source(database, ana)
    make_answer(database, ana, source)
    with leaves(database), pytest.raises(kind, match=words), database.write() as uow:
        answers.answer(uow, ana, source.id, question, said, rev)


def test_those_who_may_only_read_answer_nothing(database: Database, ana: Actor, guest: Actor) -> None:
    source = make_source(database, ana)
    with leaves(database), pytest.raises(Forbidden):
        make_answer(database, guest, source)


def test_an_answer_reopens_what_was_approved_on_the_source_and_on_what_derives_from_it(
    database: Database, ana: Actor, mira: Actor
) -> None:
    article, source = make_article(database, ana), make_source(database, ana)
    relayed = make_source(database, ana, "Wire", "press_agency", derived_from_id=source.id)
    approved = approved_claim(database, ana, mira, article, relayed)
    waiting = submitted_claim(database, ana, article, source)
    with leaves(database, REOPEN, ADDED, REFRESH):
        make_answer(database, ana, source)
    assert read_claim(database, approved).stale
    assert read_claim(database, waiting).digest != waiting.digest


def test_who_answered_a_checklist_since_it_was_cited_cannot_approve(
    database: Database, ana: Actor, mira: Actor, jonas: Actor
) -> None:
    source = make_source(database, ana)
    make_answer(database, jonas, source, "maker", "The police, as stated")
    claim = ready_claim(database, ana, make_article(database, ana), source)
    with database.write() as uow:
        reviews.submit(uow, ana, claim.id)
    make_answer(database, mira, source)
    digest = str(read_claim(database, claim).digest)
    with leaves(database), pytest.raises(Forbidden, match="You worked on this claim"), database.write() as uow:
        reviews.approve(uow, mira, claim.id, digest)
    with database.write() as uow:
        assert reviews.approve(uow, jonas, claim.id, digest).state == "approved"
