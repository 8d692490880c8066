"""Evidence against its fingerprints: every kept file is hashed anew, and what comes of it is an event of that file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from annotate.audit import recorder
from annotate.audit.custody import UNCHANGED
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag
from annotate.domain.evidence import SEALED_NAME
from annotate.domain.people import Actor
from annotate.store.evidence import Check, Evidence
from annotate.store.models import FileRow
from annotate.store.queries import attachments as query
from annotate.store.session import Database, UnitOfWork

#: Files whose results are recorded together: hashing goes on outside of any transaction.
BATCH = 50
_WORDS: dict[Check, str] = {"good": UNCHANGED, "missing": "missing", "altered": "altered"}


@dataclass(frozen=True)
class Result:
    """One file: its hash, its name as the trail may say it, its size in bytes, and what was found."""

    sha256: str
    name: str
    size: int
    found: Check


def verify(database: Database, evidence: Evidence, actor: Actor) -> Iterator[Result]:
    """Hash every file that a row names and record each result, oldest file first. Raises OSError from the store.

    A file is read from end to end; a disk of spinning metal manages some 100 MB a second.
    """
    with database.read() as session:
        hashes = list(session.scalars(select(FileRow.sha256).order_by(FileRow.created_at, FileRow.id)))
    for start in range(0, len(hashes), BATCH):
        found = {sha256: evidence.check(sha256) for sha256 in hashes[start : start + BATCH]}
        with database.write(request="verify") as uow:
            results = [_record(uow, actor, sha256, result) for sha256, result in found.items()]
        yield from results


def _record(uow: UnitOfWork, actor: Actor, sha256: str, found: Check) -> Result:
    file = uow.session.scalars(select(FileRow).where(FileRow.sha256 == sha256)).one()
    held = query.holder(uow.session, sha256)
    name = SEALED_NAME if held and held[0].sealed else file.name
    words = {"name": name, "outcome": _WORDS[found]}
    recorder.note(uow, actor, Happening(Tag.FILE_VERIFY, LIBRARY, words, more={"sha256": sha256}), ("file", file.id))
    return Result(sha256, name, file.size, found)
