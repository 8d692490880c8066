"""Answering a source's checklist."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for

from annotate.domain.errors import DomainError, NotFound, Stale
from annotate.domain.policy import Permission
from annotate.domain.things import Source
from annotate.services import answers
from annotate.store.queries import sources as query
from annotate.web import checklist_page
from annotate.web.answers import Answer, see_other, swap, wants_fragment
from annotate.web.checklist_page import Sent
from annotate.web.current import actor, read, write
from annotate.web.forms.answers import AnswerForm
from annotate.web.forms.base import rev_of
from annotate.web.gate import needs
from annotate.web.keeping import forget
from annotate.web.sources import page
from annotate.web.stale import differences

bp = Blueprint("checklists", __name__)


@bp.post("/sources/<ident>/checklist/<question>")
@needs(Permission.ADD_SOURCE)
def save(ident: str, question: str) -> Answer:
    """Answer a question, or correct the answer, unless somebody else did so first."""
    source, form = query.source(read(), ident), AnswerForm(prefix=question)
    form.draft_key.data = key = f"answer:{ident}:{question}"
    try:
        rev = rev_of(form.rev.data) if form.rev.data else None
        with write() as uow:
            answers.answer(uow, actor(), ident, question, form.said(), rev)
    except NotFound:
        raise
    except Stale as error:
        return _shown(source, Sent(question, form, differences(form, error)), 409)
    except DomainError as error:
        return _shown(source, Sent(question, form), form.refuse(error))
    forget(key)
    if wants_fragment():
        return _shown(source, None, 200, "The answer is saved.")
    flash("The answer is saved.")
    return see_other(url_for("source.show", ident=ident, _anchor=f"q-{question}"))


def _shown(source: Source, sent: Sent | None, status: int, said: str = "") -> Answer:
    """The checklist alone for the page's script, else the source's page."""
    if not wants_fragment():
        return page(query.source(read(), source.id), status, checking=sent)
    html = render_template("sources/_checklist.html", source=source, **checklist_page.context(source, sent))
    return swap(html, announce=said, status=status)
