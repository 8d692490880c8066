"""A source's checklist as its page shows it: questions, answers, and a form for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from annotate.domain.things import Source
from annotate.services import drafts
from annotate.services.answers import Question, checklist
from annotate.services.drafts import Draft
from annotate.web.current import actor, read
from annotate.web.forms.answers import AnswerForm, of
from annotate.web.keeping import fill
from annotate.web.stale import Difference


@dataclass(frozen=True)
class Sent:
    """An answer that was sent and not accepted, with what somebody else answered meanwhile."""

    question: str
    form: AnswerForm
    versions: list[Difference] | None = None


@dataclass(frozen=True)
class Asked:
    """A question with its form; `draft_at`: when what stands in the form was typed (UTC text), "" for never."""

    question: Question
    form: AnswerForm
    draft_at: str = ""


def context(source: Source, sent: Sent | None = None) -> dict[str, Any]:
    """What `sources/_checklist.html` needs. Four queries."""
    questions = checklist(read(), source)
    kept = drafts.under(read(), actor(), f"answer:{source.id}:")
    return {
        "questions": [_asked(one, sent, kept.get(one.term.code)) for one in questions], "sent": sent,
        "answered": sum(one.answer is not None for one in questions),
    }  # fmt: skip


def _asked(question: Question, sent: Sent | None, kept: Draft | None) -> Asked:
    code = question.term.code
    if sent and sent.question == code:
        return Asked(question, sent.form)
    form = of(code, question.answer)
    if kept:
        fill(form, kept)
    return Asked(question, form, kept.at if kept else "")
