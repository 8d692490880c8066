"""What the trail costs: recording an event, covering events by a checkpoint, proving one of many, verifying all."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import event, select, text
from werkzeug.test import EnvironBuilder, run_wsgi_app

from annotate import create_app
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
from annotate.domain.spans import Span, cut
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


@dataclass
class Marking:
    """A desk on whose one article claims are marked, over the API or by the service alone."""

    desk: Desk
    actor: Actor
    token: str
    slug: str = ""
    body: str = field(default_factory=lambda: long_text(LENGTH))
    marked: int = 0

    def spans(self) -> tuple[Span, str]:
        """The next words to be marked, and the hash of their text."""
        self.marked += 1
        return cut(self.body, self.marked, self.marked + 60), text_sha256(self.body)

    def over_the_api(self, app: Flask) -> float:
        """Seconds from a request to its answer, without the network."""
        span, sha256 = self.spans()
        sent = {"type": "quantity", "spans": [span.__dict__], "revision_sha256": sha256}
        path, headers = f"/api/v1/articles/{self.slug}/claims", {"Authorization": f"Bearer {self.token}"}
        environ = EnvironBuilder(path, method="POST", json=sent, headers=list(headers.items())).get_environ()
        begun = time.perf_counter()
        _, status, _ = run_wsgi_app(app, environ)
        spent = time.perf_counter() - begun
        assert status.startswith("201"), status
        return spent

    def by_itself(self) -> float:
        """Seconds of the unit of work."""
        span, sha256 = self.spans()
        begun = time.perf_counter()
        with self.desk.database.write() as uow:
            claims.mark(uow, self.actor, self.slug, claims.NewClaim("quantity", [span], sha256))
        return time.perf_counter() - begun


def _recording(place: Place, writes: int) -> Iterator[Row]:
    """The same writes with their events, and without them and what ties a row to its event, in turns."""
    tried = {name: place.desk(name) for name in ("recorded", "bare")}
    with untied(tried["bare"].database):
        markings = {name: Marking(desk, *person(desk.database)) for name, desk in tried.items()}
        for one in markings.values():
            one.slug = article(one.desk.database, one.actor, LENGTH).slug
        apps = {name: create_app(desk=desk) for name, desk in tried.items()}
        yield _added("a claim over the API", writes, lambda name: markings[name].over_the_api(apps[name]), ADDED)
        yield _added("its unit of work alone", writes, lambda name: markings[name].by_itself())
    for desk in tried.values():
        desk.database.dispose()


def _added(what: str, writes: int, write: Callable[[str], float], limit: float | None = None) -> Row:
    spent: dict[str, list[float]] = {"recorded": [], "bare": []}
    for _ in range(writes // TURN):
        for name, times in spent.items():
            with unrecorded() if name == "bare" else nullcontext():
                times += [write(name) for _ in range(TURN)]
    share = statistics.median(spent["recorded"]) / statistics.median(spent["bare"]) - 1
    middle = [f"{statistics.median(times) * 1000:.2f}" for times in spent.values()]
    said = f"at most {limit:+.0%}" if limit else ""
    return Row(f"{what}, without and with its event", f"{middle[1]} → {middle[0]} ms, {share:+.0%}", False, said)


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
