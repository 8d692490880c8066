"""Reading what the inspector found in files."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from annotate.domain.codec import from_plain
from annotate.domain.evidence import Seen
from annotate.domain.findings import Findings, distance
from annotate.store.models import AttachmentRow, FileRow, InspectionRow

#: Bits of 64 in which two pictures may differ and still be called alike.
ALIKE = 8
_MARK = '"dhash":"'


def as_seen(row: InspectionRow) -> Seen:
    """The plain thing of a row."""
    names = ("id", "rev", "file_id", "outcome", "media_type", "problem", "inspector", "thumbnail", "created_at")
    found = from_plain(Findings, json.loads(row.found))
    return Seen(**{name: getattr(row, name) for name in names}, findings=found)


def inspections(session: Session, file_ids: Collection[str]) -> dict[str, Seen]:
    """File id → what was found in it; files that nobody looked at yet are left out. One query."""
    if not file_ids:
        return {}
    rows = session.scalars(select(InspectionRow).where(InspectionRow.file_id.in_(set(file_ids))))
    return {row.file_id: as_seen(row) for row in rows}


def pending(session: Session, limit: int = 20, everything: bool = False) -> Sequence[FileRow]:
    """Files of sources that nobody looked at yet, oldest first; `everything`: also those looked at. One query."""
    held = select(AttachmentRow.id).where(AttachmentRow.file_id == FileRow.id).exists()
    query = select(FileRow).where(held).order_by(FileRow.created_at, FileRow.id).limit(limit)
    if not everything:
        query = query.where(~select(InspectionRow.id).where(InspectionRow.file_id == FileRow.id).exists())
    return session.scalars(query).all()


def alike(session: Session, seen: Seen) -> dict[str, int]:
    """File id → in how many bits its picture differs, of pictures that look like this one. One query.

    Hamming distance is nothing that both engines know, so that hashes come here and are compared: thousands are fine.
    """
    own = seen.findings.picture
    if own is None or not own.dhash:
        return {}
    query = select(InspectionRow.file_id, _dhash(session)).where(
        InspectionRow.found.contains(_MARK), InspectionRow.file_id != seen.file_id
    )
    found = {ident: distance(own.dhash, dhash) for ident, dhash in session.execute(query) if len(dhash) == 16}
    return {ident: bits for ident, bits in sorted(found.items(), key=lambda pair: pair[1]) if bits <= ALIKE}


def _dhash(session: Session) -> ColumnElement[str]:
    """The 16 digits, cut out of the findings by the database: the rest of them can be long."""
    place = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    return func.substr(InspectionRow.found, place(InspectionRow.found, _MARK) + len(_MARK), 16)
