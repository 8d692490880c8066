"""`annotate witness`: cosign the checkpoints of partner newsrooms, so that none of them can show two histories."""

from __future__ import annotations

from pathlib import Path

import click
import waitress

from annotate.audit.signer import KeyFile
from annotate.cli.errors import Plain
from annotate.domain.cosignature import key_of
from annotate.domain.errors import Invalid
from annotate.domain.note import ED25519, Key, key
from annotate.witness import Witness
from annotate.witness.memory import Memory
from annotate.witness.server import application

_FOLDER = click.Path(file_okay=False, path_type=Path)
_home = click.option("--home", type=_FOLDER, default=Path("witness"), show_default=True, help="Its key and its memory.")


@click.group(cls=Plain)
def witness() -> None:
    """A witness for partner newsrooms: needs no desk, no database server, and sees no event.

    \b
    Example: annotate witness serve --log partner.vkey
    """


@witness.command()
@click.argument("name")
@_home
def init(name: str, home: Path) -> None:
    """Make its key, named NAME, and print the public one, which the partner puts into ANNOTATE_WITNESSES.

    \b
    Example: annotate witness init witness.example.org/1
    """
    KeyFile(home / "witness.key").make(name)
    click.echo(str(_public(home)))


@witness.command()
@_home
@click.option(
    "--log",
    "logs",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the public key of a log to watch (annotate trail key); can be repeated.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8010, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def serve(home: Path, logs: tuple[Path, ...], host: str, port: int) -> None:
    """Answer POST /add-checkpoint for these logs. Ctrl+C stops it. Put a web server with TLS in front of it.

    \b
    Example: annotate witness serve --log partner.vkey --port 8010
    """
    made = open_witness(home, logs)
    click.echo(f"The witness {made.key.name} is at http://{host}:{port}/ – Ctrl+C stops it.")
    waitress.serve(application(made), host=host, port=port, threads=4, ident="", _quiet=True)


def open_witness(home: Path, logs: tuple[Path, ...]) -> Witness:
    """The witness of this folder for these logs; Invalid names the file whose key is none."""
    watched = [_log(path) for path in logs]
    file = KeyFile(home / "witness.key")
    return Witness(file.key.name, file.private, {one.name: one for one in watched}, Memory(home / "seen.db"))


def _public(home: Path) -> Key:
    file = KeyFile(home / "witness.key")
    return key_of(file.key.name, file.private)


def _log(path: Path) -> Key:
    try:
        found = key(path.read_text(encoding="utf-8"))
    except (Invalid, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: {error}") from error
    if found.kind != ED25519:
        raise Invalid(f"{path}: this is the key of a witness, not of a log.")
    return found
