"""The desk as it stood: an article, a claim, a source at an event or a time; bringing back what a claim said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, flash, render_template, request, url_for

from annotate.audit import states
from annotate.domain.errors import DomainError, Invalid, NotFound, Stale
from annotate.domain.policy import Permission
from annotate.services import restoring
from annotate.store.queries import articles as article_query
from annotate.store.queries import sources as source_query
from annotate.store.session import utc_text
from annotate.web import blame, history, panel, past_page, working
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, read, write
from annotate.web.errors import status_of
from annotate.web.forms.base import rev_of
from annotate.web.gate import needs

bp = Blueprint("past", __name__)
#: Claims that the list beside an article shows; the marks are all there.
LISTED = 300


@bp.get("/articles/<slug>/at")
@needs(Permission.READ)
def choose(slug: str) -> Answer:
    """Lead to the article as it stood at the time `when`."""
    return see_other(url_for("past.article", slug=slug, moment=request.args.get("when", "").strip() or "now"))


@bp.get("/articles/<slug>/at/<moment>")
@needs(Permission.READ)
def article(slug: str, moment: str) -> Answer:
    """The text with the marks of that moment, read-only; a time leads to the last event until then."""
    loaded = working.load(slug)
    if not _is_number(moment):
        found = states.moment_at(read(), loaded.article.id, _time(moment))
        return see_other(url_for("past.article", slug=slug, moment=found.seq))
    at, then = past_page.article_then(read(), actor(), loaded.article.id, int(moment))
    revision = article_query.revision(read(), then.article.revision_id)
    statuses = loaded.terms["status"]
    return render_template(
        "past/article.html", at=at, then=then, statuses=statuses, listed=LISTED, revision=revision,
        text=past_page.article_text(revision, then, statuses), **_tabs(loaded),
    )  # fmt: skip


@bp.get("/articles/<slug>/claims/<int:number>/at/<int:seq>")
@needs(Permission.READ)
def claim(slug: str, number: int, seq: int) -> Answer:
    """A claim as it stood, with its fingerprint and what has changed since."""
    loaded = working.load(slug)
    sheet = past_page.claim_sheet(read(), actor(), loaded, number, seq)
    refusal = panel.rights(sheet.now)["why_not_edit"]
    return render_template("past/claim.html", sheet=sheet, refusal=refusal, **_tabs(loaded))


@bp.get("/articles/<slug>/claims/<int:number>/at/<int:seq>/restore")
@needs(Permission.EDIT_CLAIM)
def look(slug: str, number: int, seq: int) -> Answer:
    """What would change if these values came back, before anything does."""
    return _confirm(slug, number, seq, request.args.getlist("field"))


@bp.post("/articles/<slug>/claims/<int:number>/at/<int:seq>/restore")
@needs(Permission.EDIT_CLAIM)
def restore(slug: str, number: int, seq: int) -> Answer:
    """Bring them back, unless somebody saved in between: then both versions are shown, and nothing is changed."""
    names, there = request.form.getlist("field"), working.load(slug).claim(number)
    try:
        with write() as uow:
            made = restoring.restore(uow, actor(), there.id, rev_of(request.form.get("rev")), seq, names)
    except NotFound:
        raise
    except DomainError as error:
        return _confirm(slug, number, seq, names, error)
    reopened = " It is a draft again." if made.state != there.state else ""
    flash(f"Claim {number} says again what it said at event {seq}.{reopened}")
    return see_other(url_for("article.claim", slug=slug, number=number, _anchor=f"c{number}"))


@bp.get("/sources/<ident>/at/<int:seq>")
@needs(Permission.READ)
def source(ident: str, seq: int) -> Answer:
    """A source as it stood at an event of the library."""
    now = source_query.source(read(), ident)
    at, then = past_page.source_then(read(), actor(), ident, seq)
    return render_template(
        "past/source.html", at=at, then=then, now=now, terms=past_page.vocabulary(read()), nav="source"
    )


@bp.get("/sources/<ident>/history")
@needs(Permission.READ)
def source_history(ident: str) -> Answer:
    """Who last changed each field of a source, and everything that happened to it, its files and its answers."""
    found = source_query.source(read(), ident)
    events, words = past_page.source_events(read(), actor(), ident), past_page.vocabulary(read())
    own = [event for event in reversed(events) if event.target_id == ident]
    return render_template(
        "past/source_history.html", source=found, fields=blame.lines(read(), own, words),
        days=history.days(read(), events, words), nav="source",
    )  # fmt: skip


def _confirm(slug: str, number: int, seq: int, names: list[str], error: DomainError | None = None) -> Answer:
    loaded = working.load(slug)
    sheet = past_page.claim_sheet(read(), actor(), loaded, number, seq)
    chosen = [one for one in sheet.differences if one.name in names and one.restorable]
    if not chosen and error is None:
        raise Invalid("Choose at least one value to bring back.", field="field")
    html = render_template(
        "past/restore.html", sheet=sheet, chosen=chosen, error=error, stale=isinstance(error, Stale),
        refusal=panel.rights(sheet.now)["why_not_edit"], **_tabs(loaded),
    )  # fmt: skip
    return html, 200 if error is None else status_of(error)


def _tabs(loaded: working.Work) -> dict[str, object]:
    return {"work": loaded, **working.tabs(loaded), "face": "trail", "nav": "article"}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10


def _time(text: str) -> str:
    """UTC text: a day means its end, a time without a zone is UTC. Raises Invalid."""
    if text == "now":
        return "9999"
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        whole_day = len(text) == 10
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return utc_text(moment + timedelta(days=1, milliseconds=-1) if whole_day else moment)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "Write the time as 2026-11-23 or 2026-11-23T14:41 (UTC), or name an event by its number.", field="when"
        ) from error
