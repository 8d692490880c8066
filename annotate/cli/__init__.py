"""The command line, `annotate …`: groups by noun, each a file. Every help text ends with an example."""

from __future__ import annotations

import click

from annotate.cli.base import Plain
from annotate.cli.demo import demo
from annotate.cli.serve import serve
from annotate.cli.setup import db, init
from annotate.cli.users import users


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="annotate-desk", prog_name="annotate")
def main() -> None:
    """Annotate: a fact-checking desk for newsrooms.

    \b
    Example: annotate demo
    """


for command in (init, db, demo, serve, users):
    main.add_command(command)
