"""Passkeys: made on one's own account page, named and retired there; admins retire those of others."""

from __future__ import annotations

from datetime import datetime, timedelta

import flask
from flask import Blueprint, Response, flash, jsonify, request, url_for

from annotate.domain.errors import DomainError, Invalid
from annotate.domain.passkeys import unpadded
from annotate.domain.policy import Permission
from annotate.services import passkeys
from annotate.store.queries import users
from annotate.web import account
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, desk, passkey_rules, session, write
from annotate.web.errors import status_of
from annotate.web.forms.account import PasskeyForm
from annotate.web.forms.base import rev_of
from annotate.web.gate import needs

bp = Blueprint("passkeys", __name__)
#: Where the challenge waits for its answer: in the signed cookie of the forms. Answered once, and minutes at most.
WAITING, MINUTES = "passkey", 5


@bp.post("/account/passkeys/offer")
@needs(Permission.APPROVE)
def offer() -> Answer:
    """What our script hands to the browser to make a passkey; a refusal as JSON, with the field that it is about."""
    form = PasskeyForm()
    if not form.validate():
        name, problems = next(iter(form.errors.items()))
        return _refused(Invalid(str(problems[0]), field=name or ""))
    me, newsroom = users.user(session(), actor().id), desk().settings.organisation
    try:
        found = passkeys.offer(session(), actor(), me, form.password.data or "", passkey_rules(), newsroom)
    except DomainError as error:
        return _refused(error)
    options, challenge = found
    flask.session[WAITING] = [challenge, desk().database.now()]
    return Response(options, mimetype="application/json")


@bp.post("/account/passkeys")
@needs(Permission.APPROVE)
def register() -> Answer:
    """Keep the passkey that the browser made."""
    form = PasskeyForm()
    if not form.validate():
        return account.page(passkey=form, status=422)
    try:
        asked = _asked()
        with write() as uow:
            passkeys.register(uow, actor(), form.credential.data or "", asked, form.name.data, passkey_rules())
    except DomainError as error:
        return account.page(passkey=form, status=form.refuse(error))
    flash("The passkey is registered. You can sign approvals with it.")
    return see_other(url_for("account.show"))


@bp.post("/account/passkeys/<ident>/name")
@needs(Permission.READ)
def rename(ident: str) -> Answer:
    """Call it something else."""
    with write() as uow:
        passkeys.rename(uow, actor(), ident, request.form.get("name", "").strip(), rev_of(request.form.get("rev")))
    flash("The passkey has its new name.")
    return see_other(url_for("account.show"))


@bp.post("/account/passkeys/<ident>/retire")
@needs(Permission.READ)
def retire(ident: str) -> Answer:
    """Take it out of use, for good; an admin may retire anybody's."""
    with write() as uow:
        made = passkeys.retire(uow, actor(), ident, rev_of(request.form.get("rev")))
    flash("The passkey is retired. What it signed stands.")
    own = made.user_id == actor().id
    return see_other(url_for("account.show") if own else url_for("admin.person", ident=made.user_id))


def _asked() -> bytes:
    """The challenge that was handed out, this once. Raises Invalid."""
    waiting = flask.session.pop(WAITING, None)
    if not waiting or _old(waiting[1]):
        raise Invalid(f"No passkey was asked for in the last {MINUTES} minutes. Press “Register a passkey” once more.")
    return unpadded(waiting[0])


def _old(since: str) -> bool:
    return datetime.fromisoformat(desk().database.now()) - datetime.fromisoformat(since) > timedelta(minutes=MINUTES)


def _refused(error: DomainError) -> Answer:
    problem = error.problems[0]
    return jsonify(message=problem.message, field=problem.field), status_of(error)
