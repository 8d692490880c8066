"""Checklists: what a desk asks of a source of some kind, and what was answered.

The questions are terms (`checklist`); an answer belongs to the source, and with it to every approval that rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.evidence import Answer
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.seeds import CHECKLIST
from annotate.domain.things import Source, Term
from annotate.domain.vocabulary import Confidence
from annotate.services.texts import check_rev, require
from annotate.services.upkeep import lock_dependents, refresh, reopen
from annotate.store.base import new_id
from annotate.store.models import AnswerRow
from annotate.store.queries import sources as query
from annotate.store.queries.basis import answers, as_answer
from annotate.store.queries.terms import terms
from annotate.store.queries.users import names
from annotate.store.session import UnitOfWork


@dataclass(frozen=True)
class Question:
    """A question of a source's checklist; `answer` and the name of its author are there once somebody answered."""

    term: Term
    answer: Answer | None
    author: str = ""


@dataclass(frozen=True)
class NewAnswer:
    """What was found out, and how; `confidence` is a Confidence or None."""

    answer: str
    method: str = ""
    confidence: str | None = None


def checklist(session: Session, source: Source) -> tuple[Question, ...]:
    """The questions asked of this source, each with its answer; what was answered stays. Three queries."""
    said = {one.question: one for one in answers(session, [source.id]).get(source.id, ())}
    people = names(session, {one.author_id for one in said.values()}) if said else {}
    return tuple(
        Question(term, there, people[there.author_id] if there else "")
        for term in terms(session)[CHECKLIST].values()
        if (there := said.get(term.code)) or asked_of(term, source.kind)
    )


def asked_of(term: Term, kind: str) -> bool:
    """Is this question asked of sources of this kind? One that names no kind is asked of all."""
    kinds = (term.applies_to or "").split()
    return term.active and (not kinds or kind in kinds)


def answer(
    uow: UnitOfWork, actor: Actor, source_id: str, question: str, said: NewAnswer, rev: int | None = None
) -> Answer:
    """Answer a question, or correct the answer of which `rev` was seen. Approved claims that rest on the source reopen.

    An answer is never taken away: that it was looked at is part of the record.
    """
    demand(actor, Permission.ADD_SOURCE)
    claims = lock_dependents(uow, source_id=source_id)
    source = query.source(uow.session, source_id)
    row = _row(uow, source, question)
    term = _term(uow, source, question, there=row is not None)
    _check(said)
    if row is None and rev is not None:
        raise Conflict("Nobody has answered this question yet. Load the page anew.", field="rev")
    if row is not None:
        check_rev(row.rev, rev or 0, recorder.image(row), "answer")
        if said == NewAnswer(row.answer, row.method, row.confidence):
            return as_answer(row)
    cause = f"the checklist of *{source.title}* was answered"
    reopen(uow, actor, claims, cause)
    words = {"question": term.label, "title": source.title}
    if row is None:
        row = _added(uow, actor, source, question, said, Happening(Tag.ANSWER_ADD, LIBRARY, words))
    else:
        # Who stands behind the answer as it is now; who stood behind it before is in the trail.
        values = {**said.__dict__, "author_id": actor.id, "created_at": uow.now}
        recorder.change(uow, actor, row, values, Happening(Tag.ANSWER_EDIT, LIBRARY, words))
    refresh(uow, actor, claims, cause)
    return as_answer(row)


def _added(
    uow: UnitOfWork, actor: Actor, source: Source, question: str, said: NewAnswer, happening: Happening
) -> AnswerRow:
    row = AnswerRow(
        id=new_id(), source_id=source.id, question=question, author_id=actor.id, created_at=uow.now, **said.__dict__
    )
    recorder.add(uow, actor, row, happening)
    return row


def _row(uow: UnitOfWork, source: Source, question: str) -> AnswerRow | None:
    where = select(AnswerRow).where(AnswerRow.source_id == source.id, AnswerRow.question == question)
    return uow.session.scalar(where.execution_options(populate_existing=True))


def _term(uow: UnitOfWork, source: Source, question: str, there: bool) -> Term:
    term = terms(uow.session)[CHECKLIST].get(question)
    if term is None or not (there or asked_of(term, source.kind)):
        raise NotFound("This question is not asked of this kind of source.")
    return term


def _check(said: NewAnswer) -> None:
    check_texts(said.__dict__)
    require(said.answer, "answer", "Write what was found, even if it is that nothing could be found out.")
    if said.confidence is not None and said.confidence not in list(Confidence):
        raise Invalid(f"Confidence is one of {', '.join(c.label.lower() for c in Confidence)}.", field="confidence")
