"""Files of sources: attach, correct, take back, open.

The bytes are on disk, synced and under their hash, before the unit of work begins (`Evidence.take`); the row names
them; after the commit the entrance tells the store so (`Evidence.settle`). A crash between any two of these loses
nothing that was acknowledged and leaves nothing that the next sweep does not find.

A sealed file is for the people named for it. Its events say “a sealed file”, its bytes' row has no name, and whoever
reads the trail of it without being named is shown no more than that (services/sealing.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag, say_fields
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.evidence import SEALED_NAME, Attachment
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.vocabulary import Access
from annotate.services import attachment_rules as rules
from annotate.services.attachment_rules import AlreadyHeld, NewAttachment, checked, openable
from annotate.services.texts import check_rev
from annotate.services.upkeep import lock_dependents, refresh, reopen
from annotate.store.base import new_id
from annotate.store.evidence import Taken
from annotate.store.models import AttachmentRow, FileRow, SourceRow
from annotate.store.queries import attachments as query
from annotate.store.queries import sources as source_query
from annotate.store.session import UnitOfWork

__all__ = ["AlreadyHeld", "NewAttachment", "attach", "checked", "edit", "note_export", "note_opening", "openable",
           "restore", "withdraw"]  # fmt: skip

EDITABLE = ("note", "access", "readers", "captured", "origin", "metadata_public")


def attach(uow: UnitOfWork, actor: Actor, source_id: str, taken: Taken, new: NewAttachment) -> Attachment:
    """Give bytes that are in the evidence store to a source. Approved claims that cite it reopen.

    Raises AlreadyHeld where a source has these bytes, TooLarge never: that is the store's to say.
    """
    demand(actor, Permission.ATTACH_FILE)
    claims = lock_dependents(uow, source_id=source_id)
    new = checked(uow.session, actor, source_id, new, taken.size)
    rules.refuse_held(uow.session, actor, taken.sha256)
    source = source_query.source_row(uow.session, source_id)
    name = _spoken(new.name, new.access)
    cause = f"a file was attached to the source *{source.title}*"
    reopen(uow, actor, claims, cause)
    row = AttachmentRow(
        id=new_id(), source_id=source_id, file_id=_file(uow, actor, taken, new), metadata_public=False,
        author_id=actor.id, withdrawn=False, created_at=uow.now,
        **{n: getattr(new, n) for n in new.__dataclass_fields__ if n not in ("media_type", "readers")},
        readers=json.dumps(sorted(new.readers)),
    )  # fmt: skip
    recorder.add(uow, actor, row, _happening(Tag.ATTACHMENT_ADD, name, source))
    refresh(uow, actor, claims, cause)
    return query.attachment(uow.session, row.id)


def edit(uow: UnitOfWork, actor: Actor, ident: str, rev: int, changes: Mapping[str, Any]) -> Attachment:
    """Correct what is said of a file. No approval covers that, so no claim reopens. Seals are SEAL_FILE’s."""
    uow.lock(LIBRARY)
    row = query.attachment_row(uow.session, ident)
    demand(actor, Permission.EDIT_FILE, rules.facts(row))
    check_rev(row.rev, rev, _image(row), "file")
    wanted = {n: changes[n] for n in EDITABLE if n in changes}
    rules.check_values(uow.session, actor, _with_seal(row, wanted))
    values = {n: v for n, v in _stored(wanted).items() if v != getattr(row, n)}
    if values.keys() & {"access", "readers"}:
        demand(actor, Permission.SEAL_FILE, rules.facts(row))
    name = _spoken(row.name, Access.SEALED if row.access == Access.SEALED else str(values.get("access", "")))
    source = source_query.source_row(uow.session, row.source_id)
    recorder.change(uow, actor, row, values, _happening(Tag.ATTACHMENT_EDIT, name, source, say_fields([*values])))
    return query.attachment(uow.session, ident)


def withdraw(uow: UnitOfWork, actor: Actor, ident: str, rev: int, reason: str) -> Attachment:
    """Take a file back from its source; row and bytes stay. Approved claims that cite the source reopen."""
    if not reason.strip():
        raise Invalid("Say why the file is taken back. It stays in the trail.", field="reason")
    return _set_withdrawn(uow, actor, ident, rev, True, reason)


def restore(uow: UnitOfWork, actor: Actor, ident: str, rev: int) -> Attachment:
    """Put a file back, unless another source holds its bytes by now."""
    return _set_withdrawn(uow, actor, ident, rev, False, "")


def note_opening(uow: UnitOfWork, actor: Actor, ident: str) -> Attachment:
    """Record that a sealed file is opened; what may be opened by everybody is opened without a record."""
    found = openable(uow.session, actor, ident)
    if found.sealed:
        _note(uow, actor, Tag.FILE_VIEW, found)
    return found


def note_export(uow: UnitOfWork, actor: Actor, ident: str) -> Attachment:
    """Record that somebody takes a file out of the desk."""
    demand(actor, Permission.EXPORT)
    found = openable(uow.session, actor, ident)
    _note(uow, actor, Tag.FILE_EXPORT, found)
    return found


def _note(uow: UnitOfWork, actor: Actor, tag: Tag, found: Attachment) -> None:
    words = {"name": _spoken(found.name, found.access)}
    happening = Happening(tag, LIBRARY, words, more={"sha256": found.sha256})
    recorder.note(uow, actor, happening, ("attachment", found.id))


def _file(uow: UnitOfWork, actor: Actor, taken: Taken, new: NewAttachment) -> str:
    """The id of the row of these bytes, which an article's import may have made before."""
    there = uow.session.scalar(select(FileRow.id).where(FileRow.sha256 == taken.sha256))
    if there:
        return there
    name = _spoken(new.name, new.access)
    row = FileRow(
        id=new_id(), sha256=taken.sha256, size=taken.size, media_type=new.media_type, name=name, created_at=uow.now
    )
    recorder.add(uow, actor, row, Happening(Tag.FILE_RECEIVE, LIBRARY, {"name": name}))
    return row.id


