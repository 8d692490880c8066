"""Kill -9 while files are taken, again and again; run it by hand.

    python tests/bench/crashes.py [--kills 100] [--folder FOLDER]

A process takes files with four threads, some of them the same, and says each hash when `take` has returned: that is
what a desk would have committed. It is killed at a random moment. Then, as at a start, the folder is swept and looked
through. Prints: files acknowledged and lost, files that are not what their name says, leftovers before and after it.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path

from annotate.store.evidence import Folder

THREADS = 4
#: Bytes of a file, at most, and seconds that a process lives after its first file, at most.
LARGEST, LIFE = 3_000_000, 0.4
#: Seconds that a process may need for its first file.
PATIENCE = 60
#: What a young file of a living process would be spared for; the dead one's are not.
GRACE = 3600.0


@dataclass(frozen=True)
class Count:
    """What one killed process has left, or all of them."""

    acknowledged: int = 0
    lost: int = 0
    half_written: int = 0
    temporary: int = 0
    unnamed: int = 0
    left_after_sweep: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def take_for_ever(root: Path) -> None:
    """What is killed: takes files and says their hashes, a line each, until it is."""
    store = Folder(root)

    def thread(number: int) -> None:
        draw = random.Random(os.urandom(8))
        while True:
            # Every fourth file is one of eight, so that the same bytes are often taken at once.
            seed = draw.randrange(8) if draw.random() < 0.25 else draw.getrandbits(64)
            data = random.Random(seed).randbytes(draw.choice((0, 10, 60_000, LARGEST)))
            os.write(1, f"{store.take(io.BytesIO(data), LARGEST).sha256}\n".encode())

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(thread, range(THREADS)))


def kill_once(root: Path, known: set[str], draw: random.Random) -> Count:
    """Let a process take files and kill it; adds what it acknowledged to what is known, and looks what is there."""
    with subprocess.Popen([sys.executable, __file__, "--take", root], stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        first = worker.stdout.readline()
        time.sleep(draw.uniform(0, LIFE))
        worker.kill()
        said = (first + worker.stdout.read()).decode().split("\n")
    # A line without its end was not said: the write was cut.
    acknowledged = {line for line in said[:-1] if re.fullmatch("[0-9a-f]{64}", line)}
    known |= acknowledged
    return look(root, known, len(acknowledged))


def look(root: Path, known: set[str], acknowledged: int) -> Count:
    """Before the sweep: is everything under its name whole? After it: is what is there exactly what is known?"""
    store = Folder(root)
    there = set(store.hashes())
    temporary = len(list(root.rglob("*.part")))
    half_written = sum(store.check(sha256) != "good" for sha256 in there)
    swept = store.sweep(known.intersection, GRACE)
    after = set(store.hashes())
    left = len(after - known) + len(list(root.rglob("*.part"))) + len(list(root.rglob("*.taken")))
    return Count(acknowledged, len(known - after), half_written, temporary, len(swept.unnamed), left)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--take", type=Path)
    given = parser.parse_args()
    if given.take:
        take_for_ever(given.take)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        known: set[str] = set()
        total, draw = Count(), random.Random(0)
        for _ in range(given.kills):
            total += kill_once(Path(folder), known, draw)
    print(f"{given.kills} kills")
    for field in fields(total):
        print(f"{field.name.replace('_', ' '):<18}{getattr(total, field.name):>8,}")
    sys.exit(bool(total.lost or total.half_written or total.left_after_sweep))


if __name__ == "__main__":
    main()
