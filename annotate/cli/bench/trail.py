"""What the trail costs: recording an event, covering events by a checkpoint, proving one of many, verifying all."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select, text

from annotate.audit import recorder, tree
from annotate.audit.recorder import Happening
from annotate.audit.signer import KeyFile
from annotate.audit.tags import Tag
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import verify
from annotate.cli.bench.clock import stopwatch
from annotate.cli.bench.place import Place, Row, article, long_text, mark, person
from annotate.desk import Desk
from annotate.domain.merkle import proves_inclusion
from annotate.domain.people import Actor
from annotate.domain.spans import cut
from annotate.domain.text import text_sha256
from annotate.services import checkpoints, claims
from annotate.store.models import EventRow
from annotate.store.session import Database

#: Events that are verified; events among which one is proved; new events that a checkpoint covers.
VERIFIED, GREAT, NEW = 100_000, 1_000_000, 10_000
#: Writes of each kind that are timed, in turns of so many.
WRITES, TURN = 400, 20
#: Claims that are marked in one unit of work, and the words of their article.
CLAIMS, LENGTH = 5_000, 20_000

#: Seconds for verifying and for a checkpoint, milliseconds and bytes for a proof, share that recording may add.
VERIFY, CHECKPOINT, PROOF, SIZE, ADDED = 5, 1, 50, 4_000, 0.25

_TIES = text(
    "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'f' AND confrelid = 'event'::regclass"
)


def measure(place: Place, quick: bool) -> Iterator[Row]:
    """Times are for a quiet machine; the size of a proof, what it proves, and that nothing is wrong are so on any."""
    part = 100 if quick else 1
    yield from _recording(place, WRITES // (4 if quick else 1))
    desk = place.desk("trail")
    actor, _ = person(desk.database)
    KeyFile(desk.settings.keys_dir / "checkpoint.key").make("bench.example/trail")
    yield from _verifying(desk, actor, VERIFIED // part)
    _notes(desk.database, actor, GREAT // part - VERIFIED // part)
    tree.sequence(desk.database)
    yield from _checkpoint(desk, actor, NEW // part)
    yield from _proof(desk)
    desk.database.dispose()


def _recording(place: Place, writes: int) -> Iterator[Row]:
    """The same writes with their events, and without them and what ties a row to its event, in turns."""
    tried = {}
    for name in ("recorded", "bare"):
        desk = place.desk(name)
        tried[name] = (desk.database, person(desk.database)[0])
    body = long_text(LENGTH)
    with untied(tried["bare"][0]):
        slugs = {name: article(database, actor, LENGTH).slug for name, (database, actor) in tried.items()}
        spent: dict[str, list[float]] = {name: [] for name in tried}
        for turn in range(writes // TURN):
            for name, (database, actor) in tried.items():
                with unrecorded() if name == "bare" else _as_is():
                    spent[name] += [
                        _timed(database, actor, slugs[name], body, turn * TURN + n + 1) for n in range(TURN)
                    ]
    share = statistics.median(spent["recorded"]) / statistics.median(spent["bare"]) - 1
    middle = [f"{statistics.median(times) * 1000:.2f}" for times in spent.values()]
    figure = f"{middle[1]} → {middle[0]} ms, {share:+.0%}"
    yield Row("a claim marked without and with its event", figure, False, f"at most {ADDED:+.0%}")
    for database, _ in tried.values():
        database.dispose()


def _timed(database: Database, actor: Actor, slug: str, body: str, number: int) -> float:
    new = claims.NewClaim("quantity", [cut(body, number, number + 60)], text_sha256(body))
    begun = time.perf_counter()
    with database.write() as uow:
        claims.mark(uow, actor, slug, new)
    return time.perf_counter() - begun


@contextmanager
def unrecorded() -> Iterator[None]:
    """Leave recording out: what a write costs without its event."""
    known = recorder.record
    recorder.record = lambda *args, **named: None
    try:
        yield
    finally:
        recorder.record = known


@contextmanager
def _as_is() -> Iterator[None]:
    yield


@contextmanager
def untied(database: Database) -> Iterator[None]:
    """A database in which a row needs no event. SQLite cannot drop a foreign key: there none is looked at."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.begin() as connection:
            for owner, name in connection.execute(_TIES).all():
                connection.execute(text(f'ALTER TABLE {owner} DROP CONSTRAINT "{name}"'))
        yield
        return

    def settle(dbapi: Any, record: Any) -> None:
        dbapi.execute("PRAGMA foreign_keys=OFF")

    database.dispose()
    event.listen(database.engine, "connect", settle)
    yield
    event.remove(database.engine, "connect", settle)


def _verifying(desk: Desk, actor: Actor, wanted: int) -> Iterator[Row]:
    slugs = [article(desk.database, actor, LENGTH, n).slug for n in range(max(1, wanted // CLAIMS // 2))]
    for turn in range(max(1, wanted // CLAIMS)):
        number = turn % len(slugs)
        mark(desk.database, actor, slugs[number], long_text(LENGTH, number), min(CLAIMS, wanted))
    tree.sequence(desk.database)
    with desk.database.read() as session, stopwatch() as watch:
        found = verify(session)
        faults = [*found.faults, *verify_tree(session, None, found.hashes)]
    yield Row(
        f"verify {found.events:,} events, chain, tables and tree", str(watch), bool(faults), f"at most {VERIFY} s"
    )


def _notes(database: Database, actor: Actor, number: int) -> None:
    """So many events that change no row."""
    for start in range(0, number, NEW):
        with database.write() as uow:
            for _ in range(min(NEW, number - start)):
                recorder.note(uow, actor, Happening(Tag.SESSION_OPEN, recorder.SYSTEM_LOG), ("user", actor.id))


def _checkpoint(desk: Desk, actor: Actor, new: int) -> Iterator[Row]:
    checkpoints.make(desk.database, desk.signer)
    _notes(desk.database, actor, new)
    with stopwatch() as watch:
        made = checkpoints.make(desk.database, desk.signer)
    yield Row(f"checkpoint over {new:,} new events", str(watch), not made.new, f"at most {CHECKPOINT} s")


def _proof(desk: Desk) -> Iterator[Row]:
    """Of the last event of a claim: where it is, what stands beside its way to the root, the signed note."""
    with desk.database.read() as session:
        row = session.scalars(select(EventRow).where(EventRow.claim_id.is_not(None)).limit(1)).one()
        with stopwatch() as watch:
            newest = checkpoints.last(session)
            assert newest is not None
            place = tree.position(session, row.log, row.seq)
            path = tree.inclusion(session, place, newest.size)
            proof = {"position": place, "proof": [node.hex() for node in path], "checkpoint": newest.note}
            size = len(json.dumps(proof))
    holds = proves_inclusion(bytes.fromhex(row.hash), place, newest.size, path, newest.root)
    figure = f"{watch}, {size:,} bytes"
    limit = f"at most {PROOF} ms, {SIZE:,} bytes"
    yield Row(f"prove one claim's event among {newest.size:,}", figure, not holds or size > SIZE, limit)
