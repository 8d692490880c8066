"""Discussion on a claim, in the panel of the working page."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from annotate.domain.errors import Invalid, NotFound
from annotate.domain.policy import Permission
from annotate.domain.things import Claim
from annotate.services import comments
from annotate.store.queries import comments as comment_query
from annotate.web import panel, working
from annotate.web.answers import Answer, swap, wants_fragment
from annotate.web.current import actor, read, write
from annotate.web.forms.base import newlines, rev_of
from annotate.web.gate import needs
from annotate.web.working import Work

bp = Blueprint("comments", __name__)
BASE = "/articles/<slug>/claims/<int:number>/comments"


@bp.post(BASE)
@needs(Permission.COMMENT)
def add(slug: str, number: int) -> Answer:
    """Say something about the claim; a blocking comment holds up its approval."""
    work = working.load(slug)
    claim = work.claim(number)
    body = newlines(request.form.get("body", "")).strip()
    try:
        with write() as uow:
            comments.add(uow, actor(), claim.id, body, request.form.get("blocking") == "y")
    except Invalid as error:
        return _shown(work, claim, 422, error.message, body)
    return _done(work, claim, f"Your comment on claim {number} is added.")


@bp.post(f"{BASE}/<ident>/resolve")
@needs(Permission.COMMENT)
def resolve(slug: str, number: int, ident: str) -> Answer:
    """Settle a comment."""
    work = working.load(slug)
    claim = work.claim(number)
    if ident not in {comment.id for comment in comment_query.comments(read(), claim.id)}:
        raise NotFound("The claim has no such comment.")
    rev = rev_of(request.form.get("rev"))
    with write() as uow:
        comments.resolve(uow, actor(), ident, rev)
    return _done(work, claim, "The comment is resolved.")


def _done(work: Work, claim: Claim, said: str) -> Answer:
    work = work.renewed()
    shown = {"work": work, "claim": claim, **panel.talk(claim)}
    parts = [render_template("claims/comments.html", **shown)] if wants_fragment() else []
    return working.changed(work, claim, (), parts, said, False)


def _shown(work: Work, claim: Claim, status: int, error: str, body: str) -> Answer:
    talk = panel.talk(claim, error, body)
    if wants_fragment():
        return swap(render_template("claims/comments.html", work=work, claim=claim, **talk), status=status)
    return working.page(work, panel.claim_panel(work, claim) | talk, status)
