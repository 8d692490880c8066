"""Look around as a person of the worked example, by one click. Exists in demonstrations only, and only on loopback."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, abort, render_template, request
from flask import session as form_session
from werkzeug.wrappers import Response

from annotate._paths import PACKAGE
from annotate.domain.vocabulary import Role
from annotate.services import sessions
from annotate.store.queries.users import user_row
from annotate.web import current
from annotate.web.answers import local_path, see_other
from annotate.web.gate import public, set_cookie

bp = Blueprint("demo", __name__)


@dataclass(frozen=True)
class Person:
    """Somebody to be."""

    key: str
    name: str
    email: str
    role: Role
    about: str


@cache
def people() -> tuple[Person, ...]:
    """The people of the worked example."""
    data = json.loads((PACKAGE / "demo" / "example.json").read_text(encoding="utf-8"))
    return tuple(Person(p["key"], p["name"], p["email"], Role(p["role"]), p["about"]) for p in data["people"])


def people_to_be() -> tuple[Person, ...]:
    """Whom one can be here and now: nobody, unless this is a demonstration and the browser is on this machine."""
    return people() if _open() else ()


@bp.get("/demo")
@public
def choose() -> str:
    """The people, one button each."""
    if not _open():
        abort(404)
    return render_template("demo/choose.html", people=people(), next=local_path(request.args.get("next")))


@bp.post("/demo")
@public
def enter() -> Response:
    """Be this person."""
    person = next((p for p in people_to_be() if p.key == request.form.get("as")), None)
    if person is None:
        abort(404)
    row = user_row(current.session(), person.email)
    secret = sessions.open_for(current.desk().database, row.id, request.headers.get("User-Agent", ""))
    form_session.clear()
    return set_cookie(see_other(local_path(request.form.get("next"))), secret)


def _open() -> bool:
    """A proxy on this machine makes everybody look local; its headers give it away."""
    if not current.desk().settings.demo or "Forwarded" in request.headers or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
