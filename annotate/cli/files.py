"""`annotate files`: compare evidence with its fingerprints, have it looked at."""

from __future__ import annotations

import click

from annotate.cli.base import OPERATOR, the_desk
from annotate.cli.errors import Plain
from annotate.services import custody, inspections
from annotate.store.queries import inspections as query

_WORDS = {"missing": "is missing", "altered": "is not what was received"}


@click.group(cls=Plain)
def files() -> None:
    """Evidence: check that it is what was received, look at what was not looked at yet.

    \b
    Example: annotate files verify
    """


@files.command()
def verify() -> None:
    """Hash every kept file anew and record what comes of it. Exit status 1 if one is missing or altered.

    It reads everything that is kept: run it when the desk is quiet, from a timer.

    \b
    Example: annotate files verify
    """
    desk = the_desk()
    number = size = bad = 0
    for result in custody.verify(desk.database, desk.evidence, OPERATOR):
        number, size = number + 1, size + result.size
        if result.found != "good":
            bad += 1
            click.echo(f"{result.sha256} “{result.name}” {_WORDS[result.found]}.", err=True)
    if bad:
        raise click.ClickException(
            f"{bad} of {number} files are missing or altered. Keep what is there as it is until you know why, then "
            "restore them from a backup: docs/operations.md."
        )
    click.echo(f"All {number:,} files ({size:,} bytes) are what was received.")


@files.command()
@click.option("--all", "everything", is_flag=True, help="Also those that were looked at before.")
def inspect(everything: bool) -> None:
    """Look at files that nobody looked at yet, as the running desk does by itself.

    \b
    Example: annotate files inspect --all
    """
    desk = the_desk()
    with desk.database.read() as session:
        waiting = query.pending(session, limit=1_000_000, everything=everything)
    troubled = 0
    for file in waiting:
        seen = inspections.look(desk.database, desk.evidence, file, anew=everything)
        troubled += seen.outcome != "done"
        click.echo(f"{file.sha256}  {seen.media_type}  {seen.outcome}{f': {seen.problem}' if seen.problem else ''}")
    click.echo(f"{len(waiting):,} files were looked at; {troubled:,} of them could not be looked at in full.")
