"""The command line, `annotate …`: groups by noun, each a file. Every help text ends with an example."""

from __future__ import annotations

from importlib import import_module

import click

from annotate.cli.errors import Plain

#: Command → its module here. A command loads what it needs, and no other: `serve` starts in half the time.
COMMANDS = {
    "init": "setup",
    "db": "setup",
    "demo": "demo",
    "serve": "serve",
    "users": "users",
    "articles": "articles",
    "claims": "claims",
    "sources": "sources",
    "files": "files",
    "report": "reports",
    "site": "site",
    "trail": "trail",
    "erase": "erase",
    "verify": "verify",
    "witness": "witness",
    "backup": "backup",
    "restore": "backup",
    "doctor": "doctor",
    "bench": "bench",
}


class Commands(Plain):
    """The group of all commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"annotate.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="annotate-desk", prog_name="annotate")
def main() -> None:
    """Annotate: a fact-checking desk for newsrooms.

    \b
    Example: annotate demo
    """
