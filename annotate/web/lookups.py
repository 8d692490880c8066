"""Recording on the working page where was looked for a claim, and what was found."""

from __future__ import annotations

from flask import Blueprint, request

from annotate.domain.accounts import Lookup
from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.policy import Permission
from annotate.domain.things import Claim
from annotate.services import lookups
from annotate.store.queries import basis
from annotate.web import working
from annotate.web.answers import Answer
from annotate.web.current import actor, read, write
from annotate.web.forms.claims import rev_of
from annotate.web.forms.records import LOOKUP, LookupForm, new_lookup, of_lookup
from annotate.web.gate import needs
from annotate.web.recording import done, shown
from annotate.web.records import Opened, refused, today

bp = Blueprint("lookups", __name__)
BASE = "/articles/<slug>/claims/<int:number>/lookups"


@bp.post(BASE)
@needs(Permission.EDIT_CLAIM)
def add(slug: str, number: int) -> Answer:
    """Record a search."""
    work = working.load(slug)
    claim, form = work.claim(number), LookupForm(prefix=LOOKUP)
    try:
        with write() as uow:
            made = lookups.add(uow, actor(), claim.id, form.new())
    except (Invalid, Conflict) as error:
        return shown(work, claim, "lookups", *refused(form, error))
    return done(work, claim, "lookups", f"The search in “{made.place}” is recorded.")


@bp.get(f"{BASE}/new")
@needs(Permission.EDIT_CLAIM)
def new(slug: str, number: int) -> Answer:
    """The claim with the form for one more search open."""
    work = working.load(slug)
    return shown(work, work.claim(number), "lookups", Opened(new_lookup(today())))


@bp.get(f"{BASE}/<ident>")
@needs(Permission.READ)
def edit_form(slug: str, number: int, ident: str) -> Answer:
    """The claim with the form of one search open."""
    work = working.load(slug)
    claim = work.claim(number)
    return shown(work, claim, "lookups", Opened(of_lookup(_of(claim, ident)), ident))


@bp.post(f"{BASE}/<ident>")
@needs(Permission.EDIT_CLAIM)
def edit(slug: str, number: int, ident: str) -> Answer:
    """Correct a search."""
    work = working.load(slug)
    claim, form = work.claim(number), LookupForm(prefix=LOOKUP)
    there = _of(claim, ident)
    try:
        rev = rev_of(form.rev.data)
        with write() as uow:
            lookups.edit(uow, actor(), there.id, rev, form.changes())
    except (Invalid, Conflict) as error:
        return shown(work, claim, "lookups", *refused(form, error, ident))
    return done(work, claim, "lookups", f"The search in “{there.place}” is saved.")


@bp.post(f"{BASE}/<ident>/withdraw")
@needs(Permission.EDIT_CLAIM)
def withdraw(slug: str, number: int, ident: str) -> Answer:
    """Take a search back."""
    work = working.load(slug)
    claim = work.claim(number)
    there = _of(claim, ident)
    with write() as uow:
        lookups.withdraw(uow, actor(), there.id, rev_of(request.form.get("rev")))
    return done(work, claim, "lookups", f"The search in “{there.place}” is taken back.")


def _of(claim: Claim, ident: str) -> Lookup:
    found = next((one for one in basis.lookups(read(), [claim.id]) if one.id == ident), None)
    if found is None:
        raise NotFound("The claim has no such search.")
    return found
