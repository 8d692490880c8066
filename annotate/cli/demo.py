"""`annotate demo`: the worked example, to look around in as any of its people."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import make_url

from annotate._paths import ROOT, load_config
from annotate.cli.serve import is_free, is_loopback, run
from annotate.cli.setup import make_key
from annotate.desk import Desk, open_desk
from annotate.domain.errors import Conflict, Invalid
from annotate.services import demo as story
from annotate.store import schema, version

if TYPE_CHECKING:
    from config import Settings

#: The note in the home folder that tells an example from a real desk, and what it says.
MARK, BEGUN, WHOLE = "example.txt", "begun", "whole"
#: The example's evidence and key lie in its own home, whatever the environment names: a real desk may be using that.
OWN = {
    "evidence_url": "", "s3_endpoint": "", "signer_command": "", "signer_key": "", "checkpoint_copy": "",
    "checkpoint_command": "", "witnesses": "", "witnesses_needed": 0,
}  # fmt: skip
#: Ports that are tried where the wanted one is taken.
TRIES = 20


def demo_settings() -> Settings:
    """The settings of a demonstration: a home of its own unless one is named, one-click sign-in, no TLS."""
    config = load_config()
    beside = ROOT if (ROOT / "pyproject.toml").exists() else Path.cwd()
    settings: Settings = config.load(default_home=beside / "instance" / "demo", demo=True, secure_cookies=False, **OWN)
    return settings


def ready(desk: Desk) -> bool:
    """Load the example unless it is there; True if it was loaded now. Conflict where a real desk is, or half of one."""
    if version.current(desk.database.engine) is None:
        schema.upgrade(desk.database.engine)
    version.check(desk.database.engine)
    if not story.is_empty(desk.database):
        check_ours(desk, WHOLE)
        return False
    mark(desk, BEGUN)
    story.load(desk.database, desk.evidence, desk.organisation)
    make_key(desk)
    mark(desk, WHOLE)
    return True


def mark(desk: Desk, how_far: str) -> None:
    """Note in the home folder that this very database is the example's, and how far it is loaded."""
    (desk.settings.home / MARK).write_text(f"{desk.database.url}\n{how_far}\n", encoding="utf-8")


def check_ours(desk: Desk, wanted: str = "") -> None:
    """Raise Conflict unless the note of `mark` is about this database, and says `wanted` if that is given."""
    note = desk.settings.home / MARK
    found = note.read_text(encoding="utf-8").splitlines() if note.is_file() else []
    if found[:1] != [str(desk.database.url)]:
        raise Conflict(
            "This is a real desk; it is neither opened to everybody nor thrown away. "
            "Set ANNOTATE_HOME to another folder, or unset it, and unset DATABASE_URL."
        )
    if wanted and wanted not in found[1:]:
        raise Conflict("The example is only half loaded. Run: annotate demo --reset")


def reset(desk: Desk) -> None:
    """Throw away the example's database, evidence and key; Conflict if anybody real works there."""
    if desk.database.engine.dialect.name != "sqlite":
        raise Conflict("Only an example in a SQLite file can be reset. Drop the PostgreSQL database by hand.")
    if version.current(desk.database.engine) is not None:
        check_ours(desk)
    desk.database.dispose()
    file = make_url(desk.settings.database_url).database or ""
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    for folder in (desk.settings.evidence_dir, desk.settings.keys_dir):
        shutil.rmtree(folder, ignore_errors=True)


def free_port(host: str, port: int) -> int:
    """The wanted port, or the next one that is free; Conflict if there is none near."""
    for candidate in range(port, min(port + TRIES, 65536)):
        if is_free(host, candidate):
            return candidate
    raise Conflict(f"No port from {port} to {port + TRIES - 1} is free. Choose another with --port.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-serve", is_flag=True, help="Load the example and end.")
@click.option("--reset", "anew", is_flag=True, help="Throw the example away and load it anew.")
def demo(host: str, port: int, no_serve: bool, anew: bool) -> None:
    """Load the worked example and serve it to this machine alone; sign in as any of its people by one click.

    It lives in a folder of its own (instance/demo, or ANNOTATE_HOME), so that no real desk is touched.

    \b
    Example: annotate demo
    """
    if not is_loopback(host):
        raise Invalid(f"The example has no passwords, so it serves this machine alone. “{host}” is not loopback.")
    desk = open_desk(demo_settings())
    if anew:
        reset(desk)
        desk = open_desk(desk.settings)
    loaded = ready(desk)
    click.echo(f"The example {'is loaded' if loaded else 'is there already,'} in {desk.settings.home}.")
    if no_serve:
        return
    found = free_port(host, port)
    if found != port:
        click.echo(f"Port {port} is taken; using {found}.")
    click.echo(f"Open http://{host}:{found}/ and choose whom to be. Ctrl+C stops it.")
    run(desk, host, found)
