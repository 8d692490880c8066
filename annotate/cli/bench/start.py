"""From the command to the first answer, and the memory of a server that waits."""

from __future__ import annotations

import time
from collections.abc import Iterator

from annotate import create_app
from annotate.cli.bench.clock import busy, settle, stopwatch
from annotate.cli.bench.place import Place, Row
from annotate.cli.bench.server import resident, serving
from annotate.cli.bench.writes import free_port

#: Bytes that a server which waits may hold.
MEMORY = 120_000_000
START = "under 1500 ms"


def measure(place: Place, quick: bool) -> Iterator[Row]:
    """A process of its own, and the factory alone."""
    desk = place.desk("desk")
    with stopwatch() as watch:
        answer = create_app(desk=desk).test_client().get("/healthz")
    yield Row("create_app to first answer", str(watch), answer.status_code != 200, START)
    with serving(desk, free_port()):
        pass  # by now its modules are compiled, as they are once a package is installed
    with serving(desk, free_port()) as (process, until_first):
        figure = f"{until_first * 1000:.0f} ms ({busy(process.pid) * 1000:.0f} busy)"
        yield Row("new process to first answer", figure, limit=START)
        settle(process.pid)
        time.sleep(0 if quick else 2)
        held = resident(process)
        yield Row("memory of a server that waits", f"{held / 1e6:.0f} MB", held >= MEMORY, "under 120 MB")
    desk.database.dispose()
