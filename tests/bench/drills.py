"""Backups of a desk under load, and a drill with each; run it by hand.

    PYTHONPATH=tests:tests/bench python tests/bench/drills.py [--engine sqlite|postgresql] [--drills 50] [--minutes 20]

A server with eight writing clients runs all the while, and makes checkpoints of its own. Each backup is taken from
another process, as `annotate backup` takes it, and restored, migrated, verified and compared by a drill. Prints sizes
and times; exit status 1 if a drill finds anything that does not agree, or if the clients were told what cannot be.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

import clients
import histories
import kills
import pgtools

from annotate.desk import Desk
from annotate.services import backups, restores
from annotate.services.backups import Sources

#: Seconds that a client rests between two requests: a busy newsroom, and a desk that does not grow without end.
PAUSE = 0.1


@dataclass
class Count:
    """What the drills came to."""

    drills: int = 0
    faults: list[str] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    backup_seconds: list[float] = field(default_factory=list)
    drill_seconds: list[float] = field(default_factory=list)
    #: Events that were signed after the copy was made, in the checkpoint that lies beside it.
    behind: list[int] = field(default_factory=list)
    acknowledged: int = 0


def drill_often(engine: str, drills: int, folder: Path, minutes: float = inf) -> Count:
    """So many backups and drills of one desk at work, or as many as fit into the time."""
    count, draw, ended, until = Count(), random.Random(0), threading.Event(), time.monotonic() + minutes * 60
    postgres = kills.Postgres(tempfile.mkdtemp(prefix="pg")) if engine == "postgresql" else None
    try:
        with kills.nursing(folder / "log") as process, kills.desk_in(folder, postgres) as desk:
            setting = clients.prepared(desk.database, 3 * drills)
            pid, port = kills.started(process, desk)
            working, threads = clients.at_work(setting, [port], draw, ended.is_set, "drill", PAUSE)
            for number in range(drills):
                if time.monotonic() > until:
                    break
                _drill(desk, folder / f"{number}.zip", count)
            ended.set()
            for thread in threads:
                thread.join()
            kills.killed(pid)
            history = [op for client in working for op in client.history]
            count.acknowledged = sum(op.outcome == histories.DONE for op in history)
            count.faults += histories.faults(history, histories.recorded(desk.database))
            count.faults += [word for client in working for word in client.broken]
    finally:
        if postgres:
            postgres.close()
    return count


def _drill(desk: Desk, file: Path, count: Count) -> None:
    begun = time.monotonic()
    made = backups.write(Sources(desk.database, desk.evidence, desk.signer), file)
    count.backup_seconds.append(time.monotonic() - begun)
    done = restores.drill(file, desk.signer.hand.key, desk.database.url, file.parent)
    count.drills += 1
    count.faults += [*done.faults, *(f"{sha256} was left out" for sha256 in made.lacking)]
    count.events.append(done.events)
    count.sizes.append(file.stat().st_size)
    count.drill_seconds.append(done.seconds)
    count.behind.append(done.checkpoint.size - made.size)
    file.unlink()


def _span(name: str, values: list[float], unit: str) -> None:
    print(f"{name:<34}{min(values):>10,.1f}{statistics.median(values):>10,.1f}{max(values):>10,.1f} {unit}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--drills", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=inf, help="Stop then, with what there is.")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    os.environ["PATH"] = pgtools.path()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        count = drill_often(given.engine, given.drills, Path(folder), given.minutes)
    print(f"{given.engine}: {count.drills} drills in {time.monotonic() - begun:.0f} s")
    print(f"{count.acknowledged:,} answers to the clients meanwhile; {len(count.faults)} faults")
    print(f"{'':<34}{'least':>10}{'median':>10}{'most':>10}")
    _span("events restored", [float(n) for n in count.events], "")
    _span("events signed after the copy", [float(n) for n in count.behind], "")
    _span("size of the backup", [size / 1e6 for size in count.sizes], "MB")
    _span("backup", count.backup_seconds, "s")
    _span("drill", count.drill_seconds, "s")
    print(*count.faults[:10], sep="\n")
    sys.exit(bool(count.faults))


if __name__ == "__main__":
    main()
