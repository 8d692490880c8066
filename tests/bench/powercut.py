"""The power fails while a desk is at work, thousands of times; run it by hand. Needs Linux and a C compiler.

    PYTHONPATH=tests python tests/bench/powercut.py [--states 5000] [--recordings 10] [--controls 300] [--minutes 20]

A process works on a desk (SQLite) with three threads: sources with files, claims, edits, checkpoints; each time that
it would have answered a person, it says so. A shim (powercut.c) records every call that changes the desk's folder.
Then, at random moments, the folder is built anew as a power cut could have left it (disks.py), and looked through as
after a start: SQLite's own check, every event and row, the tree and its signatures, all that was said to be done.

Two settings are controls, which must show losses, or the measurement could not see any: SQLite told to sync less
(synchronous=NORMAL), and an evidence store that never syncs its folders.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from math import inf
from pathlib import Path
from typing import Any

import disks
from databases import fill
from factories import actor, make_article, make_attachment, make_claim, make_source
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from annotate.audit.signer import Behind, KeyFile, Signer, signer_in
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import verify
from annotate.services import checkpoints, claims, leftovers
from annotate.store import sqlite
from annotate.store.evidence import Folder, folder, incoming
from annotate.store.models import CheckpointRow, EventRow
from annotate.store.queries import kept
from annotate.store.session import Database

SOURCE = Path(__file__).with_name("powercut.c")
#: Threads of the process that is cut off, and what each of them does.
THREADS, TURNS = 3, 12
#: Pages of the write-ahead log after which SQLite copies it back: few, so that this happens in a recording, or many.
PAGES = (30, 8000)
ACKS = "said.jsonl"
#: Evidence that no row names and no note is on, from before the recording: a sweep leaves it alone.
BEFORE = hashlib.sha256(b"before").hexdigest()


@dataclass(frozen=True)
class How:
    """How the recorded process is set: as the product is, or as a control that has to lose something."""

    name: str
    synchronous: str = "FULL"
    folders: bool = True
    control: bool = False
    turns: int = TURNS


PRODUCT = How("as it is: WAL, synchronous=FULL")
CONTROLS = (
    How("control: synchronous=NORMAL", synchronous="NORMAL", control=True),
    How("control: folders not synced", folders=False, control=True),
)


@dataclass
class Count:
    """What the states of one setting came to."""

    states: int = 0
    calls: int = 0
    acknowledged: int = 0
    #: States that lost something acknowledged, and the most that one of them lost.
    losing: int = 0
    worst: int = 0
    #: States with a database that SQLite finds damaged, with a trail that does not verify, that nobody can work with.
    corrupt: int = 0
    invalid: int = 0
    unusable: int = 0
    words: list[str] = field(default_factory=list)

    def __add__(self, other: Count) -> Count:
        total = Count(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))
        total.worst = max(self.worst, other.worst)
        return total

    @property
    def bad(self) -> int:
        """States that are not as they must be."""
        return self.losing + self.corrupt + self.invalid + self.unusable


# --- the process that is cut off -------------------------------------------------------------------------------------


def work(home: Path, how: How, pages: int) -> None:
    """Work on the desk, and say in a file of it what was acknowledged."""
    changed = {"synchronous": how.synchronous, "wal_autocheckpoint": str(pages)}
    sqlite.PRAGMAS = tuple(f"{name}={changed.get(name, value)}" for name, value in _pairs(sqlite.PRAGMAS))
    if not how.folders:
        folder.sync = incoming.sync = lambda *folders: None  # type: ignore[assignment]
    said = os.open(home / ACKS, os.O_WRONLY | os.O_APPEND)
    desk = Desk(home)
    threads = [threading.Thread(target=_thread, args=(desk, number, how.turns, said)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.database.dispose()


class Desk:
    """A desk in a folder."""

    def __init__(self, home: Path) -> None:
        self.database = Database(f"sqlite:///{home / 'annotate.db'}")
        self.evidence = Folder(home / "evidence")
        self.signer: Signer = signer_in(home / "keys")


def _thread(desk: Desk, number: int, turns: int, said: int) -> None:
    ana, draw = actor(desk.database, "ana"), random.Random(number)
    article = make_article(desk.database, ana, title=f"Raid {number}", text=f"{number}. More than 100 were injured.")
    claim = make_claim(desk.database, ana, article, "More than 100 were injured")
    for turn in range(turns):
        source = make_source(desk.database, ana, f"Video {number}-{turn}")
        _say(said, id=source.id, rev=source.rev)
        # Every other file is one that another thread may be taking just now.
        data = f"{number if turn % 2 else ''}-{turn}".encode() * draw.randrange(1, 3000)
        made = make_attachment(desk.database, desk.evidence, ana, source, data)
        _say(said, id=made.id, rev=made.rev, sha256=made.sha256)
        with desk.database.write() as uow:
            claim = claims.edit(uow, ana, claim.id, claim.rev, {"statement": f"Turn {turn}"})
        _say(said, id=claim.id, rev=claim.rev)
        if turn % THREADS == number:
            _say(said, size=checkpoints.make(desk.database, desk.signer).size)


def _say(said: int, **done: Any) -> None:
    os.write(said, f"{json.dumps(done)}\n".encode())


def _pairs(pragmas: tuple[str, ...]) -> Iterator[list[str]]:
    return (pragma.split("=") for pragma in pragmas)


# --- recording it, and cutting it off --------------------------------------------------------------------------------


def compiled(folder: Path) -> Path:
    """The recorder; raises FileNotFoundError where there is no compiler."""
    library = folder / "powercut.so"
    command = ["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-lpthread"]
    subprocess.run(command, check=True, capture_output=True)
    return library


def prepared(home: Path, database: Path | None = None) -> None:
    """A desk with people (their database can be given), a key and a checkpoint, which nobody is using."""
    home.mkdir(parents=True)
    if database:
        shutil.copy(database, home / "annotate.db")
    else:
        fill(f"sqlite:///{home / 'annotate.db'}")
    KeyFile(home / "keys" / "checkpoint.key").make("desk.example/trail")
    desk = Desk(home)
    checkpoints.make(desk.database, desk.signer)
    desk.evidence.put(b"before")
    (home / ACKS).touch()
    desk.database.dispose()


def record(library: Path, base: Path, folder: Path, how: How, pages: int) -> tuple[disks.Disk, list[disks.Call]]:
    """Let a process work on a copy of the desk; the disk as it was before, and every call that changed it.

    Raises AssertionError if the calls do not come to what lies in the folder afterwards.
    """
    home, log = folder / "home", folder / "calls"
    shutil.copytree(base, home)
    disk, whole = disks.Disk(home), disks.Disk(home)
    environ = os.environ | {
        "LD_PRELOAD": str(library), "POWERCUT_FOLDER": str(home), "POWERCUT_LOG": str(log),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    settings = json.dumps({**how.__dict__, "pages": pages})
    subprocess.run([sys.executable, __file__, "--work", home, "--how", settings], env=environ, check=True)
    calls = list(disks.recorded(log))
    for call in calls:
        whole.do(call)
    assert whole.differences(home) == [], "the recorder has missed a call"
    shutil.rmtree(home)
    log.unlink()
    return disk, calls


def cut_off(
    disk: disks.Disk, calls: list[disks.Call], states: int, folder: Path, draw: random.Random, until: float = inf
) -> Count:  # fmt: skip
    """So many states that a power cut could have left, at random moments, each looked through."""
    count = Count(calls=len(calls), acknowledged=sum(1 for call in calls if b'"rev"' in call.data[:99]))
    moments = sorted(draw.randrange(len(calls) + 1) for _ in range(states))
    state, done = folder / "state", 0
    desk = Desk(state)  # one for all: what it has compiled it need not compile again
    for moment in moments:
        if time.monotonic() > until:
            break
        for call in calls[done:moment]:
            disk.do(call)
        done = moment
        disk.cut(state, draw)
        said = [json.loads(line) for line in bytes(disk.file(ACKS).seen).splitlines()]
        desk.evidence = Folder(state / "evidence")
        look(desk, said, count)
        shutil.rmtree(state)
    return count


def look(desk: Desk, said: list[dict[str, Any]], count: Count) -> None:
    """Start the desk: is everything there that was said to be done, and is everything in order?"""
    count.states += 1
    try:
        with desk.database.read() as session:
            if session.scalar(text("PRAGMA integrity_check")) != "ok":
                raise sqlite3.DatabaseError("SQLite finds it damaged")
            lost = _lost(desk, session, said)
            faults = [*verify(session).faults, *verify_tree(session, desk.signer)]
        checkpoints.check(desk.database, desk.signer)
        leftovers.sweep(desk.database, desk.evidence)
        lost += sum(desk.evidence.check(one["sha256"]) != "good" for one in said if "sha256" in one)
        with desk.database.read() as session:
            unnamed = set(desk.evidence.hashes()) - kept.all_named(session) - {BEFORE}
        count.losing += lost > 0
        count.worst = max(count.worst, lost)
        count.invalid += bool(faults)
        count.words += [str(fault) for fault in faults[:3]]
        _work_on(desk, bool(unnamed), count)
    except (sqlite3.Error, SQLAlchemyError) as error:
        count.corrupt += 1
        count.words.append(str(error).splitlines()[0])
    except Behind as error:
        count.invalid += 1
        count.words.append(str(error))
    finally:
        desk.database.dispose()


def _lost(desk: Desk, session: Session, said: list[dict[str, Any]]) -> int:
    there = set(map(tuple, session.execute(select(EventRow.target_id, EventRow.target_rev))))
    sizes = set(session.scalars(select(CheckpointRow.size)))
    return sum((one["id"], one["rev"]) not in there if "id" in one else one["size"] not in sizes for one in said)


def _work_on(desk: Desk, unnamed: bool, count: Count) -> None:
    """A desk that survived goes on as if nothing had been."""
    ana = actor(desk.database, "ana")
    made = make_attachment(desk.database, desk.evidence, ana, data=b"afterwards")
    good = desk.evidence.check(made.sha256) == "good"
    checkpoints.make(desk.database, desk.signer)
    count.unusable += unnamed or not good
    count.words += ["bytes that no row names are left"] if unnamed else []


def measure(
    how: How, states: int, recordings: int, base: Path, folder: Path, seed: int = 0, until: float = inf
) -> Count:  # fmt: skip
    """Recordings of one setting, each on a copy of the desk, and so many states of them while there is time."""
    total, draw, library = Count(), random.Random(seed), compiled(folder)
    for number in range(recordings):
        if time.monotonic() > until:
            break
        place = folder / f"recording-{number}"
        place.mkdir()
        disk, calls = record(library, base, place, how, PAGES[number % len(PAGES)])
        share = states // recordings + (number < states % recordings)
        total += cut_off(disk, calls, share, place, draw, until)
    return total


def line(how: How, count: Count, seconds: float) -> str:
    """A line of the table."""
    figures = (count.states, count.calls, count.acknowledged, count.losing, count.worst, count.corrupt, count.invalid)
    return f"{how.name:<34}" + "".join(f"{figure:>9,}" for figure in (*figures, count.unusable)) + f"{seconds:>8.0f} s"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--states", type=int, default=5000)
    parser.add_argument("--recordings", type=int, default=10)
    parser.add_argument("--controls", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0, help="Which moments, and what arrives.")
    parser.add_argument("--minutes", type=float, default=inf, help="Stop then, with what there is.")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--how")
    given = parser.parse_args()
    if given.work:
        settings = json.loads(given.how)
        pages = settings.pop("pages")
        work(given.work, How(**settings), pages)
        return
    if shutil.which("cc") is None:
        sys.exit("There is no C compiler (cc) here, and without one nothing can be recorded.")
    names = ("states", "calls", "said", "losing", "worst", "corrupt", "invalid", "unusable")
    print(" " * 34 + "".join(f"{name:>9}" for name in names))
    good, until = True, time.monotonic() + given.minutes * 60
    for how in (*CONTROLS, PRODUCT):
        states, recordings = (given.controls, 2) if how.control else (given.states, given.recordings)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            prepared(Path(folder) / "base")
            count = measure(how, states, recordings, Path(folder) / "base", Path(folder), given.seed, until)
        print(line(how, count, time.monotonic() - begun), flush=True)
        good &= count.losing > 0 if how.control else count.bad == 0
        print(*([] if how.control else sorted(set(count.words))[:10]), sep="\n", end="")
    sys.exit(not good)


if __name__ == "__main__":
    main()
