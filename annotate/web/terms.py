"""Vocabularies, for admins: claim types, statuses, kinds and checklists of sources. Terms are never deleted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for

from annotate.domain.errors import DomainError
from annotate.domain.policy import Permission
from annotate.domain.things import Term
from annotate.services import terms
from annotate.store.queries.terms import as_term, term_row
from annotate.store.queries.terms import terms as all_terms
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, session, write
from annotate.web.forms.admin import QuestionForm, TermForm, form_for
from annotate.web.forms.base import rev_of
from annotate.web.gate import needs

bp = Blueprint("terms", __name__)
NAMES = {
    "status": "Verification statuses", "claim_type": "Types of claims", "source_kind": "Kinds of sources",
    "checklist": "Questions of checklists",
}  # fmt: skip

_KEPT = "not offered any more; claims that have it keep it"


@bp.get("/admin/terms")
@needs(Permission.ADMINISTER)
def show() -> str:
    """All vocabularies, one list each."""
    found = all_terms(session())
    kinds = {code: term.label for code, term in found["source_kind"].items()}
    return render_template("admin/terms.html", names=NAMES, terms=found, kinds=kinds)


@bp.get("/admin/terms/<vocabulary>/new")
@needs(Permission.ADMINISTER)
def new(vocabulary: str) -> Answer:
    """The form for a new term."""
    return _new_page(vocabulary, _form(_known(vocabulary), True, formdata=None))


@bp.post("/admin/terms/<vocabulary>/new")
@needs(Permission.ADMINISTER)
def add(vocabulary: str) -> Answer:
    """Add a term at the end, or at the place that was given."""
    form = _form(_known(vocabulary), True)
    if not form.validate():
        return _new_page(vocabulary, form, 422)
    try:
        with write() as uow:
            terms.add(uow, actor(), vocabulary, **_given(form))
    except DomainError as error:
        return _new_page(vocabulary, form, form.refuse(error))
    return _back(vocabulary, f"“{form.label.data}” is in the list.")


@bp.get("/admin/terms/<vocabulary>/<code>")
@needs(Permission.ADMINISTER)
def edit(vocabulary: str, code: str) -> Answer:
    """The form for a term that is there."""
    term = _term(vocabulary, code)
    values = {**term.__dict__, "applies_to": (term.applies_to or "").split()}
    return _edit_page(term, _form(vocabulary, False, formdata=None, data=values))


@bp.post("/admin/terms/<vocabulary>/<code>")
@needs(Permission.ADMINISTER)
def save(vocabulary: str, code: str) -> Answer:
    """Correct a term."""
    term, form = _term(vocabulary, code), _form(vocabulary, False)
    if not form.validate():
        return _edit_page(term, form, 422)
    try:
        with write() as uow:
            terms.edit(uow, actor(), vocabulary, code, rev_of(request.form.get("rev")), _given(form))
    except DomainError as error:
        return _edit_page(term, form, form.refuse(error))
    return _back(vocabulary, f"“{form.label.data}” is saved.")


@bp.post("/admin/terms/<vocabulary>/<code>/switch")
@needs(Permission.ADMINISTER)
def switch(vocabulary: str, code: str) -> Answer:
    """Offer a term from now on, or no longer."""
    on = request.form.get("active") == "1"
    with write() as uow:
        term = terms.switch(uow, actor(), _known(vocabulary), code, rev_of(request.form.get("rev")), on)
    off = "not asked any more; its answers stay" if vocabulary == "checklist" else _KEPT
    return _back(vocabulary, f"“{term.label}” is {'offered now' if on else off}.")


def _form(vocabulary: str, new: bool, **values: Any) -> TermForm:
    form = form_for(vocabulary, new)(**values)
    return form.offer(all_terms(session())["source_kind"].values()) if isinstance(form, QuestionForm) else form


def _known(vocabulary: str) -> str:
    if vocabulary not in NAMES:
        abort(404)
    return vocabulary


def _term(vocabulary: str, code: str) -> Term:
    return as_term(term_row(session(), _known(vocabulary), code))


def _given(form: TermForm) -> dict[str, Any]:
    """An empty place is left to the service; an empty rating means that there is none. Kinds are parted by spaces."""
    given = {name: value for name, value in form.values().items() if not (name == "position" and value is None)}
    if "applies_to" in given:
        given["applies_to"] = " ".join(given["applies_to"] or ())
    return given


def _back(vocabulary: str, said: str) -> Answer:
    flash(said)
    return see_other(url_for("terms.show", _anchor=vocabulary))


def _new_page(vocabulary: str, form: TermForm, status: int = 200) -> Answer:
    shown = {"term": None, "vocabulary": vocabulary, "name": NAMES[vocabulary], "rev": 0}
    return render_template("admin/term.html", form=form, **shown), status


def _edit_page(term: Term, form: TermForm, status: int = 200) -> Answer:
    """The `rev` stays that of the page that was sent: what was typed on an older version must not pass as newer."""
    shown = {"term": term, "vocabulary": term.vocabulary, "name": NAMES[term.vocabulary]}
    return render_template("admin/term.html", form=form, rev=request.form.get("rev", term.rev), **shown), status
