"""Errors of a command as one sentence. It loads nothing of a desk: not every command needs one."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from annotate._paths import load_config
from annotate.domain.errors import DomainError


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
    if isinstance(error, import_module("sqlalchemy.exc").SQLAlchemyError):
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return f"The database does not answer as it should: {cause}. Run: annotate doctor"
    return (
        f"This is a fault of the program ({type(error).__name__}: {error}). Nothing was changed. "
        "Run it again with ANNOTATE_TRACEBACK=1 and report what it prints."
    )
