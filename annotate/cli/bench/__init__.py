"""`annotate bench`: how fast this machine does the work, next to what it could do at best, in one run.

Absolute times say more about the machine than about the program; so each write is set beside a bare Flask view that
inserts one row into the same kind of database, served by the same server with the same durability.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from annotate.cli.bench import lists, page, start, trail, writes
from annotate.cli.bench.clock import yardstick
from annotate.cli.bench.place import Place, Row, engines

PARTS: dict[str, Callable[[Place, bool], Iterator[Row]]] = {
    "page": page.measure,
    "writes": writes.measure,
    "lists": lists.measure,
    "start": start.measure,
    "trail": trail.measure,
}
#: Milliseconds of the fixed loop on the machine that the limits in milliseconds are meant for.
QUIET = 20


@click.command()
@click.option("--engine", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--part", type=click.Choice(list(PARTS)), multiple=True, help="Measure only this; can be repeated.")
@click.option("--quick", is_flag=True, help="A tenth of the work: a look, no figures to quote.")
def bench(engine: str, part: tuple[str, ...], quick: bool) -> None:
    """Measure pages, writes, lists, start and the trail, in a folder of its own; no desk is touched, loopback only.

    Beside each figure stands what it must be. WRONG, and an exit status of 1, is what is so on any machine: a ratio, a
    number of queries, memory, an answer. Milliseconds are judged by you: beside those on the clock stand those on the
    processor (busy), and how long a fixed loop takes on this machine.

    PostgreSQL: the one of the test packages, or ANNOTATE_TEST_PG_URL (a role that may make databases).

    \b
    Example: annotate bench --quick
    """
    faults = 0
    with tempfile.TemporaryDirectory(prefix="annotate-bench-") as folder, engines(engine, Path(folder)) as make:
        click.echo(f"{engine}{', quick' if quick else ''}")
        for name in part or PARTS:
            click.echo(f"\n{name} (a fixed loop of Python takes {yardstick():.0f} ms here; {QUIET} on a quiet machine)")
            for row in PARTS[name](Place(Path(folder) / name, make), quick):
                faults += row.bad
                click.echo(f"  {row.what:<58} {row.figure:>30}  {row.limit}{'  WRONG' if row.bad else ''}".rstrip())
    if faults:
        raise click.ClickException(f"{faults} measurements are not what they must be.")
