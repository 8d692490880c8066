"""`annotate claims`: files of claims in and out."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.articles import FILE
from annotate.cli.base import OPERATOR, person, the_desk, write_out, writing
from annotate.cli.errors import Plain
from annotate.services import claim_files


@click.group(cls=Plain)
def claims() -> None:
    """Claims: bring them in from a file, write them to one (docs/claims-format.md).

    \b
    Example: annotate claims export camp-raid -o claims.json
    """


@claims.command("import")
@click.argument("slug")
@click.argument("file", type=FILE)
@click.option("--as", "email", required=True, help="Address of the checker whose drafts they become.")
def bring_in(slug: str, file: Path, email: str) -> None:
    """Mark all claims of a file, or none: every quote is checked first, and each refusal says which entry and why.

    \b
    Example: annotate claims import camp-raid claims.json --as ana@example.org
    """
    desk = the_desk()
    actor = person(desk, email)
    with writing(desk) as uow:
        made = claim_files.bring_in(uow, actor, slug, file.read_bytes())
    click.echo(f"{len(made)} claims are marked, as drafts of {actor.name}.")


@claims.command("export")
@click.argument("slug")
@click.option("-o", "--output", help="File to write; stdout if none is named.")
def take_out(slug: str, output: str | None) -> None:
    """Write the claims of an article, with spans, verdicts, sources and citations.

    \b
    Example: annotate claims export camp-raid > claims.json
    """
    with the_desk().database.read() as session:
        data = claim_files.take_out(session, OPERATOR, slug)
    write_out(data, output)
