"""Times of measurements: on the clock, and on the processor, which says more where others use the machine as well."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: Repetitions of the fixed loop; the median counts.
LOOPS = 5
#: Seconds in which a process that has nothing to do has nothing done.
STILL = 0.3


class Watch:
    """How long a block took: `seconds` on the clock, `busy` of them on the processor."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._begun = (time.perf_counter(), clock())
        self.seconds = self.busy = 0.0

    def stop(self) -> None:
        """The block has ended."""
        self.seconds, self.busy = time.perf_counter() - self._begun[0], self._clock() - self._begun[1]

    def __str__(self) -> str:
        return f"{self.seconds * 1000:.0f} ms ({self.busy * 1000:.0f} busy)"


@contextmanager
def stopwatch(pid: int | None = None) -> Iterator[Watch]:
    """Runs while the block does; the processor's time is this process's, or that of another."""
    watch = Watch(time.process_time if pid is None else lambda: busy(pid))
    yield watch
    watch.stop()


def busy(pid: int) -> float:
    """Seconds that the threads of a process have had of the processor; 0 where the system does not say."""
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def settle(pid: int, patience: float = 30.0) -> None:
    """Wait until a process has done what it does at its start; at most so many seconds."""
    until, before = time.perf_counter() + patience, -1.0
    while time.perf_counter() < until and busy(pid) - before > 0.01:
        before = busy(pid)
        time.sleep(STILL)


def yardstick() -> float:
    """Milliseconds of the processor for a fixed loop of plain Python: how fast this machine is just now."""
    return statistics.median(_loop() for _ in range(LOOPS)) * 1000


def _loop() -> float:
    begun, kept = time.process_time(), {}
    for number in range(200_000):
        kept[number % 1024] = str(number)
    return time.process_time() - begun
