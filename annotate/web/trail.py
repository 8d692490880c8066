"""The trail: everything that happened, in sentences; of the whole desk and of one article."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from annotate.audit import trail
from annotate.audit.trail import Where
from annotate.domain.errors import Invalid
from annotate.domain.events import Event
from annotate.domain.policy import Permission, may
from annotate.domain.things import Article, Page
from annotate.exports.trail import FORMS, form_named
from annotate.services import reports, sealing, trails
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.relations import conflicts
from annotate.store.queries.users import users
from annotate.web import paging
from annotate.web.current import actor, session, write
from annotate.web.forms.base import BaseForm
from annotate.web.gate import needs
from annotate.web.reports import attachment
from annotate.web.trail_lines import by_day, lines

bp = Blueprint("trail", __name__)
ROWS = 50
#: What one can ask for: beginnings of tags, and words.
KINDS = (
    ("", "All events"), ("claim:state:", "Decisions"), ("claim:", "Claims"), ("citation:", "Citations"),
    ("relation:", "Conflicts and other relations"), ("cleared:", "Nothing to check"),
    ("lookup:", "Searches"), ("reply:", "Right of reply"),
    ("comment:", "Comments"), ("source:", "Sources"), ("file:", "Files"), ("party:", "Parties"),
    ("article:", "Articles"), ("report:", "Reports"), ("term:", "Vocabularies"),
    ("erasure:", "Erasures"), ("user:", "Accounts and sign-ins"),
)  # fmt: skip


@bp.get("/trail")
@needs(Permission.READ)
def show() -> str:
    """Everything, newest first."""
    return _page(None)


@bp.get("/articles/<slug>/trail")
@needs(Permission.READ)
def article(slug: str) -> str:
    """What happened to one article and its claims, newest first."""
    return _page(article_query.article(session(), slug))


@bp.post("/articles/<slug>/trail/download")
@needs(Permission.EXPORT)
def take(slug: str) -> Response:
    """A file with the whole trail of the article; that it was taken is recorded with the fingerprint of its bytes."""
    about, form = article_query.article(session(), slug), form_named(request.form.get("format", ""))
    data = form.render(trails.trail_of(session(), about))
    with write() as uow:
        reports.note_export(uow, actor(), about, "the trail", form.label, hashlib.sha256(data).hexdigest())
    return attachment(data, form.media_type, f"{about.slug}{form.suffix}")


def _page(about: Article | None) -> str:
    who, asked = actor(), request.args
    everything = may(who, Permission.ADMINISTER)
    person = asked.get("who", "")
    where = Where(
        log=about.id if about else None, claim_id=_claim(about, asked.get("claim", "")), actor_id=person or None,
        action=_kind(asked.get("what", "")), since=_day("since"), until=_day("until", plus=1),
        accounts=everything or person == who.id,
    )  # fmt: skip
    page: Page[Event] = trail.events(session(), where, paging.after(), ROWS)
    found = lines(session(), sealing.veil(session(), who, page.items))
    kinds = [kind for kind in KINDS if where.accounts or kind[0] != "user:"]
    return render_template(
        "trail/show.html", about=about, conflicts=conflicts(session(), about.id) if about else 0, days=by_day(found),
        shown=len(found), kinds=kinds, people=users(session()),
        asked={name: asked.get(name, "") for name in ("who", "what", "claim", "since", "until")},
        forms=FORMS.values(), take=BaseForm(formdata=None),
        next_url=paging.next_url(page), first_url=paging.first_url(),
    )  # fmt: skip


def _claim(about: Article | None, text: str) -> str | None:
    """The id of the claim of this number, None if none was asked for."""
    if about is None or not text:
        return None
    known = text.isascii() and text.isdigit() and len(text) <= 9
    found = claim_query.claims_numbered(session(), about.id, [int(text)]) if known else []
    if not found:
        raise Invalid(f"The article has no claim “{text[:20]}”. Write the number of one.", field="claim")
    return found[0].id


def _kind(asked: str) -> str:
    if asked not in {code for code, _ in KINDS}:
        raise Invalid("There is no such kind of event. Choose one of the list.", field="what")
    return asked


def _day(name: str, plus: int = 0) -> str:
    """The beginning of a day in UTC text, "" if none was asked for."""
    text = request.args.get(name, "")
    try:
        return (date.fromisoformat(text) + timedelta(days=plus)).isoformat() if text else ""
    except (ValueError, OverflowError) as error:
        raise Invalid("Write the day as 2026-11-23.", field=name) from error
