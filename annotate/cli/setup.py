"""`annotate init` and `annotate db`: make a desk, keep its tables up to date."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

import click

from annotate.audit.signer import KeyFile
from annotate.cli.base import OPERATOR, address
from annotate.cli.errors import Plain
from annotate.desk import Desk, normal_url, open_desk
from annotate.domain.vocabulary import Role
from annotate.services import checkpoints, setup, users
from annotate.store import schema, version


def prepare(desk: Desk) -> None:
    """Bring the tables up to date and put in what an empty database needs."""
    schema.upgrade(normal_url(desk.settings.database_url), app_role=desk.settings.database_app_role)
    setup.prepare(desk.database)


def make_key(desk: Desk) -> None:
    """Make the key that signs checkpoints of the trail, unless there is one or a command signs.

    Where checkpoints were signed already, a missing key is a lost key: a new one would be a signer whom nobody knows.
    """
    settings = desk.settings
    if not settings.signer_command and not (settings.keys_dir / "checkpoint.key").exists() and _has_signed(desk):
        click.echo("The key that signed this desk’s checkpoints is gone. Put it back into keys/ from a copy.", err=True)
    elif not settings.signer_command:
        host = urlsplit(settings.public_url).netloc or f"desk-{secrets.token_hex(4)}.invalid"
        KeyFile(settings.keys_dir / "checkpoint.key").make(settings.log_origin or f"{host}/trail")


def _has_signed(desk: Desk) -> bool:
    with desk.database.read() as session:
        return desk.signer.memory.exists() or checkpoints.last(session) is not None


@click.command()
@click.option("--email", help="Address of the first admin.")
@click.option("--name", help="Name of the first admin.")
def init(email: str | None, name: str | None) -> None:
    """Make this desk: its folder, its tables, its vocabularies, its first admin.

    Prints a single-use link with which the admin sets a password. Run again, it only brings the tables up to date.

    \b
    Example: annotate init --email ines@example.org --name "Ines Duarte"
    """
    desk = open_desk()
    prepare(desk)
    make_key(desk)
    with desk.database.write(request="cli") as uow:
        if users.has_admin(uow):
            click.echo("This desk has an admin already. The tables are up to date; nothing else was changed.")
            return
    email = email or click.prompt("Address of the first admin")
    name = name or click.prompt("Name of the first admin")
    with desk.database.write(request="cli") as uow:
        user = users.add(uow, OPERATOR, email, name, Role.ADMIN)
        link = users.make_link(uow, OPERATOR, user.email)
    click.echo(f"The desk is ready in {desk.settings.home}.")
    click.echo(f"1. Start it: annotate serve\n2. Open, within {users.LINK_HOURS} hours, and choose a password:")
    click.echo(f"   {address(desk, f'/welcome/{link}')}")


@click.group(cls=Plain)
def db() -> None:
    """Look after the tables of the database.

    \b
    Example: annotate db current
    """


@db.command()
def upgrade() -> None:
    """Bring the tables to the version that this program expects. Make a backup first.

    \b
    Example: annotate db upgrade
    """
    desk = open_desk()
    prepare(desk)
    make_key(desk)
    click.echo(f"The database is at {version.head()}.")


@db.command()
def current() -> None:
    """Print the version of the tables; exit status 1 unless it is the expected one.

    \b
    Example: annotate db current
    """
    desk = open_desk()
    click.echo(version.current(desk.database.engine) or "empty")
    version.check(desk.database.engine)
