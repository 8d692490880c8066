"""Files of sources: hand in, read, correct, take back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from annotate.api import plain
from annotate.api.operations import Admitting, Answer, Operation, Reading, Received, Writing, operation
from annotate.api.schemas.files import FileList, FileListQuery, FileOut, FilePatch, FileQuery, FileWithdraw
from annotate.audit.custody import opened_since
from annotate.domain.errors import Forbidden
from annotate.domain.evidence import Attachment
from annotate.domain.filenames import disposition
from annotate.domain.people import Actor
from annotate.domain.policy import Permission
from annotate.services import attachments, sealing
from annotate.services.attachments import NewAttachment
from annotate.store.queries import attachments as query
from annotate.store.queries import sources as source_query
from annotate.store.session import utc_text

#: How long a sealed file stays open to whoever opened it.
OPEN_FOR = timedelta(hours=1)
BYTES = "application/octet-stream"


def _shown(session: Session, ident: str) -> dict[str, Any]:
    """For whoever sent a stale version: they passed the seal before."""
    return plain.file(query.attachment(session, ident))


def _answer(actor: Actor, found: Attachment, status: int = 200) -> Answer:
    headers = plain.etag(found.rev)
    if status == 201:
        headers["Location"] = f"/api/v1/files/{found.id}"
    return Answer(plain.file(sealing.shown(actor, found)), status, headers)


def _said(asked: FileQuery, media_type: str) -> NewAttachment:
    return NewAttachment(
        asked.name, media_type, asked.origin, asked.captured, str(asked.method), str(asked.access),
        tuple(filter(None, asked.readers.split(","))), asked.note, asked.derived_from, asked.derivation,
    )  # fmt: skip


def _admit(call: Admitting, id: str) -> None:
    attachments.checked(call.session, call.actor, id, _said(call.query, call.media_type), call.size)


@operation(
    Operation(
        "POST", "/sources/{id}/files", "Hand in a file", Permission.ATTACH_FILE, {201: FileOut}, query=FileQuery,
        admit=_admit,
    )
)  # fmt: skip
def attach(call: Writing[Any], id: str) -> Answer:
    """The body is the file as it is, of any length the desk takes; it is streamed. 409 if a source has these bytes."""
    body: Received = call.body
    found = attachments.attach(call.uow, call.actor, id, body.taken, _said(call.query, body.media_type))
    return _answer(call.actor, found, 201)


@operation(
    Operation(
        "GET", "/sources/{id}/files", "List a source’s files", Permission.READ, {200: FileList}, query=FileListQuery
    )
)
def listed(call: Reading[FileListQuery], id: str) -> Answer:
    """Sealed ones are in the list; what they are is told to those named for them."""
    source_query.source_row(call.session, id)
    found = query.attachments(call.session, [id], withdrawn=call.query.withdrawn == "true").get(id, ())
    return Answer({"items": [plain.file(sealing.shown(call.actor, one)) for one in found]})


@operation(Operation("GET", "/files/{id}", "Read what is known of a file", Permission.READ, {200: FileOut}))
def show(call: Reading[None], id: str) -> Answer:
    """The file, also one that was taken back."""
    return _answer(call.actor, query.attachment(call.session, id))


@operation(Operation("GET", "/files/{id}/bytes", "Read a file’s bytes", Permission.READ, {200: (BYTES,)}))
def content(call: Reading[None], id: str) -> Answer:
    """All bytes, streamed. A sealed file is opened first, with `open`; that holds for an hour."""
    found = attachments.openable(call.session, call.actor, id)
    since = utc_text(call.desk.database.clock() - OPEN_FOR)
    if found.sealed and not opened_since(call.session, id, call.actor.id, since):
        raise Forbidden("This file is sealed. Open it first (POST …/open); that is recorded.")
    headers = {"Content-Disposition": disposition(found.name), "ETag": f'"{found.sha256}"'}
    return Answer(call.desk.evidence.open(found.sha256), 200, headers, BYTES, found.size)


def _change(method: Any, path: str, summary: str, **more: Any) -> Operation:
    return Operation(
        method, path, summary, Permission.EDIT_FILE, {200: FileOut}, if_match="required", current=_shown, **more
    )


@operation(_change("PATCH", "/files/{id}", "Correct what is said of a file", body=FilePatch))
def edit(call: Writing[FilePatch], id: str) -> Answer:
    """The file as it is now. To seal it, or to open the seal, is for whoever attached it, is named, or reviews."""
    return _answer(call.actor, attachments.edit(call.uow, call.actor, id, call.seen, call.body.changes))


@operation(_change("POST", "/files/{id}/withdraw", "Take a file back", body=FileWithdraw))
def withdraw(call: Writing[FileWithdraw], id: str) -> Answer:
    """Row and bytes stay. Approved claims that cite the source go back to draft."""
    return _answer(call.actor, attachments.withdraw(call.uow, call.actor, id, call.seen, call.body.reason))


@operation(_change("POST", "/files/{id}/restore", "Put a file back"))
def restore(call: Writing[None], id: str) -> Answer:
    """Unless another source holds its bytes by now."""
    return _answer(call.actor, attachments.restore(call.uow, call.actor, id, call.seen))


@operation(Operation("POST", "/files/{id}/open", "Open a sealed file", Permission.OPEN_FILE, {200: FileOut}))
def unseal(call: Writing[None], id: str) -> Answer:
    """Recorded each time; its bytes can be read for an hour. A file that is not sealed needs no opening."""
    return _answer(call.actor, attachments.note_opening(call.uow, call.actor, id))
