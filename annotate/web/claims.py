"""What is done to claims on the working page: mark, save, move, submit, withdraw, restore, undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request

from annotate.domain.errors import Conflict, DomainError, Invalid, Stale
from annotate.domain.policy import Permission
from annotate.domain.segments import Extent
from annotate.domain.spans import Span
from annotate.domain.things import Claim
from annotate.services import claims, drafts, parties, reviews, undo
from annotate.services.claims import NewClaim
from annotate.store.session import UnitOfWork
from annotate.web import comparing, panel, quotes, words, working
from annotate.web.answers import Answer, see_other, wants_fragment
from annotate.web.current import actor, write
from annotate.web.forms.base import Form, refuse, rev_of
from annotate.web.forms.claims import ClaimForm, MarkForm, parse_spans
from annotate.web.gate import needs
from annotate.web.working import Work

bp = Blueprint("claims", __name__)


@bp.post("/articles/<slug>/claims")
@needs(Permission.EDIT_CLAIM)
def mark(slug: str) -> Answer:
    """Mark a new claim: spans from the page's script, or quotes that are looked up in the text."""
    work = working.load(slug)
    form = MarkForm().offer(work.terms)
    key = f"mark:{work.article.id}"
    try:
        spans, sha256 = quotes.spans_of(work.revision, form, request.form)
        if not form.type.data:
            raise Invalid("Choose the type of the claim.", field="type")
        with write() as uow:
            fields = {"statement": form.statement.data or "", "own_voice": bool(form.own_voice.data)}
            fields["claimant_id"] = _party(uow, work, form.claimant.data)
            made = claims.mark(uow, actor(), slug, NewClaim(form.type.data, spans, sha256, fields))
            drafts.drop(uow, actor(), key)
    except (Invalid, Stale) as error:
        status = refuse(form, error)
        return working.show(work, panel.mark_panel(work, form, found_places=quotes.places(error)), status)
    return _fresh(work, made, made.spans, f"Claim {made.number} is marked.", focus=True)


@bp.post("/articles/<slug>/claims/<int:number>")
@needs(Permission.EDIT_CLAIM)
def save(slug: str, number: int) -> Answer:
    """Save the claim's form; `then=submit` hands it to the reviewers as well, `then=drop` forgets what was typed."""
    work = working.load(slug)
    claim = work.claim(number)
    key = f"claim:{claim.id}"
    if request.form.get("then") == "drop":
        with write() as uow:
            drafts.drop(uow, actor(), key)
        return _fresh(work, claim, (), "What you had typed is dropped.", undo=False)
    form = ClaimForm().offer(work.terms, panel.workers(), claim)
    submitting = request.form.get("then") == "submit"
    try:
        rev = rev_of(form.rev.data)
        with write() as uow:
            saved = claims.edit(uow, actor(), claim.id, rev, _changes(uow, work, form))
            if submitting:
                saved = reviews.submit(uow, actor(), claim.id, saved.rev)
            drafts.drop(uow, actor(), key)
    except (Invalid, Stale, Conflict) as error:
        return _refused(slug, number, form, error, rev_sent=form.rev.data)
    said = f"Claim {number} is submitted." if submitting else f"Claim {number} is saved as version {saved.rev}."
    return _fresh(work, saved, saved.spans, said, undo=not submitting and saved.rev != rev)


@bp.post("/articles/<slug>/claims/<int:number>/spans")
@needs(Permission.EDIT_CLAIM)
def move(slug: str, number: int) -> Answer:
    """Move an end by a word, set other spans, add one to them, or take one away."""
    work = working.load(slug)
    claim = work.claim(number)
    rev = rev_of(request.form.get("rev"))
    sha256 = request.form.get("revision_sha256", "")
    spans = _new_spans(work, claim)
    with write() as uow:
        moved = claims.move(uow, actor(), claim.id, rev, spans, sha256)
    return _parts(work, moved, (*claim.spans, *moved.spans), f"Claim {number} now reads: {moved.quote[:200]}")


@bp.post("/articles/<slug>/claims/<int:number>/submit")
@needs(Permission.SUBMIT)
def submit(slug: str, number: int) -> Answer:
    """Hand the claim, as it is saved, to the reviewers."""
    return _turn(slug, number, f"Claim {number} is submitted.", reviews.submit)


