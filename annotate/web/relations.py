"""Saying on the working page how a claim stands to another of the article."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from annotate.domain.accounts import Relation
from annotate.domain.errors import Conflict, Invalid, NotFound, Stale
from annotate.domain.policy import Permission
from annotate.domain.things import Claim
from annotate.services import relations
from annotate.store.queries import claims as claim_query
from annotate.store.queries import relations as query
from annotate.web import panel, stale, standing, working
from annotate.web.answers import Answer, swap, wants_fragment
from annotate.web.claims import panel_parts
from annotate.web.current import actor, read, write
from annotate.web.forms.base import refuse, rev_of
from annotate.web.forms.relations import AboutForm, RelationForm, about
from annotate.web.gate import needs
from annotate.web.working import Work

bp = Blueprint("relations", __name__)
BASE = "/articles/<slug>/claims/<int:number>/relations"


@bp.post(BASE)
@needs(Permission.EDIT_CLAIM)
def add(slug: str, number: int) -> Answer:
    """Record how the claim stands to another."""
    work = working.load(slug)
    claim = work.claim(number)
    form = RelationForm().offer()
    try:
        other = standing.number_of(form.other.data)
        with write() as uow:
            made = relations.declare(uow, actor(), claim.id, form.new(other))
    except (Invalid, Conflict) as error:
        return _shown(work, claim, refuse(form, error), form=form)
    return _done(work, claim, f"{made.kind.label} between claims {number} and {other} is recorded.", True)


@bp.get(f"{BASE}/new")
@needs(Permission.EDIT_CLAIM)
def new(slug: str, number: int) -> Answer:
    """The claim with the form for one more relation open."""
    work = working.load(slug)
    return _shown(work, work.claim(number), 200, form=RelationForm(formdata=None).offer())


@bp.get(f"{BASE}/<ident>")
@needs(Permission.READ)
def edit_form(slug: str, number: int, ident: str) -> Answer:
    """The claim with the form of one relation open."""
    work = working.load(slug)
    claim = work.claim(number)
    relation = _of(claim, ident)
    return _shown(work, claim, 200, relating=relation.id, relate_form=about(relation))


@bp.post(f"{BASE}/<ident>")
@needs(Permission.EDIT_CLAIM)
def edit(slug: str, number: int, ident: str) -> Answer:
    """Correct topic and what would settle it."""
    work = working.load(slug)
    claim = work.claim(number)
    relation = _of(claim, ident)
    form, versions = AboutForm(), None
    try:
        rev = rev_of(form.rev.data)
        with write() as uow:
            relations.edit(uow, actor(), relation.id, rev, form.changes())
    except (Invalid, Conflict) as error:
        status = refuse(form, error)
        versions = stale.differences(form, error) if isinstance(error, Stale) else None
        return _shown(work, claim, status, relating=relation.id, relate_form=form, relate_versions=versions)
    return _done(work, claim, "What stands between the two claims is saved.", relation.claim_id == claim.id)


@bp.post(f"{BASE}/<ident>/withdraw")
@needs(Permission.EDIT_CLAIM)
def withdraw(slug: str, number: int, ident: str) -> Answer:
    """Take it back."""
    work = working.load(slug)
    claim = work.claim(number)
    relation = _of(claim, ident)
    rev = rev_of(request.form.get("rev"))
    with write() as uow:
        relations.withdraw(uow, actor(), relation.id, rev)
    return _done(work, claim, f"{relation.kind.label} is taken back.", relation.claim_id == claim.id)


def _of(claim: Claim, ident: str) -> Relation:
    found = next((one for one in query.of_claim(read(), claim.id) if one.id == ident), None)
    if found is None:
        raise NotFound("The claim stands in no such relation.")
    return found


def _done(work: Work, claim: Claim, said: str, undo: bool) -> Answer:
    """`undo`: it was declared from this claim, so that taking back the claim’s last change takes this back."""
    work = work.renewed()
    now = claim_query.claim(read(), claim.id)
    parts = []
    if wants_fragment():
        parts = [*panel_parts(work, now, "relations"), render_template("articles/tabs.html", **working.tabs(work))]
    return working.changed(work, now, (), parts, said, undo)


def _shown(work: Work, claim: Claim, status: int, **more: Any) -> Answer:
    """The list of relations with a form open: alone for the page’s script, else in the claim’s page."""
    part = standing.standing(work, claim, **more)
    if wants_fragment():
        return swap(render_template("claims/relations.html", **part), status=status)
    return working.page(work, panel.claim_panel(work, claim) | part, status)
