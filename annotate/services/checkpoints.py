"""Checkpoints: sequence what is new, sign size and root, keep the note, and hand copies to where the operator says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit import recorder, tree
from annotate.audit.recorder import SYSTEM_LOG, Happening
from annotate.audit.signer import Behind, Signer
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.note import Checkpoint
from annotate.domain.people import Actor
from annotate.services.background import Worker
from annotate.services.copies import Copy, hand_out
from annotate.services.witnesses import Remote, cosignatures
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
    #: Witnesses that cosigned it just now.
    cosigned: int = 0
    #: Copies of it that were not made, and why.
    uncopied: tuple[str, ...] = ()


def last(session: Session) -> Made | None:
    """The newest checkpoint that is kept. One query."""
    row = session.scalar(select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1))
    return Made(row.size, row.root, row.note, row.at) if row else None


def make(database: Database, signer: Signer, *copies: Copy, witnesses: Sequence[Remote] = ()) -> Made:
    """Cover every committed event by a signed checkpoint; the one that is there if nothing is new.

    Raises signer.Behind where the database is not the one that was signed last, and signs nothing.
    """
    tree.sequence(database)
    with database.read() as session:

        def proof(old: int, new: int) -> list[bytes]:
            return tree.consistency(session, old, new)

        with signer.turn():
            size, known = tree.size(session), last(session)
            found = Checkpoint(signer.origin, size, tree.root(session, size))
            if known and (known.size, known.root) == (found.size, found.root):
                signer.check(found, proof, signer.last())
                return known
            note = signer.sign(found, proof)
        said = cosignatures(note, size, known.note if known else "", lambda old: proof(old, size), witnesses)
        note += "".join(said)
    with database.write(request="checkpoint") as uow:
        tree.alone(uow)
        newest = last(uow.session)
        if newest and newest.size >= found.size:  # another process was quicker, with the same key and the same tree
            return newest
        uow.session.add(CheckpointRow(size=found.size, root=found.root, note=note, at=uow.now))
    uncopied = hand_out(note, copies)
    return Made(found.size, found.root, note, uow.now, new=True, cosigned=len(said), uncopied=uncopied)


def check(database: Database, signer: Signer) -> None:
    """Raises signer.Behind if this database is not, or no longer, the one whose history was signed. For a start."""
    last_signed = signer.last()
    if last_signed is None:
        return
    tree.sequence(database)
    with database.read() as session:
        size = tree.size(session)
        found = Checkpoint(signer.origin, size, tree.root(session, size))
        signer.check(found, lambda old, new: tree.consistency(session, old, new), last_signed)


def acknowledge(database: Database, signer: Signer, actor: Actor, reason: str) -> Checkpoint:
    """Record, in the history itself, that what was signed last is no longer there, and why; return what was signed.

    Raises Conflict where all that was signed is there, and Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid("Say what happened, and which events are gone.", field="reason")
    lost = signer.last()
    try:
        check(database, signer)
    except Behind:
        pass
    else:
        raise Conflict("Everything that was signed is there. There is nothing to acknowledge.")
    assert lost is not None  # or nothing could be behind it
    with database.write(request="acknowledge-restore") as uow:
        more = {"origin": lost.origin, "size": lost.size, "root": lost.root.hex()}
        happening = Happening(Tag.TRAIL_RESTORE, SYSTEM_LOG, {"size": f"{lost.size:,}"}, reason=reason, more=more)
        recorder.note(uow, actor, happening, ("trail", lost.origin))
    signer.forget(lost)
    return lost


def timer(
    database: Database, signer: Signer, *copies: Copy, witnesses: Sequence[Remote] = (), needed: int = 0
) -> Worker:
    """Covers what is new while a server runs. Fewer cosignatures than `needed` are an error in the log."""

    def cover() -> None:
        made = make(database, signer, *copies, witnesses=witnesses)
        if made.new and made.cosigned < needed:
            raise Conflict(f"{made.cosigned} of the {needed} witnesses that are needed cosigned the checkpoint.")

    return Worker("checkpoints", cover)
