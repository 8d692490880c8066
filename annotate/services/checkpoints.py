"""Checkpoints: sequence what is new, sign size and root, keep the note, and hand copies to where the operator says."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit import tree
from annotate.audit.signer import Signer
from annotate.domain.note import Checkpoint
from annotate.store.models import CheckpointRow
from annotate.store.session import Database


@dataclass(frozen=True)
class Made:
    """A signed checkpoint: how many events it covers, its note, and whether it was signed just now."""

    size: int
    root: bytes
    note: str
    at: str
    new: bool = False


Copy = Callable[[str], None]


def last(session: Session) -> Made | None:
    """The newest checkpoint that is kept. One query."""
    row = session.scalar(select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1))
    return Made(row.size, row.root, row.note, row.at) if row else None


def make(database: Database, signer: Signer, origin: str, *copies: Copy) -> Made:
    """Cover every committed event by a signed checkpoint; the one that is there if nothing is new.

    Raises signer.Behind where the database is not the one that was signed last, and signs nothing.
    """
    tree.sequence(database)
    with database.read() as session:
        size, known = tree.size(session), last(session)
        found = Checkpoint(origin, size, tree.root(session, size))

        def proof(old: int, new: int) -> list[bytes]:
            return tree.consistency(session, old, new)

        if known and (known.size, known.root) == (found.size, found.root):
            signer.check(found, proof)
            return known
        note = signer.sign(found, proof)
    with database.write(request="checkpoint") as uow:
        tree.alone(uow)
        newest = last(uow.session)
        if newest and newest.size >= found.size:  # another process was quicker, with the same key and the same tree
            return newest
        uow.session.add(CheckpointRow(size=found.size, root=found.root, note=note, at=uow.now))
    for copy in copies:
        copy(note)
    return Made(found.size, found.root, note, uow.now, new=True)


def appender(path: Path) -> Copy:
    """Copies into a file elsewhere, one after the other, each parted from the next by a line of its own."""

    def copy(note: str) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{note}\n")
            file.flush()
            os.fsync(file.fileno())

    return copy
