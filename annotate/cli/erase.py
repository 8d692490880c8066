"""`annotate erase`: personal text, by law, without breaking the proof."""

from __future__ import annotations

import click

from annotate.audit.tags import FIELD_WORDS
from annotate.cli.base import OPERATOR, person, the_desk
from annotate.cli.errors import Plain
from annotate.desk import Desk
from annotate.domain.vocabulary import Basis
from annotate.services import erasable, erasure
from annotate.services.erasure import Preview

KIND = click.Choice(list(erasable.KINDS))
#: What has to be typed.
WORD = "erase"


@click.group(cls=Plain)
def erase() -> None:
    """Erase personal text by law: it is gone, and the history still verifies.

    \b
    Example: annotate erase show user ana@example.org
    """


@erase.command()
@click.argument("kind", type=KIND)
@click.argument("ident")
def show(kind: str, ident: str) -> None:
    """Print what an erasure would remove, and what it cannot.

    \b
    Example: annotate erase show comment 01a21484-6a17-7361-beba-f36ff67695d1
    """
    with the_desk().database.read() as session:
        _print(erasure.preview(session, OPERATOR, kind, ident))


@erase.command()
@click.argument("kind", type=KIND)
@click.argument("ident")
@click.option("--basis", required=True, type=click.Choice([str(b) for b in Basis]), help="The ground in law.")
@click.option("--reason", required=True, help="Why, in a sentence that names nobody; it stays in the history.")
@click.option("--field", "fields", multiple=True, help="Only this field; may be given several times.")
@click.option("--as", "email", help="Whose account erases: an admin's. Without it the operator does.")
@click.option("--confirm", help=f"“{WORD}”: do not ask.")
def text(
    kind: str, ident: str, basis: str, reason: str, fields: tuple[str, ...], email: str | None, confirm: str | None
) -> None:
    """Erase the personal text of a thing for good. It is asked for the word “erase” before anything is changed.

    \b
    Example: annotate erase text user ana@example.org --basis request --reason "Letter of 3 May, no. 12."
    """
    desk = the_desk()
    actor = person(desk, email) if email else OPERATOR
    with desk.database.read() as session:
        found = erasure.preview(session, actor, kind, ident)
    _print(found)
    if (confirm or click.prompt(f"Nothing brings it back. Type “{WORD}” to go on")) != WORD:
        raise click.ClickException("Nothing was erased.")
    with desk.database.write(request="cli") as uow:
        done = erasure.erase(uow, actor, kind, found.thing.id, found.thing.row.rev, basis, reason, fields)
    click.echo(f"Erased: {done.texts:,} texts of {done.thing.name.replace('*', '')}.")
    _finish(desk, kind)


@erase.command()
@click.argument("kind", type=KIND)
def scrub(kind: str) -> None:
    """Once more get what was erased out of the files of the database, after it could not be done in full.

    \b
    Example: annotate erase scrub comment
    """
    _finish(the_desk(), kind)


def _finish(desk: Desk, kind: str) -> None:
    problems = erasure.finish(desk.database, kind, desk.settings.bundles_dir, desk.settings.working_dir)
    if problems:
        raise click.ClickException(
            "It is erased, but its bytes may still stand in files of the database: " + "; ".join(problems)
            + f". Then run: annotate erase scrub {kind}"
        )  # fmt: skip
    click.echo("The files of the database hold it no more. Backups and copies of the past do: docs/operations.md.")


def _print(found: Preview) -> None:
    click.echo(f"{found.thing.name.replace('*', '')} ({found.thing.id})")
    for name, now in found.now.items():
        click.echo(f"  {FIELD_WORDS.get(name, name)}: {now or '(nothing)'}")
    for name, before in found.before:
        click.echo(f"  {FIELD_WORDS.get(name, name)}, before: {before}")
    if found.stays:
        click.echo(f"{found.stays:,} events from before version 2 hold texts themselves. Those cannot be erased.")
