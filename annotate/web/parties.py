"""Parties: who says so."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for

from annotate.audit import trail
from annotate.domain.errors import DomainError, Stale
from annotate.domain.policy import Permission
from annotate.domain.things import Party
from annotate.services import parties
from annotate.store.queries import sources as query
from annotate.store.queries.camps import camp, camps
from annotate.store.queries.terms import terms
from annotate.store.queries.uses import said_by
from annotate.web import history
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, read, write
from annotate.web.forms.base import rev_of
from annotate.web.forms.parties import PartyForm
from annotate.web.gate import needs
from annotate.web.keeping import forget, revive
from annotate.web.paging import after, first_url, next_url
from annotate.web.stale import Difference, differences

bp = Blueprint("party", __name__)
#: Events shown beside a party.
EVENTS = 50
#: Names of parties that the browser offers while one types.
OFFERED = 300


@bp.get("/parties")
@needs(Permission.READ)
def index() -> Answer:
    """All parties by name, with how many claims each makes."""
    q = request.args.get("q", "").strip()[:200]
    page = query.parties(read(), q, after(), 50)
    return render_template(
        "parties/list.html", page=page, camps=camps(read(), [party.id for party, _ in page.items]), q=q,
        next_url=next_url(page), first_url=first_url(),
    )  # fmt: skip


@bp.get("/parties/<ident>")
@needs(Permission.READ)
def show(ident: str) -> Answer:
    """One party, its camp, and what it claims."""
    party, vocabulary = _party(ident), terms(read())
    page = said_by(read(), party.id, after())
    events = trail.events(read(), trail.Where(target_id=party.id), limit=EVENTS)
    return render_template(
        "parties/show.html", party=party, page=page, next_url=next_url(page), first_url=first_url(),
        statuses=vocabulary["status"], types=vocabulary["claim_type"],
        days=history.days(read(), events.items, vocabulary), camp=camp(read(), party),
    )  # fmt: skip


@bp.get("/parties/new")
@needs(Permission.ADD_SOURCE)
def new() -> Answer:
    """An empty form, or what was typed into it before."""
    form = PartyForm(formdata=None)
    return _form_page(None, form, draft_at=revive(form, "party:new"))


@bp.post("/parties/new")
@needs(Permission.ADD_SOURCE)
def add() -> Answer:
    """Add it, or lead to the party of this name."""
    form = PartyForm()
    form.draft_key.data = "party:new"
    if not form.validate():
        return _form_page(None, form, 422)
    try:
        with write() as uow:
            made, existing = parties.add(uow, actor(), **form.details())
    except DomainError as error:
        return _form_page(None, form, form.refuse(error))
    forget("party:new")
    if existing:
        flash("There is a party of this name already, so nothing was added. This is it.", "caution")
    else:
        flash("The party is added.")
    return see_other(url_for("party.show", ident=made.id))


@bp.get("/parties/<ident>/edit")
@needs(Permission.ADD_SOURCE)
def edit(ident: str) -> Answer:
    """The form with the party as it is."""
    party = _party(ident)
    form = PartyForm(formdata=None, obj=party)
    form.belongs_to.data = _camp_of(party)["belongs_to"]
    return _form_page(party, form, draft_at=revive(form, f"party:{ident}"))


@bp.post("/parties/<ident>/edit")
@needs(Permission.ADD_SOURCE)
def save(ident: str) -> Answer:
    """Correct it, unless somebody else saved first. A new name or camp reopens the approved claims that rest on it."""
    party, form = _party(ident), PartyForm()
    form.draft_key.data = f"party:{ident}"
    if not form.validate():
        return _form_page(party, form, 422)
    try:
        with write() as uow:
            parties.edit(uow, actor(), ident, rev_of(form.rev.data), form.details())
    except Stale as error:
        return _form_page(party, form, 409, differences(form, error, **_camp_of(_party(ident))))
    except DomainError as error:
        return _form_page(party, form, form.refuse(error))
    forget(f"party:{ident}")
    flash("The party is saved.")
    return see_other(url_for("party.show", ident=ident))


def _party(ident: str) -> Party:
    return query.as_party(query.party_row(read(), ident))


def _camp_of(party: Party) -> dict[str, str]:
    """The field of the party that it belongs to, as the form shows it: by name."""
    onto = party.belongs_to
    return {"belongs_to": query.party_names(read(), [onto])[onto] if onto else ""}


def _form_page(
    party: Party | None, form: PartyForm, status: int = 200, versions: list[Difference] | None = None,
    draft_at: str = "",
) -> Answer:  # fmt: skip
    offered = query.parties(read(), limit=OFFERED).items
    return render_template(
        "parties/form.html", party=party, form=form, versions=versions, draft_at=draft_at, offered=offered
    ), status
