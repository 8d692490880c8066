"""Conflicting accounts of an article side by side, and what every camp was asked and given."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request

from annotate.domain.balance import balance as weigh
from annotate.domain.conflicts import matrix
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.material import open_statuses
from annotate.domain.policy import Permission, why_not
from annotate.services import relations
from annotate.store.queries import accounts
from annotate.store.queries import claims as claim_query
from annotate.store.queries import relations as query
from annotate.web import standing, working
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, read, write
from annotate.web.forms.relations import PairForm
from annotate.web.gate import needs
from annotate.web.keeping import forget, revive
from annotate.web.working import Work

bp = Blueprint("conflicts", __name__)
VIEWS = ("matrix", "pairs")


@bp.get("/articles/<slug>/conflicts")
@needs(Permission.READ)
def show(slug: str) -> Answer:
    """One row per topic with the accounts of each camp; `view=pairs`: one row per pair of claims."""
    work, view = working.load(slug), request.args.get("view", "matrix")
    if view not in VIEWS:
        raise Invalid("The view is matrix or pairs.", field="view")
    material = accounts.in_conflict(read(), work.article.id)
    found = matrix(material, open_statuses(work.terms["status"]))
    return render_template(
        "conflicts/show.html", **_face(work, len(found.pairs)), matrix=found, view=view, parties=material.parties,
        why_not_record=why_not(actor(), Permission.EDIT_CLAIM),
    )  # fmt: skip


@bp.get("/articles/<slug>/balance")
@needs(Permission.READ)
def balance(slug: str) -> Answer:
    """For each camp: its claims, what was found of them, what stands behind them, and whether it was asked."""
    work = working.load(slug)
    sides = weigh(accounts.every(read(), work.article.id), open_statuses(work.terms["status"]))
    return render_template(
        "conflicts/balance.html", **_face(work, query.conflicts(read(), work.article.id)), sides=sides
    )


@bp.get("/articles/<slug>/conflicts/new")
@needs(Permission.EDIT_CLAIM)
def new(slug: str) -> Answer:
    """The form for two claims that stand in conflict; `?one=4&other=7` fills them in."""
    work = working.load(slug)
    form = PairForm(formdata=None, one=request.args.get("one", "")[:9], other=request.args.get("other", "")[:9])
    return _form_page(work, form.offer(), draft_at=revive(form, f"pair:{work.article.id}"))


@bp.post("/articles/<slug>/conflicts/new")
@needs(Permission.EDIT_CLAIM)
def add(slug: str) -> Answer:
    """Record it, and lead to the row where it stands."""
    work = working.load(slug)
    form, key = PairForm().offer(), f"pair:{work.article.id}"
    form.draft_key.data = key
    try:
        one, other = standing.number_of(form.one.data, "one"), standing.number_of(form.other.data)
        found = claim_query.claims_numbered(read(), work.article.id, [one])
        if not found:
            raise Invalid(f"This article has no claim {one}. Name one of its claims by its number.", field="one")
        with write() as uow:
            made = relations.declare(uow, actor(), found[0].id, form.new(other))
    except (Invalid, Conflict) as error:
        return _form_page(work, form, form.refuse(error))
    forget(key)
    flash(f"{made.kind.label} between claims {one} and {other} is recorded.")
    return see_other(work.act("conflicts.show", _anchor=f"pair-{made.id}"))


def _form_page(work: Work, form: PairForm, status: int = 200, draft_at: str = "") -> Answer:
    face = _face(work, query.conflicts(read(), work.article.id))
    page = render_template("conflicts/new.html", **face, form=form, draft_at=draft_at, **standing.offered(work))
    return page, status


def _face(work: Work, conflicts: int) -> dict[str, Any]:
    return {"work": work, "article": work.article, "face": "conflicts", "conflicts": conflicts}
