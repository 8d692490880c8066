"""`annotate doctor`: look at everything that the desk rests on, and say how to mend what is wrong."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib import metadata
from pathlib import Path

import click
from sqlalchemy import select

from annotate.audit import ddl
from annotate.desk import Desk, open_desk
from annotate.domain.errors import Conflict
from annotate.inspector import confinement
from annotate.store import version
from annotate.store.models import FileRow

#: What each connection has to be set to on SQLite: (pragma, value).
PRAGMAS = (("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("recursive_triggers", "1"))
PACKAGES = ("flask", "sqlalchemy", "waitress", "trafilatura", "python-docx", "pypdfium2", "pillow", "pymediainfo")
#: Bytes of free disk below which it is said.
LITTLE = 200_000_000
#: Pieces of evidence that are named one by one when they are not as they were.
SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was seen, and how to mend it ("" where all is well)."""

    seen: str
    fix: str = ""


@click.command()
def doctor() -> None:
    """Check versions, settings, database, guards, folder and evidence. Exit status 1 if something needs mending.

    \b
    Example: annotate doctor
    """
    desk = open_desk()
    problems = 0
    for finding in examine(desk):
        problems += bool(finding.fix)
        click.echo(f"{'mend' if finding.fix else 'ok  '}  {finding.seen}")
        if finding.fix:
            click.echo(f"      → {finding.fix}")
    if problems:
        raise click.exceptions.Exit(1)


def examine(desk: Desk) -> Iterator[Finding]:
    """Everything, in the order in which it builds on each other."""
    yield Finding(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {_versions()}")
    yield from _settings(desk)
    yield from _folder(desk.settings.home)
    try:
        version.check(desk.database.engine)
    except Conflict as error:
        yield Finding("The tables are not those of this program.", error.message)
        return
    yield Finding(f"The tables are at {version.head()}.")
    yield from _engine(desk)
    yield from _guards(desk)
    yield from _evidence(desk)
    yield from _inspector()


def _versions() -> str:
    return ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)


def _settings(desk: Desk) -> Iterator[Finding]:
    settings = desk.settings
    shown = {f.name: getattr(settings, f.name) for f in fields(settings) if f.name != "database_url"}
    shown["database"] = desk.database.url.render_as_string(hide_password=True)
    yield Finding("Settings: " + ", ".join(f"{name}={value}" for name, value in shown.items()))
    if settings.demo:
        yield Finding("ANNOTATE_DEMO is on: everybody on this machine is every account.", "Unset ANNOTATE_DEMO.")
    if settings.public_url.startswith("http://") and settings.secure_cookies:
        fix = "Use https:// in ANNOTATE_PUBLIC_URL, or set ANNOTATE_SECURE_COOKIES=0 on a machine of your own."
        yield Finding("Browsers keep no secure cookie from an http:// address, so nobody can sign in.", fix)


def _folder(home: Path) -> Iterator[Finding]:
    mode = home.stat().st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        yield Finding(f"Others on this machine can read {home} ({mode:o}).", f"Run: chmod 700 {home}")
    elif not os.access(home, os.W_OK):
        yield Finding(f"{home} cannot be written to.", "Give it to the user that runs the desk.")
    else:
        yield Finding(f"{home} is private and can be written to.")
    free = shutil.disk_usage(home).free
    if free < LITTLE:
        yield Finding(f"Only {free // 1_000_000} MB are free on the disk.", "Make room before the disk is full.")


def _engine(desk: Desk) -> Iterator[Finding]:
    with desk.database.read() as session:
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            shown = connection.exec_driver_sql("SHOW server_version").scalar()
            yield Finding(f"PostgreSQL {shown} answers.")
            return
        for name, wanted in PRAGMAS:
            there = str(connection.exec_driver_sql(f"PRAGMA {name}").scalar())
            fix = "" if there == wanted else "Put the database on a local disk; network folders do not keep it safe."
            yield Finding(f"SQLite {name} is {there}.", fix)
        sound = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
        yield Finding(f"SQLite quick_check: {sound}.", "" if sound == "ok" else "Restore from a backup.")


def _guards(desk: Desk) -> Iterator[Finding]:
    with desk.database.engine.connect() as connection:
        there = {name for name, _ in ddl.installed(connection)}
    missing = ddl.expected(desk.database.engine.dialect.name) - there
    if missing:
        names = ", ".join(sorted(missing)[:3])
        yield Finding(f"{len(missing)} guards of the database are gone ({names} …).", "Run: annotate db upgrade")
    else:
        yield Finding(f"All {len(there)} guards of the database are there.")


def _evidence(desk: Desk) -> Iterator[Finding]:
    with desk.database.read() as session:
        hashes = list(session.scalars(select(FileRow.sha256)))
    try:
        bad = {sha256: found for sha256 in hashes if (found := desk.evidence.check(sha256)) != "good"}
    except OSError as error:
        yield Finding(f"Evidence cannot be read: {error}", "Make the folder or the store readable for the desk.")
        return
    for sha256, found in list(bad.items())[:SHOWN]:
        yield Finding(f"Evidence {sha256} is {found}.", "Restore it from a backup: docs/operations.md.")
    if bad:
        yield Finding(f"{len(bad)} of {len(hashes)} pieces of evidence are missing or altered.",
                      "Keep what is there as it is until you know how that came about.")  # fmt: skip
    else:
        yield Finding(f"All {len(hashes)} pieces of evidence are there and unaltered.")


def _inspector() -> Iterator[Finding]:
    layers = confinement()
    if not layers[-1].active:
        yield Finding(f"Files cannot be inspected. {layers[-1].note}", "Install the program again.")
        return
    there = [layer.name for layer in layers if layer.active]
    yield Finding(f"Files are inspected behind {len(there)} of {len(layers)} walls: {', '.join(there)}.")
    for layer in layers:
        if not layer.active:
            yield Finding(f"Not on this machine: {layer.name}. {layer.note}")
