"""A desk from its backup: restored into a new place and examined there, and only then moved to where it belongs.

A drill does the same, compares, and throws everything away.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url

from annotate.domain.backup import Manifest
from annotate.domain.errors import Conflict
from annotate.domain.note import Key
from annotate.services.restored import Restored, examined, filled, unpacked
from annotate.store import dump
from annotate.store.evidence import Evidence, Folder, sync
from annotate.store.session import Database

#: Faults that are named; their number is always said.
NAMED = 20


class Faulty(Conflict):
    """What came out of the backup is not what a sound desk comes to."""

    code = "faulty"
    title = "The backup does not restore to a sound desk"

    def __init__(self, faults: list[str]) -> None:
        named = "\n".join(faults[:NAMED])
        advice = "Nothing was restored. To have it as it is and look into it: --despite-faults"
        super().__init__(f"{named}\n{len(faults)} things do not agree. {advice}")
        self.faults = faults


@dataclass(frozen=True)
class Target:
    """Where a desk is to be: its folder, its database, its evidence, and whose word on the backup counts."""

    home: Path
    url: URL
    evidence: Evidence
    key: Key
    app_role: str = ""


def drill(file: Path, key: Key, url: URL, folder: Path | None = None, *, own: bool = True) -> Restored:
    """Restore into a new place, check everything, and remove it again; what came of it, faults included.

    `url` is a PostgreSQL database for a backup of one: beside it a new one is made, or, if not `own`, it is filled
    itself and emptied again. Raises Unreadable or Conflict for what is no sound backup of this desk.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix="annotate-drill-") as place:
        done, evidence = unpacked(file, key, Path(place))
        with _drill_database(done.manifest, url, Path(place), own) as new:
            filled(done, new, Path(place))
            examined(done, new, evidence, key)
    return done


def restore(file: Path, target: Target, *, despite_faults: bool = False) -> Restored:
    """Restore into an empty place. Raises Conflict where it is not empty, Faulty, and what `drill` raises.

    All of it is there afterwards, or nothing: the evidence gets its name first, then the database, in one step each.
    """
    _check_empty(target.url)
    target.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.home, prefix=".restore-") as place:
        done, evidence = unpacked(file, target.key, Path(place))
        engine = target.url.get_backend_name()
        if done.manifest.engine != engine:
            raise Conflict(f"This is the backup of a desk on {done.manifest.engine}; DATABASE_URL names {engine}.")
        if engine == "sqlite":
            _restore_sqlite(done, target, Path(place), evidence, despite_faults)
        else:
            _restore_postgres(done, target, Path(place), evidence, despite_faults)
    return done


def _restore_sqlite(done: Restored, target: Target, place: Path, evidence: Folder, despite: bool) -> None:
    new = make_url(f"sqlite:///{place / done.manifest.database}")
    filled(done, new, place)
    examined(done, new, evidence, target.key)
    _demand(done, despite)
    with done.step("put in place"):
        _move_evidence(evidence, target.evidence)
        shutil.move(place / done.manifest.database, str(target.url.database))
        sync(target.home, Path(str(target.url.database)).parent)


def _restore_postgres(done: Restored, target: Target, place: Path, evidence: Folder, despite: bool) -> None:
    database = Database(target.url.render_as_string(hide_password=False))
    try:
        filled(done, target.url, place, target.app_role)
        examined(done, target.url, evidence, target.key)
        _demand(done, despite)
        with done.step("put in place"):
            _move_evidence(evidence, target.evidence)
    except BaseException:
        dump.clear_postgres(database.engine)
        raise
    finally:
        database.dispose()


def _demand(done: Restored, despite: bool) -> None:
    if done.faults and not despite:
        raise Faulty(done.faults)


def _check_empty(url: URL) -> None:
    """Raises Conflict where something is that a restore would be in the way of."""
    if not url.database:
        raise Conflict("DATABASE_URL names no database that a restore could fill.")
    database = Database(url.render_as_string(hide_password=False))
    try:
        if not dump.is_empty(database.engine):
            shown = url.render_as_string(hide_password=True)
            raise Conflict(f"There is a desk already in {shown}. Restore into an empty place: ANNOTATE_HOME=…")
    finally:
        database.dispose()
    if url.get_backend_name() == "sqlite":
        left = [Path(f"{url.database}{end}") for end in ("-wal", "-shm", "-journal")]
        if there := next((path for path in left if path.exists()), None):
            raise Conflict(f"{there} lies there without its database. Move it away first: it may hold events.")


def _move_evidence(made: Folder, target: Evidence) -> None:
    """All pieces at once where there are none yet; else one by one: what is there is never written over."""
    if isinstance(target, Folder) and not any(target.hashes()) and made.root.exists():
        shutil.rmtree(target.root, ignore_errors=True)
        shutil.move(made.root, target.root)
        return
    for sha256 in made.hashes():
        with made.open(sha256) as file:
            target.take(file, made.size(sha256))
        target.settle(sha256)


@contextmanager
def _drill_database(manifest: Manifest, url: URL, place: Path, own: bool) -> Iterator[URL]:
    if manifest.engine == "sqlite":
        yield make_url(f"sqlite:///{place / manifest.database}")
    elif url.get_backend_name() != "postgresql":
        raise Conflict("This is the backup of a desk on PostgreSQL: name a database for it. --database postgresql://…")
    elif own:
        with dump.scratch_postgres(url) as new:
            yield new
    else:
        _check_empty(url)
        database = Database(url.render_as_string(hide_password=False))
        try:
            yield url
        finally:
            dump.clear_postgres(database.engine)
            database.dispose()
