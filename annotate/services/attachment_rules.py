"""What may be said of a file when it is attached or corrected: checked before its bytes are taken, and again after."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.errors import Conflict, Invalid, NotFound, Problem
from annotate.domain.evidence import Attachment
from annotate.domain.filenames import received
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import FileFacts, Permission, demand, may
from annotate.domain.vocabulary import Access, Capture
from annotate.services.texts import check_date
from annotate.store.models import AttachmentRow, SourceRow, UserRow
from annotate.store.queries import attachments as query
from annotate.store.queries import sources as source_query

UNKNOWN = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,3})?)?Z")


@dataclass(frozen=True)
class NewAttachment:
    """What is said of a file that is handed in. `media_type` is what the sender called it, and only compared.

    `captured` is a date (YYYY, YYYY-MM, YYYY-MM-DD) or UTC text; `readers` are ids of people, for sealed files.
    """

    name: str
    media_type: str = ""
    origin: str = ""
    captured: str = ""
    method: str = Capture.RECEIVED.value
    access: str = Access.DESK.value
    readers: tuple[str, ...] = ()
    note: str = ""
    derived_from_id: str | None = None
    derivation: str = ""


class AlreadyHeld(Conflict):
    """The same bytes belong to a source already. The ids are "" where the asker may not know which."""

    code = "already-held"
    title = "The desk has this file already"

    def __init__(self, message: str, source_id: str = "", attachment_id: str = "") -> None:
        super().__init__(message, field="file")
        self.source_id, self.attachment_id = source_id, attachment_id


def checked(
    session: Session, actor: Actor, source_id: str, new: NewAttachment, size: int | None = None
) -> NewAttachment:
    """The same as it can be kept. Raises Forbidden, NotFound, Conflict or Invalid; asked before any byte is taken."""
    demand(actor, Permission.ATTACH_FILE)
    _living_source(session, source_id)
    if size == 0:
        raise Invalid("The file is empty: it has 0 bytes. Choose another.", field="file")
    declared = new.media_type.split(";")[0].strip().lower()
    new = replace(
        new, name=received(new.name), media_type=declared if _TYPE.fullmatch(declared) else UNKNOWN,
        readers=tuple(dict.fromkeys(new.readers)),
    )  # fmt: skip
    check_values(session, actor, new.__dict__ | {"author_id": actor.id})
    _check_derivation(session, actor, new)
    return new


def check_values(session: Session, actor: Actor, values: Mapping[str, Any]) -> None:
    """Raise Invalid for what cannot be said of a file, every problem at once."""
    check_texts({name: value for name, value in values.items() if name != "name"})
    problems = []
    if "method" in values and values["method"] not in list(Capture):
        problems.append(Problem("method", f"“{values['method']}” is not one of {', '.join(Capture)}."))
    if "access" in values and values["access"] not in list(Access):
        problems.append(Problem("access", f"“{values['access']}” is not one of {', '.join(Access)}."))
    if problems:
        raise Invalid.of(problems)
    _check_captured(values.get("captured", ""))
    if values.get("readers") or values.get("access") == Access.SEALED:
        _check_readers(session, actor, values)


def facts(row: AttachmentRow) -> FileFacts:
    """What the rules need to know of a row."""
    return FileFacts(row.author_id, Access(row.access), frozenset(json.loads(row.readers)))


def refuse_held(session: Session, actor: Actor, sha256: str) -> None:
    """Raise AlreadyHeld if a source holds these bytes; it names the source to whoever may know."""
    held = query.holder(session, sha256)
    if held is None:
        return
    there, title = held
    if not may(actor, Permission.OPEN_FILE, there.facts):
        raise AlreadyHeld("These bytes are held already, as a sealed file. Whoever sealed it can say more.")
    raise AlreadyHeld(
        f"These bytes are already held by “{title}”, as “{there.name}”. Cite that source, or take the file back there.",
        there.source_id, there.id,
    )  # fmt: skip


def openable(session: Session, actor: Actor, ident: str) -> Attachment:
    """A file that the actor may open. NotFound if there is none; Forbidden, without its name, if it is sealed."""
    found = query.attachment(session, ident)
    demand(actor, Permission.OPEN_FILE, found.facts)
    return found


def _living_source(session: Session, source_id: str) -> None:
    row: SourceRow = source_query.source_row(session, source_id)
    if row.retired:
        raise Conflict("This source is retired. Take it up again, then attach the file.")


def _check_captured(value: str) -> None:
    match = _MOMENT.fullmatch(value)
    try:
        check_date(match[1] if match else value, "captured")
    except Invalid as error:
        raise Invalid(
            "Write when it was captured as 2026-11-23 (day and month may be left out), or as 2026-11-23T14:41Z in UTC.",
            field="captured",
        ) from error


def _check_readers(session: Session, actor: Actor, values: Mapping[str, Any]) -> None:
    readers = set(values.get("readers", ()))
    if len(readers) > 100:
        raise Invalid("A file is sealed for 100 people at most. For more it is not sealed.", field="readers")
    known = set(session.scalars(select(UserRow.id).where(UserRow.id.in_(readers), UserRow.active == True)))  # noqa: E712
    if readers - known:
        raise Invalid("One of these people has no account here, or it is switched off.", field="readers")
    if values.get("access") == Access.SEALED and actor.id not in readers | {values["author_id"]}:
        raise Invalid("You would lock yourself out: name yourself among those who may open it.", field="readers")


def _check_derivation(session: Session, actor: Actor, new: NewAttachment) -> None:
    if new.method != Capture.DERIVED:
        if new.derived_from_id or new.derivation:
            raise Invalid("Only a derived file comes from another one. Choose “Derived”, or leave this out.",
                          field="derived_from")  # fmt: skip
        return
    if not new.derived_from_id:
        raise Invalid("Say from which file of the desk it was made.", field="derived_from")
    if not new.derivation.strip():
        raise Invalid("Say what was done: cropped, faces blurred, cut from 02:10 to 02:40.", field="derivation")
    try:
        openable(session, actor, new.derived_from_id)
    except NotFound as error:
        raise Invalid(
            "There is no such file to derive from. Choose one from the list.", field="derived_from"
        ) from error
