"""Citing on the working page: a source of the library or a new one, and what it says about the claim."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.policy import Permission
from annotate.domain.things import Citation, Claim, Source
from annotate.services import citations, sources
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import sources as source_query
from annotate.web import panel, working
from annotate.web.answers import Answer, swap, wants_fragment
from annotate.web.choosing import source_of
from annotate.web.claims import panel_parts
from annotate.web.current import actor, read, write
from annotate.web.forms.base import refuse, rev_of
from annotate.web.forms.citations import CitationForm, CiteForm
from annotate.web.gate import needs
from annotate.web.hints import warn
from annotate.web.working import Work

bp = Blueprint("citations", __name__)
BASE = "/articles/<slug>/claims/<int:number>/citations"


@bp.post(BASE)
@needs(Permission.EDIT_CLAIM)
def add(slug: str, number: int) -> Answer:
    """Cite a source: the one that was chosen or found by name, else a new one; the same address finds the old one."""
    work = working.load(slug)
    claim = work.claim(number)
    form = CiteForm().offer(work.terms["source_kind"].values())
    try:
        chosen = _chosen(form)
        if "choose" in request.form:
            return _choosing(work, claim, form, chosen)
        if not form.stance.data:
            raise Invalid("Say what the source does for the claim.", field="stance")
        with write() as uow:
            source, was_there = (chosen, True) if chosen else sources.add(uow, actor(), form.source())
            made = citations.cite(uow, actor(), claim.id, form.citation(source.id))
    except (Invalid, Conflict) as error:
        return _refused(work, claim, refuse(form, error), form=form)
    warn(claim, source, made.stance, made.credibility, made.id)
    said = f"“{source.title}” is cited on claim {number}."
    return _done(work, claim, said if chosen or not was_there else f"{said} The library had this address already.")


@bp.get(f"{BASE}/new")
@needs(Permission.EDIT_CLAIM)
def new(slug: str, number: int) -> Answer:
    """The claim with the form for one more citation open."""
    work = working.load(slug)
    claim = work.claim(number)
    return _shown(work, claim, 200, form=panel.new_cite(work))


@bp.get(f"{BASE}/<ident>")
@needs(Permission.READ)
def edit_form(slug: str, number: int, ident: str) -> Answer:
    """The claim with the form of one citation open."""
    work = working.load(slug)
    claim = work.claim(number)
    citation = _of(claim, ident)
    return _shown(work, claim, 200, editing=citation.id, edit_form=panel.edit_cite(citation))


@bp.post(f"{BASE}/<ident>")
@needs(Permission.EDIT_CLAIM)
def edit(slug: str, number: int, ident: str) -> Answer:
    """Correct a citation."""
    work = working.load(slug)
    claim = work.claim(number)
    citation = _of(claim, ident)
    form = CitationForm().offer()
    try:
        rev = rev_of(form.rev.data)
        with write() as uow:
            saved = citations.edit(uow, actor(), citation.id, rev, form.item())
    except (Invalid, Conflict) as error:
        status = refuse(form, error)
        return _refused(work, claim, status, editing=citation.id, edit_form=form)
    warn(claim, saved.source, saved.stance, saved.credibility, saved.id)
    return _done(work, claim, f"The citation of “{citation.source.title}” is saved.")


@bp.post(f"{BASE}/<ident>/withdraw")
@needs(Permission.EDIT_CLAIM)
def withdraw(slug: str, number: int, ident: str) -> Answer:
    """Take a citation back."""
    work = working.load(slug)
    claim = work.claim(number)
    citation = _of(claim, ident)
    rev = rev_of(request.form.get("rev"))
    with write() as uow:
        citations.uncite(uow, actor(), citation.id, rev)
    return _done(work, claim, f"The citation of “{citation.source.title}” is taken back.")


def _chosen(form: CiteForm) -> Source | None:
    """The source of the library that the form means; None for a new one."""
    if form.source_id.data:
        return source_query.source(read(), form.source_id.data)
    return source_of(form.find.data or "", "find", "Leave this empty and add it below.")


def _choosing(work: Work, claim: Claim, form: CiteForm, chosen: Source | None) -> Answer:
    """The form again, with the source that was chosen and the files that it holds. Nothing is cited yet."""
    if chosen is None:
        raise Invalid("Write words of the source’s title, then choose it.", field="find")
    form.source_id.data, form.find.data = chosen.id, chosen.title
    return _shown(work, claim, 200, form=form)


def _of(claim: Claim, ident: str) -> Citation:
    found = next((c for c in citation_query.citations(read(), [claim.id]) if c.id == ident), None)
    if found is None:
        raise NotFound("The claim has no such citation.")
    return found


def _done(work: Work, claim: Claim, said: str) -> Answer:
    work = work.renewed()
    now = claim_query.claim(read(), claim.id)
    parts = panel_parts(work, now, "citations") if wants_fragment() else []
    return working.changed(work, now, (), parts, said, True)


def _refused(work: Work, claim: Claim, status: int, **more: Any) -> Answer:
    return _shown(work, claim, status, **more)


def _shown(work: Work, claim: Claim, status: int, **more: Any) -> Answer:
    """The list of citations with a form open: alone for the page's script, else in the claim's page."""
    if wants_fragment():
        return swap(render_template("claims/citations.html", **panel.citing(work, claim, **more)), status=status)
    return working.page(work, panel.claim_panel(work, claim) | panel.citing(work, claim, **more), status)
