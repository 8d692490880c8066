"""People, for admins: accounts, roles, sessions, single-use links."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for

from annotate.domain.errors import DomainError
from annotate.domain.policy import Permission
from annotate.domain.things import User
from annotate.services import sessions, users
from annotate.store.queries import passkeys
from annotate.store.queries import users as query
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, base_url, session, write
from annotate.web.forms.admin import PersonForm, RoleForm
from annotate.web.gate import needs

bp = Blueprint("admin", __name__)


@bp.get("/admin")
@needs(Permission.ADMINISTER)
def start() -> Answer:
    """Of the places for admins this is the first."""
    return see_other(url_for("admin.people"))


@bp.get("/admin/people")
@needs(Permission.ADMINISTER)
def people() -> Answer:
    """All accounts, and a form for a new one."""
    return _page(PersonForm(formdata=None))


@bp.post("/admin/people")
@needs(Permission.ADMINISTER)
def add() -> Answer:
    """Make an account and show its single-use link, this once."""
    form = PersonForm()
    if not form.validate():
        return _page(form, 422)
    try:
        with write() as uow:
            made = users.add(uow, actor(), form.email.data, form.name.data, form.role.data)
            secret = users.make_link(uow, actor(), made.email)
    except DomainError as error:
        return _page(form, form.refuse(error))
    return _link_page(made, secret)


@bp.get("/admin/people/<ident>")
@needs(Permission.ADMINISTER)
def person(ident: str) -> Answer:
    """One account."""
    return _person_page(query.user(session(), ident), None)


@bp.post("/admin/people/<ident>/role")
@needs(Permission.ADMINISTER)
def role(ident: str) -> Answer:
    """Give another role."""
    found, form = query.user(session(), ident), RoleForm()
    if not form.validate():
        return _person_page(found, form, 422)
    try:
        with write() as uow:
            users.set_role(uow, actor(), found.email, form.role.data)
    except DomainError as error:
        return _person_page(found, form, form.refuse(error))
    return _back(ident, f"{found.name} has the role now.")


@bp.post("/admin/people/<ident>/active")
@needs(Permission.ADMINISTER)
def active(ident: str) -> Answer:
    """Switch an account off, which ends its sessions and tokens, or on."""
    found, on = query.user(session(), ident), request.form.get("active") == "1"
    with write() as uow:
        users.set_active(uow, actor(), found.email, on)
    return _back(ident, f"The account of {found.name} is switched {'on' if on else 'off'}.")


@bp.post("/admin/people/<ident>/link")
@needs(Permission.ADMINISTER)
def link(ident: str) -> Answer:
    """Make a single-use link and show it, this once."""
    found = query.user(session(), ident)
    with write() as uow:
        secret = users.make_link(uow, actor(), found.email)
    return _link_page(found, secret)


@bp.post("/admin/people/<ident>/sessions/end")
@needs(Permission.ADMINISTER)
def end_sessions(ident: str) -> Answer:
    """End all sessions of an account."""
    found = query.user(session(), ident)
    with write() as uow:
        for one in sessions.of_user(uow.session, found.id):
            sessions.revoke(uow, actor(), one.hash)
    return _back(ident, f"The sessions of {found.name} have ended.")


def _back(ident: str, said: str) -> Answer:
    flash(said)
    return see_other(url_for("admin.person", ident=ident))


def _page(form: PersonForm, status: int = 200) -> Answer:
    return render_template("admin/people.html", form=form, people=query.users(session())), status


def _person_page(found: User, form: RoleForm | None, status: int = 200) -> Answer:
    form = form or RoleForm(formdata=None, role=found.role.value)
    opened = sessions.of_user(session(), found.id)
    keys = passkeys.of_user(session(), found.id)
    page = render_template("admin/person.html", person=found, form=form, sessions=opened, passkeys=keys)
    return page, status


def _link_page(found: User, secret: str) -> str:
    """Not a redirect: the secret is in no address that is kept, and in no message that waits in a cookie."""
    path = url_for("session.link", secret=secret)
    return render_template("admin/link.html", person=found, link=f"{base_url()}{path}", hours=users.LINK_HOURS)