def _set_withdrawn(
    uow: UnitOfWork, actor: Actor, ident: str, rev: int, withdrawn: bool, reason: str
) -> Attachment:  # fmt: skip
    row = query.attachment_row(uow.session, ident)
    demand(actor, Permission.EDIT_FILE, rules.facts(row))
    claims = lock_dependents(uow, source_id=row.source_id)
    row = query.attachment_row(uow.session, ident)
    check_rev(row.rev, rev, _image(row), "file")
    if row.withdrawn == withdrawn:
        raise Conflict("The file was taken back already." if withdrawn else "The file stands already.")
    if not withdrawn:
        file = uow.session.get(FileRow, row.file_id)
        assert file is not None  # a foreign key says so
        rules.refuse_held(uow.session, actor, file.sha256)
    source = source_query.source_row(uow.session, row.source_id)
    cause = f"a file of the source *{source.title}* was {'taken' if withdrawn else 'put'} back"
    reopen(uow, actor, claims, cause)
    tag = Tag.ATTACHMENT_WITHDRAW if withdrawn else Tag.ATTACHMENT_RESTORE
    happening = replace(_happening(tag, _spoken(row.name, row.access), source), reason=reason)
    recorder.change(uow, actor, row, {"withdrawn": withdrawn}, happening)
    refresh(uow, actor, claims, cause)
    return query.attachment(uow.session, ident)


def _with_seal(row: AttachmentRow, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """A seal is judged as a whole: access and readers together, whichever of them changes."""
    if not wanted.keys() & {"access", "readers"}:
        return wanted
    return {"access": row.access, "readers": json.loads(row.readers), "author_id": row.author_id, **wanted}


def _stored(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns hold them."""
    readers = {"readers": json.dumps(sorted(set(changes["readers"])))} if "readers" in changes else {}
    return {**changes, **readers}


def _image(row: AttachmentRow) -> dict[str, Any]:
    return {**recorder.image(row), "readers": json.loads(row.readers)}


def _spoken(name: str, access: str) -> str:
    """What the trail calls it."""
    return SEALED_NAME if access == Access.SEALED else name


def _happening(tag: Tag, name: str, source: SourceRow, fields: str = "") -> Happening:
    more = {"fields": fields} if fields else {}
    return Happening(tag, LIBRARY, {"name": name, "title": source.title, **more})
