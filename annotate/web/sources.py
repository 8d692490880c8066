"""Sources: the library that all articles share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for

from annotate.audit import trail
from annotate.domain.errors import DomainError, Stale
from annotate.domain.policy import Permission
from annotate.domain.things import Source
from annotate.services import sources
from annotate.services.sources import NewSource
from annotate.store.queries import sources as query
from annotate.store.queries.camps import standings
from annotate.store.queries.terms import terms
from annotate.store.queries.uses import uses
from annotate.web import checklist_page, file_page, history
from annotate.web.answers import Answer, see_other
from annotate.web.checklist_page import Sent
from annotate.web.choosing import source_of
from annotate.web.current import actor, read, write
from annotate.web.forms.base import rev_of
from annotate.web.forms.files import AttachForm
from annotate.web.forms.sources import RetireForm, SourceForm
from annotate.web.gate import needs
from annotate.web.keeping import forget, revive
from annotate.web.paging import after, first_url, next_url
from annotate.web.stale import Difference, differences

bp = Blueprint("source", __name__)
#: Events shown beside a source.
EVENTS = 50
#: Names of parties and titles of sources that the browser offers while one types.
OFFERED = 300


@bp.get("/sources")
@needs(Permission.READ)
def index() -> Answer:
    """The library, newest first, with how often each source is cited."""
    q, kind = request.args.get("q", "").strip()[:200], request.args.get("kind", "")[:60]
    page = query.sources(read(), q, kind or None, after(), 50)
    return render_template(
        "sources/list.html", page=page, q=q, kind=kind, kinds=terms(read())["source_kind"], next_url=next_url(page),
        first_url=first_url(), standings=standings(read(), [source for source, _ in page.items]),
    )  # fmt: skip


@bp.get("/sources/<ident>")
@needs(Permission.READ)
def show(ident: str) -> Answer:
    """One source: what is known of it, where it is cited, what happened to it."""
    return page(query.source(read(), ident))


@bp.get("/sources/new")
@needs(Permission.ADD_SOURCE)
def new() -> Answer:
    """An empty form, or what was typed into it before."""
    form = _form(None)
    return _form_page(None, form, draft_at=revive(form, "source:new"))


@bp.post("/sources/new")
@needs(Permission.ADD_SOURCE)
def add() -> Answer:
    """Add it, or lead to the source that has this address already."""
    form = _form(None)
    form.draft_key.data = "source:new"
    if not form.validate():
        return _form_page(None, form, 422)
    try:
        details = _details(form)
        with write() as uow:
            made, existing = sources.add(uow, actor(), NewSource(**details))
    except DomainError as error:
        return _form_page(None, form, form.refuse(error))
    forget("source:new")
    if existing:
        flash("The library has this address already, so nothing was added. This is the source.", "caution")
    else:
        flash("The source is in the library.")
    return see_other(url_for("source.show", ident=made.id))


@bp.get("/sources/<ident>/edit")
@needs(Permission.ADD_SOURCE)
def edit(ident: str) -> Answer:
    """The form with the source as it is."""
    source = query.source(read(), ident)
    form = _form(source, SourceForm(formdata=None, obj=source))
    for name, value in _names(source).items():
        form[name].data = value
    return _form_page(source, form, draft_at=revive(form, f"source:{ident}"))


@bp.post("/sources/<ident>/edit")
@needs(Permission.ADD_SOURCE)
def save(ident: str) -> Answer:
    """Correct it, unless somebody else saved first. Approved claims that cite it reopen."""
    source = query.source(read(), ident)
    form = _form(source)
    form.draft_key.data = f"source:{ident}"
    if not form.validate():
        return _form_page(source, form, 422)
    try:
        details = _details(form, source)
        with write() as uow:
            sources.edit(uow, actor(), ident, rev_of(form.rev.data), details)
    except Stale as error:
        return _form_page(source, form, 409, differences(form, error, **_names(query.source(read(), ident))))
    except DomainError as error:
        return _form_page(source, form, form.refuse(error))
    forget(f"source:{ident}")
    flash("The source is saved.")
    return see_other(url_for("source.show", ident=ident))


@bp.post("/sources/<ident>/retire")
@needs(Permission.ADD_SOURCE)
def retire(ident: str) -> Answer:
    """Offer it no longer, or again. Claims that cite it keep it."""
    form, retired = RetireForm(), request.form.get("retired") == "1"
    try:
        with write() as uow:
            sources.retire(uow, actor(), ident, rev_of(form.rev.data), retired)
    except Stale as error:
        flash(error.message, "error")
    else:
        flash("The source is retired. It is offered no longer." if retired else "The source is offered again.")
    return see_other(url_for("source.show", ident=ident))


def _form(source: Source | None, form: SourceForm | None = None) -> SourceForm:
    form = form if form is not None else SourceForm()
    return form.offer(terms(read())["source_kind"].values(), source.kind if source else "")


def _names(source: Source) -> dict[str, str]:
    """The fields that the form shows by name where the source holds an id."""
    stands = standings(read(), [source])[source.id]
    return {"origin": stands.origin.name if stands.origin else "", "derived_from": stands.derived_from}


def _details(form: SourceForm, source: Source | None = None) -> dict[str, Any]:
    """What the form says. What a source derives from is found by its title; the one that is there stays."""
    words = form.derived_from.data or ""
    if source and source.derived_from_id and words == _names(source)["derived_from"]:
        return form.details() | {"derived_from_id": source.derived_from_id}
    found = source_of(words, "derived_from", "Add it first, or leave this empty.")
    return form.details() | {"derived_from_id": found.id if found else None}


def page(
    source: Source, status: int = 200, attach: AttachForm | None = None, checking: Sent | None = None, **forms: Any
) -> Answer:
    """The source's page; `attach`, `forms` (about its files) and `checking` are forms that were not accepted."""
    events = trail.events(read(), trail.Where(target_id=source.id), limit=EVENTS)
    vocabulary, cited = terms(read()), uses(read(), source.id)
    return render_template(
        "sources/show.html", source=source, kinds=vocabulary["source_kind"], statuses=vocabulary["status"],
        stands=standings(read(), [source])[source.id], relayed=query.derived_from(read(), source.id),
        uses=cited, days=history.days(read(), events.items, vocabulary),
        retire=RetireForm(formdata=None, data={"rev": source.rev}), **checklist_page.context(source, checking),
        **file_page.context(source, cited, attach, **forms),
    ), status  # fmt: skip


def _form_page(
    source: Source | None, form: SourceForm, status: int = 200, versions: list[Difference] | None = None,
    draft_at: str = "",
) -> Answer:  # fmt: skip
    closed = query.cited_in(read(), source.id) if source else []
    reopens = sum(1 for _, state, _, _ in closed if state == "approved")
    offered = {"parties": query.parties(read(), limit=OFFERED).items, "sources": query.sources(read(), limit=OFFERED)}
    return render_template(
        "sources/form.html", source=source, form=form, versions=versions, draft_at=draft_at, reopens=reopens,
        offered=offered,
    ), status  # fmt: skip
