"""Deny by default: every view says who may use it, and nobody gets to one that has not.

A view is marked `@public`, or `@needs(Permission.X)`; an application with a view that is neither does not start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from flask import Flask, abort, current_app, flash, g, request, url_for
from werkzeug.wrappers import Response

from annotate.domain.errors import Forbidden, Invalid, Unauthenticated
from annotate.domain.policy import Permission, demand
from annotate.services import drafts, sessions
from annotate.web import current
from annotate.web.answers import local_path, page_above, see_other

View = TypeVar("View", bound=Callable[..., object])
#: Blueprints that keep their own gate.
OWN_GATE = frozenset({"api"})


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.gate = None  # type: ignore[attr-defined]
    return view


def needs(permission: Permission) -> Callable[[View], View]:
    """Open to signed-in people with this permission."""

    def mark(view: View) -> View:
        view.gate = permission  # type: ignore[attr-defined]
        return view

    return mark


def cookie_name() -> str:
    """`__Host-session` where cookies are secure: bound to this host, no subdomain can set it (RFC 6265bis)."""
    return "__Host-session" if current.desk().settings.secure_cookies else "session"


def set_cookie(response: Response, secret: str) -> Response:
    """Hand the session's secret to the browser."""
    settings = current.desk().settings
    response.set_cookie(
        cookie_name(), secret, max_age=settings.session_hours * 3600, secure=settings.secure_cookies, httponly=True,
        samesite="Lax", path="/",
    )  # fmt: skip
    return response


def forget_cookie(response: Response) -> Response:
    """Have the browser drop the session's secret."""
    secure = current.desk().settings.secure_cookies
    response.delete_cookie(cookie_name(), secure=secure, httponly=True, samesite="Lax", path="/")
    return response


def register(app: Flask) -> None:
    """Put the gate before every request."""
    app.before_request(_only_text)
    app.before_request(_recognise)
    app.before_request(_same_site)
    app.before_request(_admit)


def check_all_declared(app: Flask) -> None:
    """Refuse to start with a view that does not say who may use it."""
    silent = [
        name
        for name, view in app.view_functions.items()
        if not hasattr(view, "gate") and name.split(".")[0] not in OWN_GATE
    ]
    if silent:
        raise RuntimeError(f"These views do not say who may use them: {', '.join(sorted(silent))}")


def _only_text() -> None:
    """PostgreSQL takes no NUL in a text, not even to look for it; SQLite does. Neither gets one from an address."""
    asked = [request.path, *request.args, *(value for values in request.args.listvalues() for value in values)]
    if request.blueprint not in OWN_GATE and any("\x00" in text for text in asked):
        raise Invalid("The address holds a character that is not text (NUL).")


def _recognise() -> None:
    if request.blueprint in OWN_GATE or request.endpoint == "static":
        return
    secret = request.cookies.get(cookie_name())
    g.signed = g.expired = None
    if not secret:
        return
    desk = current.desk()
    found = sessions.who(current.session(), secret, desk.settings, desk.database.now())
    if found and found.expired:
        g.expired = found
    elif found:
        g.signed = found
        sessions.touch(desk.database, found)


def _same_site() -> None:
    """Browsers say where a request was made; where they do not, the form token alone decides."""
    unsafe = request.method not in ("GET", "HEAD", "OPTIONS") and request.blueprint not in OWN_GATE
    if unsafe and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise Forbidden("This form was sent from another site. Open the page here and send it again.")


def _admit() -> Response | None:
    view = cast(object, None) if request.endpoint is None else _view(request.endpoint)
    if view is None or request.blueprint in OWN_GATE:
        return None
    permission = cast("Permission | None", getattr(view, "gate", None))
    if permission is None:
        return None
    if current.signed() is None:
        return _to_sign_in()
    demand(current.actor(), permission)
    return None


def _view(endpoint: str) -> object:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        abort(404)
    return view


def _to_sign_in() -> Response:
    _keep_typed()
    if current.wants_fragment():
        raise Unauthenticated("Your session has ended. Sign in again; what you typed is kept.")
    back = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else _page_of_form()
    return see_other(url_for("session.sign_in", next=None if back == "/" else back))


def _keep_typed() -> None:
    """A form sent after the session ended is kept for its writer, as a draft."""
    form, ended = request.form.get("draft_key", ""), g.get("expired")
    if request.method == "POST" and form and ended:
        typed = ((name, values) for name, values in request.form.lists() if name not in ("csrf_token", "draft_key"))
        data = {name: values[0] if len(values) == 1 else values for name, values in typed}
        with current.write() as uow:
            drafts.keep(uow, ended.actor, form, data)
        flash("Your session has ended. Sign in again; what you typed is kept.", "caution")


def _page_of_form() -> str:
    back, own = request.headers.get("Referer", ""), request.host_url
    return local_path(back[len(own) - 1 :] if back.startswith(own) else None, page_above(request.path))
