"""What comes out of a backup, step by step, each timed: unpacked, filled into a database, brought up to date, examined.

What is checked in which order: the signature over every byte, before anything is read; every part against its hash; the
database against its counts; and, at this program's version, every event, every row, the tree and its signatures, and
every piece of evidence.
"""

from __future__ import annotations

import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from annotate.audit import tree
from annotate.audit.signer import Public, Signer
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import verify
from annotate.domain import backup, note
from annotate.domain.backup import CHECKPOINT, Manifest
from annotate.domain.errors import Conflict, DomainError, TooLarge, Unreadable
from annotate.domain.merkle import proves_consistency
from annotate.domain.note import Checkpoint, Key
from annotate.services import archives
from annotate.store import dump, schema, version
from annotate.store.evidence import Folder
from annotate.store.queries import kept
from annotate.store.session import Database

#: Bytes that are left free on a disk, beside what a backup unpacks to; its database may grow as much again.
_SPARE = 20_000_000


@dataclass
class Restored:
    """What was restored, what does not agree, and how many seconds each step took."""

    manifest: Manifest
    checkpoint: Checkpoint
    events: int = 0
    logs: int = 0
    rows: int = 0
    faults: list[str] = field(default_factory=list)
    steps: list[tuple[str, float]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(spent for _, spent in self.steps)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of a step."""
        begun = time.monotonic()
        yield
        self.steps.append((name, time.monotonic() - begun))


def unpacked(file: Path, key: Key, place: Path) -> tuple[Restored, Folder]:
    """Check the file and unpack it: the database beside a folder of evidence."""
    begun = time.monotonic()
    archives.check(file, key)
    with archives.opened(file) as (archive, manifest):
        _room(manifest, place)
        for name in (manifest.database, CHECKPOINT):
            with (place / name).open("xb") as target:
                archives.extract(archive, name, manifest, target)
        said = note.read((place / CHECKPOINT).read_text(encoding="utf-8"), key)
        done = Restored(manifest, said, steps=[("signature and database read", time.monotonic() - begun)])
        evidence = Folder(place / "evidence")
        with done.step("evidence read"):
            for sha256 in manifest.pieces:
                _take(archive, manifest, sha256, evidence)
    return done, evidence


def _take(archive: zipfile.ZipFile, manifest: Manifest, sha256: str, evidence: Folder) -> None:
    name = backup.place(sha256)
    part = manifest.files[name]
    with archive.open(name) as source, suppress(TooLarge):
        taken = evidence.take(source, part.size)
        evidence.settle(taken.sha256)
        if (taken.sha256, taken.sha256, taken.size) == (sha256, part.sha256, part.size):
            return
    raise Unreadable(f"{name} in the backup is not what its name and its list say.", field="file")


def filled(done: Restored, url: URL, place: Path, app_role: str = "") -> None:
    """Put the database's part into the database, count its rows, and bring it to this program's version."""
    database = Database(url.render_as_string(hide_password=False))
    try:
        with done.step("database filled"):
            if done.manifest.engine == "postgresql":
                dump.load_postgres(place / done.manifest.database, url)
            if version.current(database.engine) != done.manifest.schema:
                done.faults.append("The tables are at another version than the backup says.")
            with database.read() as session:
                done.faults.extend(_counted(done.manifest, dump.counts(session)))
        with done.step("tables brought up to date"):
            version.check_not_newer(database.engine)
            schema.upgrade(database.engine, app_role=app_role)
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise Unreadable(f"The database in the backup cannot be used: {cause}.", field="file") from error
    finally:
        database.dispose()


def examined(done: Restored, url: URL, evidence: Folder, key: Key) -> None:
    """Everything: chains, rows, tree, signatures, the signed root, evidence."""
    database = Database(url.render_as_string(hide_password=False))
    with done.step("verified"), database.read() as session:
        found = verify(session)
        done.events, done.logs, done.rows = found.events, found.logs, found.rows
        looking = Signer(Public(key), Path(evidence.root) / "nothing-was-signed-here")
        done.faults.extend(str(fault) for fault in (*found.faults, *verify_tree(session, looking, found.hashes)))
        done.faults.extend(_rooted(session, done))
        named = kept.all_named(session)
    database.dispose()
    with done.step("evidence compared"):
        lacking = set(done.manifest.lacking)
        done.faults.extend(f"Evidence {sha256} was missing or damaged before the backup." for sha256 in sorted(lacking))
        for sha256 in sorted(named - lacking):
            if (state := evidence.check(sha256)) != "good":
                done.faults.append(f"Evidence {sha256} is {state}.")


def _counted(manifest: Manifest, there: dict[str, int]) -> Iterator[str]:
    for name in sorted(manifest.counts.keys() | there.keys()):
        said, found = manifest.counts.get(name), there.get(name)
        if said != found:
            yield f"Table {name} has {found} rows; the backup says {said}."


def _rooted(session: Session, done: Restored) -> Iterator[str]:
    manifest, signed = done.manifest, done.checkpoint
    size = tree.size(session)
    try:
        root = tree.root(session, manifest.size)
    except DomainError as error:
        yield str(error)
        return
    if (size, root) != (manifest.size, manifest.root):
        yield f"The tree has {size} events and another root than the backup says, which had {manifest.size}."
    if not proves_consistency(manifest.size, signed.size, manifest.proof, root, signed.root):
        yield "The events are not the beginning of the history that the checkpoint in the backup signs."


def _room(manifest: Manifest, place: Path) -> None:
    needed, free = manifest.total + manifest.files[manifest.database].size + _SPARE, shutil.disk_usage(place).free
    if free < needed:
        raise Conflict(f"Restoring takes {needed:,} bytes in {place.parent}; {free:,} are free.")
