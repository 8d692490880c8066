"""Reading files as sources hold them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.evidence import Attachment
from annotate.domain.vocabulary import Access, Capture
from annotate.store.models import AttachmentRow, FileRow, InspectionRow, SourceRow

_PLAIN = (
    "id", "rev", "source_id", "file_id", "name", "origin", "captured", "derived_from_id", "derivation",
    "metadata_public", "note", "author_id", "withdrawn", "created_at",
)  # fmt: skip


def as_attachment(row: AttachmentRow, file: FileRow, media_type: str | None) -> Attachment:
    """The plain thing of a row, its file, and the type that the inspector found, if it was there yet."""
    values = {name: getattr(row, name) for name in _PLAIN}
    return Attachment(
        **values, sha256=file.sha256, size=file.size, media_type=media_type or "", method=Capture(row.method),
        access=Access(row.access), readers=tuple(json.loads(row.readers)),
    )  # fmt: skip


def _all() -> Select[AttachmentRow, FileRow, str]:
    return (
        select(AttachmentRow, FileRow, InspectionRow.media_type)
        .join(FileRow, FileRow.id == AttachmentRow.file_id)
        .outerjoin(InspectionRow, InspectionRow.file_id == AttachmentRow.file_id)
        .execution_options(populate_existing=True)
    )


def attachment_row(session: Session, ident: str) -> AttachmentRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(AttachmentRow, ident, populate_existing=True)
    if row is None:
        raise NotFound("There is no such file.")
    return row


def attachment(session: Session, ident: str) -> Attachment:
    """One file of a source, also one that was taken back; raises NotFound. One query."""
    found = session.execute(_all().where(AttachmentRow.id == ident)).first()
    if found is None:
        raise NotFound("There is no such file.")
    return as_attachment(*found)


def by_ids(session: Session, idents: Collection[str]) -> dict[str, Attachment]:
    """These files by their id, those that are not there left out. One query."""
    rows = session.execute(_all().where(AttachmentRow.id.in_(set(idents)))) if idents else ()
    return {row.id: as_attachment(row, file, media_type) for row, file, media_type in rows}


def by_files(session: Session, files: Collection[str]) -> dict[str, Attachment]:
    """File id → the standing file of a source that has these bytes. One query, none where nothing is asked for."""
    query = _all().where(AttachmentRow.file_id.in_(set(files)), AttachmentRow.withdrawn == False)  # noqa: E712
    rows = session.execute(query) if files else ()
    return {row.file_id: as_attachment(row, file, media_type) for row, file, media_type in rows}


def attachments(session: Session, sources: Iterable[str], withdrawn: bool = False) -> dict[str, tuple[Attachment, ...]]:
    """Source id → the files that it holds, in the order in which they came. One query."""
    query = _all().where(AttachmentRow.source_id.in_(set(sources)))
    query = query.order_by(AttachmentRow.created_at, AttachmentRow.id)
    if not withdrawn:
        query = query.where(AttachmentRow.withdrawn == False)  # noqa: E712
    found: dict[str, tuple[Attachment, ...]] = {}
    for row in session.execute(query):
        one = as_attachment(*row)
        found[one.source_id] = (*found.get(one.source_id, ()), one)
    return found


def holder(session: Session, sha256: str) -> tuple[Attachment, str] | None:
    """The standing file of these bytes and the title of the source that holds it; None if no source does. One query."""
    query = _all().add_columns(SourceRow.title).join(SourceRow, SourceRow.id == AttachmentRow.source_id)
    row = session.execute(
        query.where(FileRow.sha256 == sha256, AttachmentRow.withdrawn == False)  # noqa: E712
    ).first()
    return (as_attachment(row[0], row[1], row[2]), row[3]) if row else None


def derived(session: Session, ident: str) -> list[Attachment]:
    """Files that were cropped, redacted or cut from this one and stand. One query."""
    query = _all().where(AttachmentRow.derived_from_id == ident, AttachmentRow.withdrawn == False)  # noqa: E712
    return [as_attachment(*row) for row in session.execute(query.order_by(AttachmentRow.created_at))]


def sealed(session: Session) -> list[Attachment]:
    """Every sealed file of the desk, also those taken back: few, by what they are for. One query."""
    query = _all().where(AttachmentRow.access == Access.SEALED.value)
    return [as_attachment(*row) for row in session.execute(query)]
