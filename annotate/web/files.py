"""Files of sources: their bytes, their pictures, and what is said of them.

A sealed file is opened by a form, because that is recorded; for an hour after it the person's browser may fetch what it
needs. No GET writes anything.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from annotate.domain.errors import DomainError, Forbidden, NotFound, Stale
from annotate.domain.evidence import Attachment
from annotate.domain.policy import Permission, demand
from annotate.services import attachments, pages
from annotate.store.queries import attachments as query
from annotate.store.queries import inspections as inspection_query
from annotate.store.queries import sources as source_query
from annotate.store.queries.users import users
from annotate.web import file_page, serving
from annotate.web.answers import Answer, see_other, swap, wants_fragment
from annotate.web.current import actor, desk, read, write
from annotate.web.file_view import is_open, place_of, shown, views
from annotate.web.forms.base import rev_of
from annotate.web.forms.files import FileForm, WithdrawFileForm
from annotate.web.gate import needs
from annotate.web.sources import page
from annotate.web.stale import differences

bp = Blueprint("file", __name__)


@bp.get("/files/<ident>")
@needs(Permission.READ)
def show(ident: str) -> Answer:
    """The file's place: its source's page. For the script of a claim's panel: the file alone, under the citation."""
    found, citation = query.attachment(read(), ident), request.args.get("for", "")
    if not wants_fragment() or not citation:
        return see_other(file_page.url(found, _at()))
    part = render_template("files/opened.html", view=views([found])[0], at=place_of(_at()), opened_for=citation,
                           close="close" in request.args)  # fmt: skip
    return swap(part, announce="The file is closed." if "close" in request.args else f"{shown(found).name} is open.")


@bp.get("/files/<ident>/bytes")
@needs(Permission.READ)
def content(ident: str) -> Response:
    """All bytes, or a range of them, for our own player and viewer."""
    return serving.evidence(desk().evidence, _opened(ident))


@bp.post("/files/<ident>/download")
@needs(Permission.EXPORT)
def download(ident: str) -> Response:
    """The file, to be saved; who took it is recorded."""
    _opened(ident)
    with write() as uow:
        found = attachments.note_export(uow, actor(), ident)
    return serving.evidence(desk().evidence, found)


@bp.get("/files/<ident>/thumbnail")
@needs(Permission.READ)
def thumbnail(ident: str) -> Response:
    """The small picture that the inspector drew; raises NotFound where there is none."""
    found = _opened(ident)
    seen = inspection_query.inspections(read(), [found.file_id]).get(found.file_id)
    if seen is None or seen.thumbnail is None:
        raise NotFound("There is no picture of this file.")
    return serving.picture(desk().evidence.get(seen.thumbnail), "image/jpeg")


@bp.get("/files/<ident>/pages/<int:number>")
@needs(Permission.READ)
def pdf_page(ident: str, number: int) -> Response:
    """One page of a PDF as a picture, counted from 1."""
    found = _opened(ident)
    if found.media_type != "application/pdf" or not 1 <= number < 10**6:
        raise NotFound("There is no such page.")
    drawn = pages.page(desk().evidence, desk().settings.home / "cache" / "pages", found, number)
    return serving.picture(drawn, "image/png")


@bp.post("/files/<ident>/open")
@needs(Permission.READ)
def unseal(ident: str) -> Answer:
    """Open a sealed file; that is recorded, each time."""
    with write() as uow:
        found = attachments.note_opening(uow, actor(), ident)
    return see_other(file_page.url(found, _at()))


@bp.post("/files/<ident>/edit")
@needs(Permission.READ)
def edit(ident: str) -> Answer:
    """Correct what is said of a file."""
    found = attachments.openable(read(), actor(), ident)
    form = FileForm()
    form.offer(users(read()))
    try:
        with write() as uow:
            attachments.edit(uow, actor(), ident, rev_of(form.rev.data), form.details())
    except Stale as error:
        return _again(found, 409, file_form=form, file_versions=differences(form, error))
    except DomainError as error:
        return _again(found, form.refuse(error), file_form=form)
    flash("What is said of the file is saved.")
    return see_other(file_page.url(found))


@bp.post("/files/<ident>/withdraw")
@needs(Permission.READ)
def withdraw(ident: str) -> Answer:
    """Take a file back from its source."""
    found = attachments.openable(read(), actor(), ident)
    form = WithdrawFileForm()
    try:
        with write() as uow:
            attachments.withdraw(uow, actor(), ident, rev_of(form.rev.data), form.reason.data or "")
    except DomainError as error:
        return _again(found, form.refuse(error), take_back=form)
    flash("The file is taken back. It stays in the trail, and its bytes are kept.")
    return see_other(url_for("source.show", ident=found.source_id))


@bp.post("/files/<ident>/restore")
@needs(Permission.READ)
def restore(ident: str) -> Answer:
    """Put a file back that was taken back."""
    with write() as uow:
        found = attachments.restore(uow, actor(), ident, rev_of(WithdrawFileForm().rev.data))
    flash("The file is put back.")
    return see_other(file_page.url(found))


def _opened(ident: str) -> Attachment:
    """The file, if the person may open it and, where it is sealed, has opened it. Raises NotFound and Forbidden."""
    found = query.attachment(read(), ident)
    demand(actor(), Permission.OPEN_FILE, found.facts)
    if found.sealed and not is_open(found):
        raise Forbidden("This file is sealed. Open it on its source’s page first; that is recorded.")
    return found


def _again(found: Attachment, status: int, **forms: Any) -> Answer:
    """The source's page with this file open and a form as it was sent."""
    return page(source_query.source(read(), found.source_id), status, file_id=found.id, **forms)


def _at() -> str:
    return request.args.get("at", "")[:200]