@bp.post("/articles/<slug>/claims/<int:number>/withdraw")
@needs(Permission.WITHDRAW)
def withdraw(slug: str, number: int) -> Answer:
    """Take the claim out of the article, with a reason."""
    reason = request.form.get("reason", "").strip()

    def do(uow: UnitOfWork, who: Any, ident: str, rev: int) -> Claim:
        return reviews.withdraw(uow, who, ident, reason, rev)

    return _turn(slug, number, f"Claim {number} is withdrawn.", do)


@bp.post("/articles/<slug>/claims/<int:number>/restore")
@needs(Permission.WITHDRAW)
def restore(slug: str, number: int) -> Answer:
    """Bring a withdrawn claim back."""
    return _turn(slug, number, f"Claim {number} is a draft again.", reviews.restore)


@bp.post("/articles/<slug>/claims/<int:number>/undo")
@needs(Permission.EDIT_CLAIM)
def take_back(slug: str, number: int) -> Answer:
    """Undo the person's own last change of the claim."""
    return _turn(slug, number, f"The last change of claim {number} is undone.", undo.undo)


Verb = Callable[[UnitOfWork, Any, str, int], Claim]


def _turn(slug: str, number: int, said: str, verb: Verb) -> Answer:
    """Do a verb that takes a claim and its version; a refusal is shown in the claim's panel."""
    work = working.load(slug)
    claim = work.claim(number)
    try:
        rev = rev_of(request.form.get("rev"))
        with write() as uow:
            turned = verb(uow, actor(), claim.id, rev)
    except (Invalid, Conflict) as error:
        return _refused(slug, number, None, error)
    return _fresh(work, turned, (*claim.spans, *turned.spans), said, undo=False, focus=True)


def _changes(uow: UnitOfWork, work: Work, form: ClaimForm) -> dict[str, Any]:
    changes = form.changes()
    if "claimant" in form.sent:
        changes["claimant_id"] = _party(uow, work, form.claimant.data)
    return changes


def _party(uow: UnitOfWork, work: Work, name: str | None) -> str | None:
    """The party of this name, added on the fly; None for nobody. The article’s log is locked before the library’s."""
    if name:
        uow.lock(work.article.id)
    return parties.add(uow, actor(), name)[0].id if name else None


def _new_spans(work: Work, claim: Claim) -> Sequence[Span]:
    form = request.form
    if form.get("step"):
        return words.step(work.revision.text, claim.spans, form["step"])
    if form.get("drop"):
        kept = [span for index, span in enumerate(claim.spans) if str(index) != form["drop"]]
        if len(kept) == len(claim.spans):
            raise Invalid("The claim has no such part.", field="drop")
        return kept
    found = parse_spans(form.get("spans", ""))
    return [*claim.spans, *found] if form.get("mode") == "add" else found


def _fresh(
    work: Work, claim: Claim, spans: Sequence[Extent], said: str, *, undo: bool = True, focus: bool = False
) -> Answer:
    """The answer after a change that the whole panel shows; `focus` moves the focus there."""
    if not wants_fragment():
        flash(said)
        return see_other(work.url(claim, _anchor=f"c{claim.number}"))
    work = work.renewed()
    html = render_template("claims/panel.html", **panel.claim_panel(work, claim), focus=focus)
    return working.changed(work, claim, spans, [html], said, undo)


def _parts(work: Work, claim: Claim, spans: Sequence[Extent], said: str) -> Answer:
    """The answer after a change that leaves the claim's form alone: what is typed there stays."""
    work = work.renewed()
    parts = panel_parts(work, claim, "place") if wants_fragment() else []
    return working.changed(work, claim, spans, parts, said, True)


def panel_parts(work: Work, claim: Claim, *names: str) -> list[str]:
    """Head and foot of the panel, and the named parts of its body."""
    shown = panel.claim_panel(work, claim)
    return [render_template(f"claims/{name}.html", **shown) for name in ("head", *names, "foot")]


def _refused(slug: str, number: int, form: Form | None, error: DomainError, rev_sent: str | None = None) -> Answer:
    """The claim's panel with what was typed and why it was not taken; a stale writer sees both versions."""
    work = working.load(slug)
    claim = work.claim(number)
    shown = form if isinstance(form, ClaimForm) else None
    made = shown or panel.claim_form(work, claim, panel.workers())
    status = refuse(made, error)
    versions = comparing.versions(work, claim, shown) if shown and isinstance(error, Stale) else None
    if shown is not None and isinstance(error, Stale):
        shown.rev.data = str(claim.rev)
    refusal = error.message if isinstance(error, Conflict) and versions is None else ""
    extra = {"refusal": refusal, "versions": versions}
    return working.show(work, panel.claim_panel(work, claim, made, **extra), status)
