"""The report of an article, for people who are signed in: what would be in, what is out, publishing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from flask import Blueprint, current_app, flash, render_template, url_for
from werkzeug.wrappers import Response

from annotate.audit.tags import FIELD_WORDS
from annotate.domain.corrections import Correction
from annotate.domain.errors import DomainError
from annotate.domain.policy import Permission, why_not
from annotate.domain.report_parts import Organisation
from annotate.domain.things import Article
from annotate.exports import FORMATS
from annotate.exports.bundle import BUNDLES
from annotate.services import previews, reports
from annotate.store.queries import articles as query
from annotate.store.queries import complaints
from annotate.store.queries.relations import conflicts
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, desk, read, write
from annotate.web.forms.base import BaseForm
from annotate.web.forms.reports import PublishForm
from annotate.web.gate import needs
from annotate.web.keeping import forget, revive

bp = Blueprint("report", __name__)


def organisation() -> Organisation:
    """Who publishes: the newsroom of the settings."""
    return desk().organisation


def static_base() -> str:
    """Folder of the stylesheets, as pages outside our own templates address it."""
    static_url = cast(Callable[[str], str], current_app.jinja_env.globals["static_url"])
    return static_url("css/tokens.css").removesuffix("/css/tokens.css")


@bp.get("/articles/<slug>/report")
@needs(Permission.READ)
def show(slug: str) -> Answer:
    """What the next edition would hold, what it leaves out and why, and the editions that are out."""
    form = PublishForm(formdata=None)
    draft_at = revive(form, f"publish:{slug}")
    return _page(query.article(read(), slug), form, draft_at=draft_at)


@bp.post("/articles/<slug>/report/publish")
@needs(Permission.PUBLISH)
def publish(slug: str) -> Answer:
    """Freeze the approved claims as the next edition."""
    article, form = query.article(read(), slug), PublishForm()
    form.draft_key.data = f"publish:{slug}"
    if not form.validate():
        return _page(article, form, 422)
    try:
        with write() as uow:
            kind, answers = Correction(form.kind.data), form.complaints.data or []
            edition = reports.publish(uow, actor(), slug, form.note.data or "", organisation(), kind, answers)
    except DomainError as error:
        return _page(article, form, form.refuse(error))
    desk().published()
    forget(f"publish:{slug}")
    flash(f"Edition {edition.number} is published. It never changes; a correction is a new edition.")
    return see_other(url_for("report.show", slug=slug))


def _said(names: Sequence[str]) -> str:
    """What of a claim is different, in words."""
    return ", ".join(dict.fromkeys(_OTHER_WORDS.get(name) or FIELD_WORDS.get(name, name) for name in names))


#: Fields of a claim in a report that are no columns of the claim.
_OTHER_WORDS = {
    "claimant": "who says so", "citations": "the evidence", "camp": "the camp",
    "behind": "the origins behind it", "lookups": "the searches", "replies": "the right of reply",
    "withheld": "what is withheld", "passkey": "how it was approved",
}  # fmt: skip
_KINDS = {kind.value: kind.label for kind in Correction}


def attachment(data: bytes, media_type: str, name: str) -> Response:
    """Bytes to be saved under a name of ASCII letters."""
    return Response(data, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(article: Article, form: PublishForm, status: int = 200, draft_at: str = "") -> Answer:
    progress = query.progress(read(), [article.id]).get(article.id)
    about = complaints.about(read(), article.id)
    seen = previews.preview(read(), article, organisation(), desk().database.now(), actor())
    form.offer(about)
    return render_template(
        "reports/desk.html", article=article, form=form, counts=progress.__dict__ if progress else {},
        total=progress.total if progress else 0, editions=reports.editions(read(), article), formats=FORMATS.values(),
        bundles=BUNDLES.values(),
        complaints=about, kinds=_KINDS, seen=seen, said=_said,
        conflicts=conflicts(read(), article.id),
        take=BaseForm(formdata=None), refusal=why_not(actor(), Permission.PUBLISH), draft_at=draft_at, nav="article",
    ), status  # fmt: skip
