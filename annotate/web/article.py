"""The page where the work is done: the text with its marks, the rail, the panel."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from annotate.domain.errors import Invalid
from annotate.domain.policy import Permission
from annotate.domain.things import Claim
from annotate.store.queries import claims as claim_query
from annotate.web import panel, working
from annotate.web.answers import Answer, see_other, swap
from annotate.web.current import read
from annotate.web.gate import needs
from annotate.web.working import Work

bp = Blueprint("article", __name__)
#: Claims on the same words that the chooser shows.
STACKED = 20


@bp.get("/articles/<slug>")
@needs(Permission.READ)
def work(slug: str) -> Answer:
    """The article without an open claim: its list of claims, or another face of the panel."""
    loaded = working.load(slug)
    number = request.args.get("claim", "")
    if number:
        return see_other(loaded.url(_number(number), **_tab_argument()))
    return working.show(loaded, _panel(loaded, None, request.args.get("tab", "claims")))


@bp.get("/articles/<slug>/claims/<int:number>")
@needs(Permission.READ)
def claim(slug: str, number: int) -> Answer:
    """The article with a claim open."""
    loaded = working.load(slug)
    found = loaded.claim(number)
    return working.show(loaded, _panel(loaded, found, request.args.get("tab", "claim")), announce=_spoken(found))


@bp.get("/articles/<slug>/rail")
@needs(Permission.READ)
def rail(slug: str) -> Answer:
    """The rail alone; the page's script asks for it after a change, so that no change has to wait for it."""
    loaded = working.load(slug)
    active = _whole(request.args.get("active", ""))
    html = render_template("articles/work_rail.html", work=loaded, rail=working.drawn_rail(loaded), active=active)
    return swap(html)


@bp.get("/articles/<slug>/sections")
@needs(Permission.READ)
def sections(slug: str) -> Answer:
    """Sections `from`–`to` with their marks; the page's script asks for those that came without."""
    loaded = working.load(slug)
    first, last, active = (_whole(request.args.get(name, "")) for name in ("from", "to", "active"))
    if first is None or last is None:
        raise Invalid("Say which sections: ?from=2&to=5.", field="from")
    return swap(*working.drawn_between(loaded, first, last, active))


@bp.get("/articles/<slug>/chooser")
@needs(Permission.READ)
def chooser(slug: str) -> Answer:
    """The claims on the same words, shortest first."""
    loaded = working.load(slug)
    numbers = [_number(text) for text in request.args.get("claims", "").split(",")[:STACKED]]
    stack = claim_query.claims_numbered(read(), loaded.article.id, numbers)
    stack.sort(key=lambda claim: (sum(len(span.exact) for span in claim.spans), claim.number))
    return swap(render_template("claims/chooser.html", work=loaded, stack=stack))


def _panel(loaded: Work, found: Claim | None, tab: str) -> dict[str, object]:
    if tab == "mark":
        return panel.mark_panel(loaded, quote=_quoted(loaded))
    if tab == "sources":
        return panel.sources_panel(loaded, found)
    if found is None or tab == "claims":
        return panel.list_panel(loaded, found)
    if tab == "history":
        return panel.history_panel(loaded, found)
    return panel.claim_panel(loaded, found)


def _quoted(loaded: Work) -> str:
    """The words from place `from` to place `to` of the address, for the form of a new claim; "" if none are named."""
    if "from" not in request.args:
        return ""
    start, end = (_whole(request.args.get(name, "")) for name in ("from", "to"))
    if start is None or end is None or not start < end <= loaded.revision.length:
        raise Invalid("Name words that the text has: ?from=12&to=40.", field="from")
    return loaded.revision.text[start:end]


def _number(text: str) -> int:
    found = _whole(text)
    if found is None:
        raise Invalid("A claim is named by its number.", field="claim")
    return found


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _tab_argument() -> dict[str, str]:
    tab = request.args.get("tab", "")
    return {"tab": tab} if tab in panel.TABS else {}


def _spoken(found: Claim) -> str:
    return f"Claim {found.number}: {found.quote[:200]}"
