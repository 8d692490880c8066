"""From the command to the first answer, and the memory of a server that waits."""

from __future__ import annotations

import time
from collections.abc import Iterator

from annotate import create_app
from annotate.cli.bench.place import Place, Row, stopwatch
from annotate.cli.bench.server import resident, serving
from annotate.cli.bench.writes import free_port


def measure(place: Place, quick: bool) -> Iterator[Row]:
    """A process of its own, and the factory alone."""
    desk = place.desk("desk")
    with stopwatch() as seconds:
        answer = create_app(desk=desk).test_client().get("/healthz")
    yield Row("create_app to first answer", f"{seconds() * 1000:.0f} ms", answer.status_code != 200)
    with serving(desk, free_port()) as (process, until_first):
        yield Row("new process to first answer", f"{until_first * 1000:.0f} ms")
        time.sleep(0.2 if quick else 2)
        yield Row("memory of a server that waits", f"{resident(process) / 1e6:.0f} MB")
    desk.database.dispose()
