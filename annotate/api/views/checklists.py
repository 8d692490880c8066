"""Checklists of sources."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, Writing, operation
from annotate.api.schemas.sources import AnswerIn, ChecklistOut
from annotate.domain.policy import Permission
from annotate.services import answers
from annotate.store.queries import sources as query


def _shown(session: Session, ident: str) -> dict[str, Any]:
    return {"items": [plain.question(one) for one in answers.checklist(session, query.source(session, ident))]}


@operation(Operation("GET", "/sources/{id}/checklist", "Read a checklist", Permission.READ, {200: ChecklistOut}))
def show(call: Reading[None], id: str) -> Answer:
    """What is asked of a source of this kind, and what was answered."""
    return Answer(_shown(call.session, id))


@operation(
    Operation(
        "PUT", "/sources/{id}/checklist/{question}", "Answer a question", Permission.ADD_SOURCE, {200: ChecklistOut},
        body=AnswerIn, if_match="optional", current=_shown,
    )
)  # fmt: skip
def put(call: Writing[AnswerIn], id: str, question: str) -> Answer:
    """The checklist as it is now. If-Match names the `rev` of the answer that is replaced; a first answer has none."""
    body = call.body
    said = answers.NewAnswer(body.answer, body.method, str(body.confidence) if body.confidence else None)
    made = answers.answer(call.uow, call.actor, id, question, said, call.rev)
    return Answer(_shown(call.session, id), headers=plain.etag(made.rev))
