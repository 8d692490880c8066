"""`annotate backup` and `annotate restore`: the desk in one signed file, and a desk from it."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import make_url

from annotate.audit.signer import Behind
from annotate.cli.base import the_desk
from annotate.desk import Desk, normal_url, open_desk
from annotate.domain.errors import NotFound
from annotate.domain.note import Key, key
from annotate.services import backups, checkpoints, restores
from annotate.services.backups import Sources
from annotate.services.restored import Restored
from annotate.services.restores import Target

#: Pieces of evidence that are named one by one when they are not as they were.
SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the database, all evidence and a checkpoint into a new .zip and sign it; the desk may be running.

    PostgreSQL needs pg_dump of the server's version on this machine. The keys are not in it: keep a copy of them apart.
    Exit status 1, with the file written, if evidence is missing or damaged in the desk.

    \b
    Example: annotate backup desk-2026-11-23.zip
    """
    desk = the_desk()
    made = backups.write(Sources(desk.database, desk.evidence, desk.signer, desk.copies, desk.witnesses), file)
    click.echo(f"{file} holds the database and {len(made.pieces)} pieces of evidence, signed by {desk.signer.origin}.")
    for sha256 in made.lacking[:SHOWN]:
        click.echo(f"Evidence {sha256} is missing or damaged.", err=True)
    if made.lacking:
        raise click.ClickException(
            f"{len(made.lacking)} pieces could not be put in. Restore them from an older backup."
        )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--drill", is_flag=True, help="Restore into a new place, check everything, remove it again.")
@click.option(
    "--key", "known", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the public key of the desk (`annotate trail key`), where its own key is not here.",
)  # fmt: skip
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Where a drill has room.")
@click.option("--database", help="An empty PostgreSQL database for a drill, where the desk’s role may make none.")
@click.option("--despite-faults", is_flag=True, help="Restore what does not verify, to look into it.")
def restore(
    file: Path, drill: bool, known: Path | None, folder: Path | None, database: str | None, despite_faults: bool
) -> None:  # fmt: skip
    """Restore a backup into the empty ANNOTATE_HOME and DATABASE_URL, or try it out with --drill.

    Checks the signature of the file, unpacks it into a new place, brings the tables up to date, verifies every event,
    row, signature and piece of evidence, compares counts and root with the backup, and only then moves all to where it
    belongs. Put the copy of keys/ and settings.toml into ANNOTATE_HOME first.

    \b
    Example: annotate restore --drill desk-2026-11-23.zip
    """
    desk = open_desk()
    trusted = key(known.read_text(encoding="utf-8")) if known else _own_key(desk)
    if drill:
        url = make_url(normal_url(database)) if database else desk.database.url
        done = restores.drill(file, trusted, url, folder, own=not database)
        _told(done)
        if done.faults:
            raise click.ClickException(f"{len(done.faults)} things do not agree. This backup does not restore soundly.")
        click.echo(f"The drill took {done.seconds:.1f} s. Nothing of it was kept.")
        return
    target = Target(desk.settings.home, desk.database.url, desk.evidence, trusted, desk.settings.database_app_role)
    done = restores.restore(file, target, despite_faults=despite_faults)
    _told(done)
    desk.signer.recall(done.checkpoint)
    click.echo(f"The desk is restored in {desk.settings.home}, in {done.seconds:.1f} s.")
    _next(desk)


def _own_key(desk: Desk) -> Key:
    try:
        return desk.signer.hand.key
    except NotFound as error:
        raise NotFound(
            "Whose backup is this? Put the desk’s keys/ back into ANNOTATE_HOME, or name its public key: --key log.vkey"
        ) from error


def _told(done: Restored) -> None:
    manifest = done.manifest
    click.echo(f"Backup of {manifest.made_at}, signed by {done.checkpoint.origin}, {manifest.total:,} bytes.")
    for name, spent in done.steps:
        click.echo(f"  {name:<32} {spent:8.2f} s")
    rows = sum(manifest.counts.values())
    click.echo(f"{rows:,} rows in {len(manifest.counts)} tables; {done.events:,} events in {done.logs} logs replayed.")
    for fault in done.faults[: restores.NAMED]:
        click.echo(fault, err=True)
    if not done.faults:
        click.echo(
            f"All agree: counts, rows, root of {manifest.size:,} events, {len(manifest.pieces)} pieces of evidence."
        )


def _next(desk: Desk) -> None:
    """What is to be done before the desk serves again."""
    try:
        checkpoints.check(desk.database, desk.signer)
    except Behind as error:
        click.echo(f"Before the desk can go on: {error}")
    except NotFound:
        click.echo("Put the desk’s key back into keys/ before it serves: without it no checkpoint is made.")
