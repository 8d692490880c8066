"""Recording on the working page who was asked about a claim, and what came back."""

from __future__ import annotations

from flask import Blueprint, request

from annotate.domain.accounts import Reply
from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.policy import Permission
from annotate.domain.things import Claim
from annotate.services import replies
from annotate.store.queries import basis
from annotate.web import working
from annotate.web.answers import Answer
from annotate.web.current import actor, read, write
from annotate.web.forms.claims import rev_of
from annotate.web.forms.records import REPLY, ReplyForm, new_reply, of_reply
from annotate.web.gate import needs
from annotate.web.recording import done, shown
from annotate.web.records import Opened, refused, today

bp = Blueprint("replies", __name__)
BASE = "/articles/<slug>/claims/<int:number>/replies"


@bp.post(BASE)
@needs(Permission.EDIT_CLAIM)
def add(slug: str, number: int) -> Answer:
    """Record that somebody was asked."""
    work = working.load(slug)
    claim, form = work.claim(number), ReplyForm(prefix=REPLY)
    try:
        with write() as uow:
            made = replies.add(uow, actor(), claim.id, form.new())
    except (Invalid, Conflict) as error:
        return shown(work, claim, "replies", *refused(form, error))
    return done(work, claim, "replies", f"It is recorded that “{made.party_name}” was asked.")


@bp.get(f"{BASE}/new")
@needs(Permission.EDIT_CLAIM)
def new(slug: str, number: int) -> Answer:
    """The claim with the form for one more question open."""
    work = working.load(slug)
    claim = work.claim(number)
    return shown(work, claim, "replies", Opened(new_reply(today(), claim.claimant_name)))


@bp.get(f"{BASE}/<ident>")
@needs(Permission.READ)
def edit_form(slug: str, number: int, ident: str) -> Answer:
    """The claim with the form of one question open."""
    work = working.load(slug)
    claim = work.claim(number)
    return shown(work, claim, "replies", Opened(of_reply(_of(claim, ident)), ident))


@bp.post(f"{BASE}/<ident>")
@needs(Permission.EDIT_CLAIM)
def edit(slug: str, number: int, ident: str) -> Answer:
    """Record what came back, or correct the record."""
    work = working.load(slug)
    claim, form = work.claim(number), ReplyForm(prefix=REPLY)
    there = _of(claim, ident)
    try:
        rev = rev_of(form.rev.data)
        with write() as uow:
            replies.edit(uow, actor(), there.id, rev, form.changes())
    except (Invalid, Conflict) as error:
        return shown(work, claim, "replies", *refused(form, error, ident))
    return done(work, claim, "replies", f"What came from “{there.party_name}” is saved.")


@bp.post(f"{BASE}/<ident>/withdraw")
@needs(Permission.EDIT_CLAIM)
def withdraw(slug: str, number: int, ident: str) -> Answer:
    """Take back that somebody was asked."""
    work = working.load(slug)
    claim = work.claim(number)
    there = _of(claim, ident)
    with write() as uow:
        replies.withdraw(uow, actor(), there.id, rev_of(request.form.get("rev")))
    return done(work, claim, "replies", f"That “{there.party_name}” was asked is taken back.")


def _of(claim: Claim, ident: str) -> Reply:
    found = next((one for one in basis.replies(read(), [claim.id]) if one.id == ident), None)
    if found is None:
        raise NotFound("The claim has no such question.")
    return found
