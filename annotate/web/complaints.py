"""Complaints about published reports, for the desk: what is open, what is overdue, what was decided and how soon."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for

from annotate.domain.complaints import Complaint
from annotate.domain.errors import DomainError, Stale
from annotate.domain.policy import Permission
from annotate.services import complaints, reports
from annotate.services.courses import days, tally
from annotate.services.site.corrections import answering
from annotate.store.queries import articles as article_query
from annotate.store.queries import complaints as query
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, read, today, write
from annotate.web.forms.base import rev_of
from annotate.web.forms.complaints import ComplaintForm, DecisionForm
from annotate.web.gate import needs
from annotate.web.paging import after, first_url, next_url
from annotate.web.stale import Difference, differences

bp = Blueprint("complaint", __name__)


@bp.get("/complaints")
@needs(Permission.READ)
def index() -> Answer:
    """Open complaints, or all of them."""
    every = request.args.get("show") == "all"
    page, day = query.complaints(read(), open_only=not every, after=after()), today()
    counted = tally(query.courses(read()).values(), day)
    return render_template(
        "complaints/list.html", page=page, every=every, today=day, tally=counted, days=days, next_url=next_url(page),
        first_url=first_url(),
    )  # fmt: skip


@bp.get("/articles/<slug>/complaints/new")
@needs(Permission.RECORD_COMPLAINT)
def new(slug: str) -> Answer:
    """The form for one that has come."""
    return _new_page(slug, ComplaintForm(formdata=None, received=today()))


@bp.post("/articles/<slug>/complaints/new")
@needs(Permission.RECORD_COMPLAINT)
def add(slug: str) -> Answer:
    """Record it."""
    form = ComplaintForm()
    if not form.validate():
        return _new_page(slug, form, 422)
    try:
        with write() as uow:
            made = complaints.add(uow, actor(), slug, form.new())
    except DomainError as error:
        return _new_page(slug, form, form.refuse(error))
    flash(f"It is complaint {made.number}, to be decided until {made.deadline}.")
    return see_other(url_for("complaint.show", number=made.number))


@bp.get("/complaints/<int:number>")
@needs(Permission.READ)
def show(number: int) -> Answer:
    """One complaint with what was decided."""
    found = query.complaint(read(), number)
    return _page(found, _form(found), _decision(found))


@bp.post("/complaints/<int:number>")
@needs(Permission.RECORD_COMPLAINT)
def edit(number: int) -> Answer:
    """Correct what was recorded."""
    found, form = query.complaint(read(), number), ComplaintForm()
    if not form.validate():
        return _page(found, form, _decision(found), 422)
    try:
        with write() as uow:
            complaints.edit(uow, actor(), number, rev_of(form.rev.data), form.changes())
    except Stale as error:
        return _page(found, form, _decision(found), form.refuse(error), differences(form, error))
    except DomainError as error:
        return _page(found, form, _decision(found), form.refuse(error))
    flash(f"Complaint {number} is saved.")
    return see_other(url_for("complaint.show", number=number))


@bp.post("/complaints/<int:number>/decide")
@needs(Permission.DECIDE_COMPLAINT)
def decide(number: int) -> Answer:
    """Decide it, with reasons."""
    found, form = query.complaint(read(), number), DecisionForm()
    try:
        with write() as uow:
            ruling, answer, decided = (form[name].data or "" for name in ("ruling", "answer", "decided"))
            made = complaints.decide(uow, actor(), number, rev_of(form.rev.data), ruling, answer, decided)
    except Stale as error:
        return _page(found, _form(found), form, form.refuse(error), differences(form, error))
    except DomainError as error:
        return _page(found, _form(found), form, form.refuse(error))
    flash(f"Complaint {number}: {made.ruling.label.lower()}.")
    return see_other(url_for("complaint.show", number=number))


def _form(found: Complaint) -> ComplaintForm:
    return ComplaintForm(formdata=None, data={**found.__dict__, "side": found.side.value})


def _decision(found: Complaint) -> DecisionForm:
    return DecisionForm(formdata=None, data={**found.__dict__, "ruling": found.ruling.value})


def _new_page(slug: str, form: ComplaintForm, status: int = 200) -> Answer:
    article = article_query.article(read(), slug)
    return render_template(
        "complaints/new.html", form=form, article=article, newest=reports.newest(read(), slug), nav="article"
    ), status  # fmt: skip


def _page(
    found: Complaint, form: ComplaintForm, decision: DecisionForm, status: int = 200,
    versions: list[Difference] | None = None,
) -> Answer:  # fmt: skip
    return render_template(
        "complaints/show.html", complaint=found, form=form, decision=decision, versions=versions or [],
        today=today(), days=days, editions=answering(read(), found),
    ), status  # fmt: skip
