"""Received bytes: kept in the evidence store first, then known to the database."""

from __future__ import annotations

from sqlalchemy import select

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag
from annotate.domain.people import Actor
from annotate.store.base import new_id
from annotate.store.evidence import Evidence
from annotate.store.models import FileRow
from annotate.store.session import UnitOfWork


def keep(
    uow: UnitOfWork, actor: Actor, evidence: Evidence | None, data: bytes, name: str, media_type: str
) -> str | None:
    """Store the bytes and return the id of their file row; the same bytes again give the row that is there."""
    if evidence is None:
        return None
    sha256 = evidence.put(data)
    uow.lock(LIBRARY)
    there = uow.session.scalar(select(FileRow.id).where(FileRow.sha256 == sha256))
    if there:
        return there
    row = FileRow(id=new_id(), sha256=sha256, size=len(data), media_type=media_type, name=name, created_at=uow.now)
    recorder.add(uow, actor, row, Happening(Tag.FILE_RECEIVE, LIBRARY, {"name": name}))
    return row.id
