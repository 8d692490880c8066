"""The way in and out: sign in, sign out, single-use links."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as form_session
from werkzeug.wrappers import Response

from annotate.domain.errors import DomainError, NotFound
from annotate.domain.policy import Permission
from annotate.services import sessions
from annotate.web import current
from annotate.web.answers import Answer, local_path, see_other
from annotate.web.demo import people_to_be
from annotate.web.forms.session import NewPasswordForm, SignInForm
from annotate.web.gate import forget_cookie, needs, public, set_cookie

bp = Blueprint("session", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> Answer:
    """The form. Whoever is signed in goes on to where they wanted to be."""
    target = local_path(request.args.get("next"))
    if current.signed() is not None:
        return redirect(target, 303)
    form = SignInForm(next="" if target == "/" else target)
    return render_template("session/sign_in.html", form=form, demo=people_to_be())


@bp.post("/sign-in")
@public
def enter() -> Answer:
    """Check the password and open a session, in place of any that this browser had."""
    form = SignInForm()
    if not form.validate():
        return render_template("session/sign_in.html", form=form, demo=people_to_be()), 422
    desk = current.desk()
    try:
        secret = sessions.sign_in(
            desk.database, form.email.data, form.password.data, request.remote_addr or "", agent(), desk.settings
        )
    except DomainError as error:
        status = form.refuse(error)
        return render_template("session/sign_in.html", form=form, demo=people_to_be()), status
    return welcome(secret, form.next.data)


@bp.post("/sign-out")
@needs(Permission.READ)
def sign_out() -> Response:
    """End the session here and on the server, and have the browser forget what it kept for this desk."""
    found = current.signed()
    if found is not None:
        sessions.sign_out(current.desk().database, found)
    form_session.clear()
    flash("You are signed out.")
    answer = see_other(url_for("session.sign_in"))
    # Drafts lie in sessionStorage; the server has them too, for their writer alone.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return forget_cookie(answer)


@bp.get("/welcome/<secret>")
@public
def link(secret: str) -> Answer:
    """Whose link this is, and a form for the password. Looking at it uses nothing up: mail programs look at links."""
    owner = sessions.link_owner(current.session(), secret, current.desk().database.now())
    return render_template("session/welcome.html", form=NewPasswordForm(), owner=owner, secret=secret)


@bp.post("/welcome/<secret>")
@public
def use_link(secret: str) -> Answer:
    """Set the password, use the link up and sign in."""
    form, desk = NewPasswordForm(), current.desk()
    owner = sessions.link_owner(current.session(), secret, desk.database.now())
    status = 422
    if form.validate():
        try:
            return welcome(sessions.use_link(desk.database, secret, form.new.data, agent()), None)
        except NotFound:
            raise
        except DomainError as error:
            status = form.refuse(error)
    return render_template("session/welcome.html", form=form, owner=owner, secret=secret), status


def welcome(secret: str, target: str | None) -> Response:
    """Begin a session: new cookie, new form token, on to the page that was wanted."""
    form_session.clear()
    return set_cookie(see_other(local_path(target)), secret)


def agent() -> str:
    """What the browser calls itself."""
    return request.headers.get("User-Agent", "")
