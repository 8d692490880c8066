"""What the page of a source needs to know of its files, and the forms about them."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from annotate.audit import custody
from annotate.domain.evidence import Attachment
from annotate.domain.policy import Permission, may, why_not
from annotate.domain.things import Source
from annotate.services import sealing
from annotate.store.queries import attachments as query
from annotate.store.queries.terms import terms
from annotate.store.queries.users import users
from annotate.store.queries.uses import Use
from annotate.web import history
from annotate.web.current import actor, desk, read
from annotate.web.file_view import FileView, place_of, views
from annotate.web.forms.files import AttachForm, FileForm, WithdrawFileForm


def url(found: Attachment, at: str = "") -> str:
    """The address of a file: its source's page, with the file open, at a place of it."""
    return url_for("source.show", ident=found.source_id, file=found.id, at=at or None, _anchor="file")


def attach_form(source_id: str, form: AttachForm | None = None) -> AttachForm:
    """The form for handing in files; `form` is the one that was sent."""
    found = form if form is not None else AttachForm(formdata=None)
    held = query.attachments(read(), [source_id]).get(source_id, ())
    found.offer(users(read()))
    return found.offer_files([one for one in held if may(actor(), Permission.OPEN_FILE, one.facts)])


def context(
    source: Source, uses: list[Use], attach: AttachForm | None = None, file_id: str = "", **forms: Any
) -> dict[str, Any]:  # fmt: skip
    """The files of a source, the one that is open, and the forms; `forms` are those that were sent and refused."""
    everything = query.attachments(read(), [source.id], withdrawn=True).get(source.id, ())
    files = views([one for one in everything if not one.withdrawn])
    gone = views([one for one in everything if one.withdrawn])
    asked = file_id or request.args.get("file", "")
    view = next((one for one in (*files, *gone) if one.file.id == asked), files[0] if files else None)
    found = {
        "files": files, "gone": gone, "view": view, "attach": attach or attach_form(source.id),
        "attach_open": attach is not None, "largest": desk().settings.max_file,
        "why_not_attach": why_not(actor(), Permission.ATTACH_FILE), "at": place_of(request.args.get("at", "")),
        "file_versions": None,
    }  # fmt: skip
    return {**found, **(_open(view, uses) if view else {}), **forms}


def _open(view: FileView, uses: list[Use]) -> dict[str, Any]:
    file = view.file
    people = {user.id: user.name for user in users(read())}
    return {
        "marks": view.marks(uses), "custody": _custody(view), "people": people, "file_form": file_form(file),
        "take_back": WithdrawFileForm(formdata=None, data={"rev": file.rev}),
        "why_not_edit": why_not(actor(), Permission.EDIT_FILE, file.facts),
    }  # fmt: skip


def file_form(file: Attachment) -> FileForm:
    """The form with the words of a file as they are."""
    said = ("rev", "origin", "captured", "note", "metadata_public")
    values = {name: getattr(file, name) for name in said}
    form = FileForm(formdata=None, **values, access=file.access.value, readers=list(file.readers))
    form.offer(users(read()))
    return form


def _custody(view: FileView) -> list[history.Day]:
    ids = {view.file.id, view.file.file_id} | ({view.seen.id} if view.seen else set())
    events = sealing.veil(read(), actor(), custody.events_of(read(), ids))
    return history.days(read(), events, terms(read()))
