"""What the inspector found in files, recorded; and the queue of those that nobody looked at yet: the database itself.

A file waits exactly as long as it has no inspection: nothing else has to survive a crash. Looking fails softly:
whatever a file does to the confined process, or the process to itself, becomes a record, and no upload waits for it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from annotate import inspector
from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag
from annotate.domain.canonical import canonical
from annotate.domain.codec import to_plain
from annotate.domain.errors import NotFound
from annotate.domain.evidence import SEALED_NAME, Seen
from annotate.domain.findings import Findings, Inspection
from annotate.domain.people import SYSTEM, Actor
from annotate.services.background import Worker
from annotate.store.base import new_id
from annotate.store.evidence import Evidence
from annotate.store.models import FileRow, InspectionRow
from annotate.store.queries import attachments as attachment_query
from annotate.store.queries import inspections as query
from annotate.store.session import Database, UnitOfWork


def record(
    uow: UnitOfWork, actor: Actor, file_id: str, found: Inspection, thumbnail: str | None = None, anew: bool = True
) -> Seen:
    """Keep what was found; `thumbnail` is the hash of its picture in the evidence store. A second look raises `rev`.

    Not `anew`: if somebody else's look came first, that one stands.
    """
    uow.lock(LIBRARY)
    file = uow.session.get(FileRow, file_id)
    if file is None:
        raise NotFound("There is no such file.")
    values: dict[str, Any] = {
        "outcome": found.outcome, "media_type": found.media_type, "problem": found.problem,
        "inspector": found.inspector, "found": canonical(to_plain(found.findings)).decode(), "thumbnail": thumbnail,
    }  # fmt: skip
    row = uow.session.scalar(select(InspectionRow).where(InspectionRow.file_id == file_id))
    happening = Happening(Tag.FILE_INSPECT, LIBRARY, {"name": _spoken(uow, file), "outcome": _OUTCOMES[found.outcome]})
    if row is None:
        row = InspectionRow(id=new_id(), file_id=file_id, created_at=uow.now, **values)
        recorder.add(uow, actor, row, happening)
    elif anew:
        recorder.change(uow, actor, row, {**values, "created_at": uow.now}, happening)
    return query.as_seen(row)


def look(database: Database, evidence: Evidence, file: FileRow, anew: bool = False) -> Seen:
    """Look at one file and record what was found, or that it could not be looked at. Takes as long as the inspector."""
    try:
        with evidence.local(file.sha256) as path:
            found = inspector.inspect(path, file.name, file.media_type)
    except Exception as error:  # the store is away, a process cannot be started: the next file shall have its turn
        why = f"The file could not be looked at: {error}".rstrip(".") + "."
        found = Inspection("failed", file.media_type, Findings(), why, "none")
    thumbnail = evidence.put(found.thumbnail) if found.thumbnail else None
    with database.write(request="inspector") as uow:
        seen = record(uow, SYSTEM, file.id, found, thumbnail, anew)
    if thumbnail:
        evidence.settle(thumbnail)
    return seen


def work_off(database: Database, evidence: Evidence) -> int:
    """Look at every file that waits; how many there were."""
    done = 0
    while True:
        with database.read() as session:
            waiting = query.pending(session)
        if not waiting:
            return done
        for file in waiting:
            look(database, evidence, file)
            done += 1


def runner(database: Database, evidence: Evidence) -> Worker:
    """Works the queue off while a server runs."""
    return Worker("inspections", lambda: work_off(database, evidence))


_OUTCOMES = {"done": "done", "refused": "not all could be looked at", "failed": "it broke off"}


def _spoken(uow: UnitOfWork, file: FileRow) -> str:
    held = attachment_query.holder(uow.session, file.sha256)
    return SEALED_NAME if held and held[0].sealed else file.name
