"""`annotate backup`: the database and the evidence in one file, while the desk runs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import click
from sqlalchemy import URL

from annotate.cli.base import the_desk
from annotate.desk import Desk
from annotate.domain.errors import Conflict, NotFound
from annotate.store import version

#: Bytes read at a time.
_CHUNK = 1_000_000


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the database and all evidence into a new .zip, with the SHA-256 of every part; the desk may be running.

    PostgreSQL needs pg_dump on this machine. How to restore: docs/operations.md.

    \b
    Example: annotate backup desk-2026-11-23.zip
    """
    if file.exists():
        raise Conflict(f"{file} is there already. Choose another name.")
    desk = the_desk()
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as folder:
        dumped = dump(desk, Path(folder))
        draft = Path(folder) / "backup.zip"
        number = pack(desk, dumped, draft)
        os.chmod(draft, 0o600)
        draft.replace(file)
    click.echo(f"{file} holds the database and {number} pieces of evidence.")


def dump(desk: Desk, folder: Path) -> Path:
    """One consistent copy of the database: a SQLite file, or pg_dump's custom format."""
    if desk.database.engine.dialect.name == "sqlite":
        return _copy_sqlite(str(desk.database.url.database), folder / "annotate.db")
    return _pg_dump(desk.database.url, folder / "annotate.pgdump")


def pack(desk: Desk, dumped: Path, target: Path) -> int:
    """Zip the copy, then the evidence: it is only ever added to, so all that the copy names is there. Pieces of it.

    Evidence lies in the archive as in a folder store, from whichever store it comes.
    """
    files = {dumped.name: _sha256(dumped)}
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        archive.write(dumped, dumped.name)
        for sha256 in desk.evidence.hashes():
            name = f"evidence/{sha256[:2]}/{sha256[2:4]}/{sha256}"
            # NotFound: another process has just started and cleared it away; no row has ever named it.
            with suppress(NotFound), desk.evidence.local(sha256) as path:
                archive.write(path, name)
                files[name] = _sha256(path)
        manifest = {
            "program": "annotate", "made_at": desk.database.now(), "schema": version.head(), "files": files,
        }  # fmt: skip
        archive.writestr("manifest.json", json.dumps(manifest, indent=2) + "\n")
    return len(files) - 1


def _copy_sqlite(source: str, target: Path) -> Path:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return target


def _pg_dump(url: URL, target: Path) -> Path:
    if shutil.which("pg_dump") is None:
        raise Conflict("There is no pg_dump on this machine. Install PostgreSQL's client programs, then try again.")
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environ = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = ["pg_dump", "--format=custom", f"--file={target}", plain]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Conflict(f"pg_dump did not work: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason'}")
    return target


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
