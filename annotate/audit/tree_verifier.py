"""Proving the tree: every event stands at its place with its own hash, and every checkpoint signs what was there."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.audit.signer import Signer
from annotate.domain import merkle
from annotate.domain.errors import DomainError
from annotate.domain.merkle import Node
from annotate.domain.note import Key, read
from annotate.store.models import CheckpointRow, EventRow, LeafRow, NodeRow

#: Rows read at a time.
_BATCH = 1_000


def verify_tree(session: Session, signer: Signer | None) -> Iterator[Fault]:
    """Rebuild the tree from the events’ bytes and compare it with what is kept and with what was signed."""
    nodes: dict[Node, bytes] = {}
    size = yield from _leaves(session, nodes)
    yield from _kept(session, nodes)
    key = _key(signer)
    if isinstance(key, Fault):
        yield key
        return
    for row in session.scalars(select(CheckpointRow).order_by(CheckpointRow.size)):
        yield from _checkpoint(row, size, nodes, key)
    if signer:
        yield from _memory(signer, size, nodes)


def _leaves(session: Session, nodes: dict[Node, bytes]) -> Generator[Fault, None, int]:
    """The tree as the bytes of the events make it; returns its size."""
    size = 0
    query = (
        select(LeafRow.position, LeafRow.log, LeafRow.seq, EventRow.body)
        .outerjoin(EventRow, and_(EventRow.log == LeafRow.log, EventRow.seq == LeafRow.seq))
        .order_by(LeafRow.position)
        .execution_options(yield_per=_BATCH)
    )
    for position, log, seq, body in session.execute(query):
        where = f"log {log}, event {seq}"
        if position != size:
            yield Fault("tree", f"leaf {size} is missing")
            break
        if body is None:
            yield Fault(where, f"it is leaf {position} of the tree, and the trail does not have it")
        nodes.update(merkle.grown(size, [merkle.leaf_hash(body or b"")], nodes.__getitem__))
        size += 1
    return size


def _kept(session: Session, nodes: dict[Node, bytes]) -> Iterator[Fault]:
    query = select(NodeRow.level, NodeRow.position, NodeRow.hash).execution_options(yield_per=_BATCH)
    for level, position, kept in session.execute(query):
        if nodes.get((level, position)) != kept:
            what = f"leaf {position}" if level == 0 else f"subtree {level}/{position}"
            yield Fault("tree", f"{what} is not the hash of the events below it")


def _key(signer: Signer | None) -> Key | Fault | None:
    try:
        return signer.hand.key if signer else None
    except DomainError as error:
        return Fault("key", str(error))


def _checkpoint(row: CheckpointRow, size: int, nodes: dict[Node, bytes], key: Key | None) -> Iterator[Fault]:
    where = f"checkpoint of {row.size} events"
    if row.size > size:
        yield Fault(where, f"the tree has only {size}: its tail was cut off")
        return
    if merkle.root(row.size, nodes.__getitem__) != row.root:
        yield Fault(where, "its root is not that of the events")
    if key is None:
        return
    try:
        signed = read(row.note, key)
    except DomainError as error:
        yield Fault(where, str(error))
        return
    if (signed.size, signed.root) != (row.size, row.root):
        yield Fault(where, "its note says something else than the columns beside it")


def _memory(signer: Signer, size: int, nodes: dict[Node, bytes]) -> Iterator[Fault]:
    """What the signer remembers by itself, outside the database."""
    try:
        last = signer.last()
    except DomainError as error:
        yield Fault("signer", str(error))
        return
    if last is None:
        return
    if last.size > size:
        yield Fault("signer", f"it signed {last.size} events, and the tree has only {size}: its tail was cut off")
    elif merkle.root(last.size, nodes.__getitem__) != last.root:
        yield Fault("signer", f"the first {last.size} events are not the ones that it signed")
