"""What the commands of a desk share: which one they work on, who acts, and where bytes go."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from annotate.desk import Desk, open_desk
from annotate.domain.people import Actor
from annotate.domain.vocabulary import Role
from annotate.store import version
from annotate.store.queries.users import user_row
from annotate.store.session import UnitOfWork

#: Who acts where a command needs no person: whoever may run commands on this machine is its operator.
OPERATOR = Actor("operator", "Operator", Role.ADMIN, "system", "cli")


def the_desk() -> Desk:
    """The desk of the environment's settings, whose tables are at this program's version; raises Conflict."""
    desk = open_desk()
    version.check(desk.database.engine)
    return desk


@contextmanager
def writing(desk: Desk | None = None) -> Iterator[UnitOfWork]:
    """A unit of work on the desk."""
    with (desk or the_desk()).database.write(request="cli") as uow:
        yield uow


def person(desk: Desk, email: str) -> Actor:
    """The account that a command acts for; raises NotFound. Its role says what it may, as anywhere else."""
    with desk.database.read() as session:
        row = user_row(session, email)
        if not row.active:
            raise click.ClickException(f"The account of {row.name} is switched off.")
        return Actor(row.id, row.name, Role(row.role), via="cli")


def address(desk: Desk, path: str) -> str:
    """The address of a page of this desk, as people reach it."""
    return f"{desk.settings.public_url or 'http://127.0.0.1:8000'}{path}"


def write_out(data: bytes, target: str | None) -> None:
    """Write bytes to a file, or to stdout where none is named."""
    if target in (None, "-"):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with open(str(target), "wb") as file:
        file.write(data)
