"""What all commands share: the desk they work on, who acts, and errors as one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from annotate._paths import load_config
from annotate.desk import Desk, open_desk
from annotate.domain.errors import DomainError
from annotate.domain.people import Actor
from annotate.domain.vocabulary import Role
from annotate.store import version
from annotate.store.queries.users import user_row
from annotate.store.session import UnitOfWork

#: Who acts where a command needs no person: whoever may run commands on this machine is its operator.
OPERATOR = Actor("operator", "Operator", Role.ADMIN, "system", "cli")


class Plain(click.Group):
    """A group whose errors are one sentence on stderr and exit status 1; ANNOTATE_TRACEBACK=1 shows where."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("ANNOTATE_TRACEBACK") == "1":
                raise
            raise click.ClickException(sentence(error)) from error


def sentence(error: Exception) -> str:
    """What to tell the person at the terminal."""
    if isinstance(error, DomainError):
        return "\n".join(problem.message for problem in error.problems)
    if isinstance(error, load_config().SettingsError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}."
    if isinstance(error, SQLAlchemyError):
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return f"The database does not answer as it should: {cause}. Run: annotate doctor"
    return (
        f"This is a fault of the program ({type(error).__name__}: {error}). Nothing was changed. "
        "Run it again with ANNOTATE_TRACEBACK=1 and report what it prints."
    )


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
