"""Handing in files: one as the bare body of a request, streamed, or several in a plain form.

The page's script sends each file by itself (static/js/upload.js): the body is the file, its name stands percent-encoded
in `X-File-Name`, what is said of it as a form's text in `X-File-Details`. The server has the whole body on disk before
it calls this (waitress), so that an upload that is broken off is never seen here. Without the script an ordinary form
does the same with copies in between.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote

from flask import Blueprint, Flask, flash, jsonify, request, url_for
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from annotate.domain.errors import DomainError, Invalid, TooLarge
from annotate.domain.evidence import Attachment
from annotate.domain.policy import Permission
from annotate.services import attachments
from annotate.services.attachments import AlreadyHeld, NewAttachment
from annotate.store.evidence import Readable
from annotate.store.queries import sources as source_query
from annotate.web import file_page
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, desk, read, write
from annotate.web.errors import status_of
from annotate.web.forms.files import AttachForm
from annotate.web.gate import needs
from annotate.web.sources import page

bp = Blueprint("upload", __name__)
#: Bytes that the fields of a form may take beside its files.
FIELDS = 1_000_000
_BARE = "application/x-www-form-urlencoded", "multipart/form-data"


def register(app: Flask) -> None:
    """Before anything reads a request: let this one be as large as evidence may be, and refuse what is larger."""
    app.url_value_preprocessor(_allow_large)


def _allow_large(endpoint: str | None, values: object) -> None:
    if endpoint != f"{bp.name}.add":
        return
    largest, size = desk().settings.max_file, request.content_length or 0
    if size > largest + (FIELDS if request.mimetype == _BARE[1] else 0):
        raise TooLarge(f"The file has {size:,} bytes; {largest:,} are the most that this desk takes. Cut it, or ask "
                       "whoever runs the desk to raise ANNOTATE_MAX_FILE.", field="file")  # fmt: skip
    request.max_content_length = largest + FIELDS


@bp.post("/sources/<ident>/files")
@needs(Permission.ATTACH_FILE)
def add(ident: str) -> Answer:
    """Take a file and give it to the source. A bare body is answered in JSON, a form by its page."""
    return _form(ident) if request.mimetype in _BARE else _bare(ident)


def _bare(ident: str) -> Response:
    try:
        form = _told()
        name = unquote(request.headers.get("X-File-Name", ""), errors="replace")
        made = take(ident, request.stream, form.item(name, request.mimetype), _announced())
    except DomainError as error:
        return _refusal(error)
    found = {"id": made.id, "name": made.name, "sha256": made.sha256, "size": made.size, "url": file_page.url(made)}
    return _json(found, 201)


def _form(ident: str) -> Answer:
    form = file_page.attach_form(ident, AttachForm())
    sent = [storage for storage in form.files.data or () if isinstance(storage, FileStorage) and storage.filename]
    if not sent:
        form.files.errors = [*form.files.errors, "Choose a file."]
        return page(source_query.source(read(), ident), 422, form)
    done: list[Attachment] = []
    for storage in sent:
        try:
            item = form.item(str(storage.filename), storage.mimetype)
            done.append(take(ident, storage.stream, item, _measured(storage)))
        except DomainError as error:
            status = form.refuse(error)
            form.form_errors.append(f"“{storage.filename}” was not taken{_so_far(done)}.")
            return page(source_query.source(read(), ident), status, form)
    flash("The file is held." if len(done) == 1 else f"{len(done)} files are held.")
    return see_other(file_page.url(done[-1]))


def take(source_id: str, stream: Readable, new: NewAttachment, size: int | None) -> Attachment:
    """Bytes first, then the row that names them. What can be refused is refused before the first byte is kept."""
    new = attachments.checked(read(), actor(), source_id, new, size)
    place = desk()
    taken = place.evidence.take(stream, place.settings.max_file)
    with write() as uow:
        made = attachments.attach(uow, actor(), source_id, taken, new)
    place.handed_in(taken.sha256)
    return made


def _told() -> AttachForm:
    """What the script says of the file: a form's text in a header."""
    said = request.headers.get("X-File-Details", "")
    if len(said) > 60_000 or not re.fullmatch(r"[\x21-\x7e]*", said):
        raise Invalid("The details of the file are too long, or no text of a form. Shorten the note.", field="note")
    return AttachForm(formdata=MultiDict(parse_qsl(said, keep_blank_values=True)))


def _announced() -> int | None:
    """Bytes that the body has; None where only its end will tell."""
    open_end = request.environ.get("wsgi.input_terminated", False)
    return request.content_length if request.content_length is not None or open_end else 0


def _measured(storage: FileStorage) -> int:
    size = storage.stream.seek(0, io.SEEK_END)
    storage.stream.seek(0)
    return size


def _refusal(error: DomainError) -> Response:
    known = error.source_id if isinstance(error, AlreadyHeld) else ""
    more = {"url": url_for("source.show", ident=known, file=error.attachment_id)} if known else {}  # type: ignore[attr-defined]
    fields = sorted({problem.field for problem in error.problems})
    message = " ".join(problem.message for problem in error.problems)
    return _json({"error": message, "code": error.code, "fields": fields, **more}, status_of(error))


def _json(values: dict[str, object], status: int) -> Response:
    answer = jsonify(values)
    answer.status_code = status
    return answer


def _so_far(done: list[Attachment]) -> str:
    names: Iterator[str] = (f"“{made.name}”" for made in done)
    return f"; {', '.join(names)} before it {'is' if len(done) == 1 else 'are'} held" if done else ""
