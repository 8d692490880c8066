"""How fast a large file is taken into the evidence folder, and in how much memory; run it by hand.

    python tests/bench/storage.py [--mib 2048] [--folder FOLDER] [--turns 3]

In turns, on one disk: `sha256sum` and then `cp` of a file, and `Folder.take` of it in a process of its own. Prints the
time of both, their ratio (at most 2.0), and by how much that process grew at its largest (at most 60 MB). Needs Linux.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from annotate.store.evidence import Folder

MOST_TIMES, MOST_MB = 2.0, 60


def make(path: Path, mib: int) -> None:
    """A file of random bytes, on the disk."""
    piece = os.urandom(1 << 20)
    with path.open("wb") as file:
        for number in range(mib):
            file.write(number.to_bytes(8, "big") + piece[8:])
        file.flush()
        os.fsync(file.fileno())


def plain(source: Path, target: Path) -> float:
    """Seconds of sha256sum and cp."""
    begun = time.perf_counter()
    subprocess.run(["sha256sum", source], stdout=subprocess.DEVNULL, check=True)
    subprocess.run(["cp", source, target], check=True)
    return time.perf_counter() - begun


def taken(source: Path, root: Path) -> tuple[float, float]:
    """Seconds and megabytes of taking it, measured in a process of its own."""
    command = [sys.executable, __file__, "--take", source, "--folder", root]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(found[0]), float(found[1])


def take(source: Path, root: Path) -> None:
    """Print seconds, and the megabytes that the process grew at its largest."""
    store = Folder(root)
    store.put(b"warm")
    Path("/proc/self/clear_refs").write_text("5")  # from here on the peak counts anew
    before = peak()
    begun = time.perf_counter()
    with source.open("rb", buffering=0) as file:
        store.take(file, 1 << 40)
    seconds = time.perf_counter() - begun
    print(seconds, peak() - before)


def peak() -> float:
    """Megabytes of this process at its largest."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1000


def measure(folder: Path, mib: int, turns: int) -> bool:
    """Print the table; is everything as it must be?"""
    source = folder / "source"
    make(source, mib)
    plains, takes, growths = [], [], []
    for turn in range(turns):
        plains.append(plain(source, folder / "copy"))
        (folder / "copy").unlink()
        seconds, grown = taken(source, folder / f"evidence-{turn}")
        subprocess.run(["rm", "-r", folder / f"evidence-{turn}"], check=True)
        takes.append(seconds)
        growths.append(grown)
    ratio, growth = statistics.median(takes) / statistics.median(plains), max(growths)
    print(f"{mib:,} MiB, median of {turns}")
    print(f"sha256sum, then cp  {statistics.median(plains):8.2f} s  {mib / statistics.median(plains):8,.0f} MiB/s")
    print(f"Folder.take         {statistics.median(takes):8.2f} s  {mib / statistics.median(takes):8,.0f} MiB/s")
    print(f"ratio               {ratio:8.2f}    (at most {MOST_TIMES})")
    print(f"memory              {growth:8.1f} MB more (at most {MOST_MB})")
    return ratio <= MOST_TIMES and growth <= MOST_MB


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mib", type=int, default=2048)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--take", type=Path)
    given = parser.parse_args()
    if given.take:
        take(given.take, given.folder)
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        sys.exit(not measure(Path(folder), given.mib, given.turns))


if __name__ == "__main__":
    main()
