"""Proving the tree: every event stands at its place with its own hash, and every checkpoint signs what was there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.audit.signer import Signer
from annotate.domain import merkle
from annotate.domain.errors import DomainError
from annotate.domain.merkle import Hashes
from annotate.domain.note import Key, read
from annotate.store.base import table
from annotate.store.models import CheckpointRow, EventRow, LeafRow, NodeRow

#: Rows read at a time.
_BATCH = 1_000
_LEAF, _EVENT, _NODE = table(LeafRow).c, table(EventRow).c, table(NodeRow).c
_LEAVES = (
    select(_LEAF.position, _LEAF.log, _LEAF.seq, _EVENT.body)
    .outerjoin(table(EventRow), and_(_EVENT.log == _LEAF.log, _EVENT.seq == _LEAF.seq))
    .order_by(_LEAF.position)
    .execution_options(yield_per=_BATCH)
)
_PLACES = select(_LEAF.position, _LEAF.log, _LEAF.seq).order_by(_LEAF.position).execution_options(yield_per=_BATCH)
_NODES = select(_NODE.level, _NODE.position, _NODE.hash).execution_options(yield_per=_BATCH)


def verify_tree(
    session: Session, signer: Signer | None, known: Mapping[str, bytes | bytearray] | None = None
) -> Iterator[Fault]:
    """Rebuild the tree from the events’ bytes and compare it with what is kept and with what was signed.

    `known` are hashes of these bytes that were made just now (`Findings.hashes`); where they do not do, all is read.
    """
    leaves = bytearray()
    yield from _placed(session, leaves, known) if known else _leaves(session, leaves)
    size, made = len(leaves) // len(merkle.EMPTY_ROOT), merkle.levels(bytes(leaves))
    nodes = merkle.at(made)
    yield from _kept(session, made)
    key = _key(signer)
    if isinstance(key, Fault):
        yield key
        return
    for row in session.scalars(select(CheckpointRow).order_by(CheckpointRow.size)):
        yield from _checkpoint(row, size, nodes, key)
    if signer:
        yield from _memory(signer, size, nodes)


def _leaves(session: Session, leaves: bytearray) -> Iterator[Fault]:
    """The hashes of the events’ bytes in the order of the tree, one after the other."""
    with closing(session.connection().execute(_LEAVES)) as found:
        while rows := found.fetchmany(_BATCH):
            for size, (position, log, seq, body) in enumerate(rows, len(leaves) // len(merkle.EMPTY_ROOT)):
                if position != size:
                    yield Fault("tree", f"leaf {size} is missing")
                    return
                if body is None:
                    where = f"log {log}, event {seq}"
                    yield Fault(where, f"it is leaf {position} of the tree, and the trail does not have it")
                leaves += merkle.leaf_hash(body or b"")


def _placed(session: Session, leaves: bytearray, known: Mapping[str, bytes | bytearray]) -> Iterator[Fault]:
    """The same from hashes that are known, in the order of the tree."""
    width = len(merkle.EMPTY_ROOT)
    with closing(session.connection().execute(_PLACES)) as found:
        for position, log, seq in found:
            leaf = known.get(log, b"")[(seq - 1) * width : seq * width] if seq > 0 else b""
            if position * width != len(leaves) or not leaf:
                leaves.clear()
                break
            leaves += leaf
        else:
            return
    yield from _leaves(session, leaves)


def _kept(session: Session, made: Sequence[bytes]) -> Iterator[Fault]:
    width = len(merkle.EMPTY_ROOT)
    with closing(session.connection().execute(_NODES)) as found:
        for level, position, kept in found:
            start = position * width
            if level not in range(len(made)) or position < 0 or made[level][start : start + width] != kept:
                what = f"leaf {position}" if level == 0 else f"subtree {level}/{position}"
                yield Fault("tree", f"{what} is not the hash of the events below it")


def _key(signer: Signer | None) -> Key | Fault | None:
    try:
        return signer.hand.key if signer else None
    except DomainError as error:
        return Fault("key", str(error))


def _checkpoint(row: CheckpointRow, size: int, nodes: Hashes, key: Key | None) -> Iterator[Fault]:
    where = f"checkpoint of {row.size} events"
    if row.size > size:
        yield Fault(where, f"the tree has only {size}: its tail was cut off")
        return
    if merkle.root(row.size, nodes) != row.root:
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


def _memory(signer: Signer, size: int, nodes: Hashes) -> Iterator[Fault]:
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
    elif merkle.root(last.size, nodes) != last.root:
        yield Fault("signer", f"the first {last.size} events are not the ones that it signed")
