"""The command line, `annotate …`: groups by noun, each a file. Every help text ends with an example."""

from __future__ import annotations

import click

from annotate.cli.articles import articles
from annotate.cli.backup import backup
from annotate.cli.base import Plain
from annotate.cli.bench import bench
from annotate.cli.claims import claims
from annotate.cli.demo import demo
from annotate.cli.doctor import doctor
from annotate.cli.reports import report
from annotate.cli.serve import serve
from annotate.cli.setup import db, init
from annotate.cli.trail import trail
from annotate.cli.users import users


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="annotate-desk", prog_name="annotate")
def main() -> None:
    """Annotate: a fact-checking desk for newsrooms.

    \b
    Example: annotate demo
    """


for command in (init, db, demo, serve, users, articles, claims, report, trail, backup, doctor, bench):
    main.add_command(command)
