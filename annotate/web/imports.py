"""Articles in: hand in a text, look at what will be frozen, freeze it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, render_template, request, url_for

from annotate.domain.errors import DomainError, Invalid
from annotate.domain.policy import Permission
from annotate.domain.text import guess_direction
from annotate.imports import Imported
from annotate.services import articles
from annotate.services.articles import Frozen, NewArticle, Received
from annotate.store.queries import articles as query
from annotate.web import incoming
from annotate.web.answers import Answer, see_other
from annotate.web.articles import article_url
from annotate.web.current import actor, desk, session, write
from annotate.web.forms.articles import FreezeForm, HandInForm
from annotate.web.gate import needs
from annotate.web.incoming import Incoming
from annotate.web.marks import Marks, sections

bp = Blueprint("imports", __name__)


@bp.get("/articles/new")
@needs(Permission.ADD_ARTICLE)
def new() -> Answer:
    """Paste a text or choose a file."""
    return _new_page(HandInForm())


@bp.post("/articles/new")
@needs(Permission.ADD_ARTICLE)
def hand_in() -> Answer:
    """Read what was handed in and show what would be frozen. Nothing is an article yet."""
    form = HandInForm()
    if not form.validate():
        return _new_page(form, 422)
    try:
        imported, received = _taken(form)
        with write() as uow:
            found = incoming.keep(uow, actor(), desk().evidence, imported, received)
    except Invalid as error:
        return _new_page(form, form.refuse(error))
    return see_other(url_for("imports.preview", token=found.token))


@bp.get("/articles/new/<token>")
@needs(Permission.ADD_ARTICLE)
def preview(token: str) -> Answer:
    """What will be frozen, and what is said about it."""
    found = incoming.load(session(), actor(), token)
    if found.frozen:
        return see_other(article_url(found.frozen))
    form = FreezeForm(formdata=None, data={**found.__dict__, "headings": list(found.headings)})
    return _preview_page(found, form)


@bp.post("/articles/new/<token>")
@needs(Permission.ADD_ARTICLE)
def freeze(token: str) -> Answer:
    """Freeze the text, or draw the preview anew with other headings. Sent twice, it leads to the same article."""
    found = incoming.load(session(), actor(), token)
    if found.frozen:
        return see_other(article_url(found.frozen))
    form = FreezeForm()
    _offer(form, found)
    if not form.validate():
        return _preview_page(found, form, 422)
    found = replace(found, **form.details(), headings=tuple(form.headings.data or ()))
    if "again" in request.form:
        with write() as uow:
            incoming.save(uow, actor(), found)
        return see_other(url_for("imports.preview", token=token))
    try:
        return _frozen(found)
    except DomainError as error:
        return _preview_page(found, form, form.refuse(error))


def _frozen(found: Incoming) -> Answer:
    """Text and bytes were checked when they came; the service checks them once more."""
    text = incoming.revision(found, desk().evidence).text
    details = {n: getattr(found, n) for n in articles.EDITABLE}
    new = NewArticle(
        **details, text=text, headings=found.headings, importer=found.importer,
        received=incoming.received(found, desk().evidence),
    )  # fmt: skip
    with write() as uow:
        made = articles.add(uow, actor(), new, desk().evidence)
        incoming.save(uow, actor(), Incoming(found.sha256, found.importer, frozen=made.article.slug))
    _say(made)
    return see_other(article_url(made.article.slug))


def _say(made: Frozen) -> None:
    if made.existing:
        flash("This text is here already, so it was not added again. This is the article.", "caution")
    else:
        flash(f"The text is frozen: {made.revision.length:,} characters. Select words to mark a claim.")


def _taken(form: HandInForm) -> tuple[Imported, Received | None]:
    upload, title = form.file.data, form.title.data or ""
    chosen = bool(upload and upload.filename)
    if chosen and (form.text.data or "").strip():
        raise Invalid("Paste the text or choose a file, not both. Empty one of the two.", field="text")
    if not chosen:
        return incoming.take_pasted(form.text.data or "", title)
    return incoming.take_file(upload.read(), upload.filename, upload.mimetype or "", title)


def _new_page(form: HandInForm, status: int = 200) -> Answer:
    return render_template("articles/new.html", form=form, nav="article"), status


def _preview_page(found: Incoming, form: FreezeForm, status: int = 200) -> Answer:
    revision = incoming.revision(found, desk().evidence)
    _offer(form, found)
    # Another text's marks are kept by fingerprint; headings may still change here, so they are part of it.
    drawn = replace(revision, sha256=f"preview {found.headings} {revision.sha256}")
    direction = form.direction.data or guess_direction(revision.text)
    return render_template(
        "articles/preview.html", found=found, form=form, revision=revision, sections=sections(drawn, Marks({}, {})),
        direction=direction, existing=query.with_text(session(), found.sha256), nav="article",
    ), status  # fmt: skip


def _offer(form: FreezeForm, found: Incoming) -> None:
    text = incoming.revision(found, desk().evidence).text
    form.headings.choices = incoming.heading_choices(text, found.headings)
