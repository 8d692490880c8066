"""`annotate sources`: files for the library, from this machine."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.base import person, the_desk
from annotate.cli.errors import Plain
from annotate.desk import Desk
from annotate.domain.errors import DomainError
from annotate.domain.evidence import Attachment
from annotate.domain.people import Actor
from annotate.domain.vocabulary import Access, Capture
from annotate.services import attachments
from annotate.services.attachments import NewAttachment
from annotate.store.queries.users import user_row


@click.group(cls=Plain)
def sources() -> None:
    """The library: hand in files for a source.

    \b
    Example: annotate sources attach 01a213ef-e1d6-7a13-90cb-c8037edac1c4 gate.mp4 --as ana@example.org
    """


@sources.command()
@click.argument("source")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "email", required=True, help="Address of the account that hands them in.")
@click.option("--access", type=click.Choice([str(a) for a in Access]), default=str(Access.DESK), show_default=True,
              help="Who may open them.")  # fmt: skip
@click.option(
    "--reader", "readers", multiple=True, help="Address of a person who may open them while sealed; repeat it."
)
@click.option("--method", type=click.Choice([str(c) for c in Capture if c is not Capture.DERIVED]),
              default=str(Capture.RECEIVED), show_default=True, help="How they came here.")  # fmt: skip
@click.option("--origin", default="", help="Where they come from: an address, a person, a device.")
@click.option("--captured", default="", help="When they were captured: 2026-11-23, or 2026-11-23T14:41Z.")
@click.option("--note", default="", help="What the desk should know of them.")
def attach(source: str, paths: tuple[Path, ...], email: str, readers: tuple[str, ...], **said: str) -> None:
    """Hand in files for SOURCE, the id at the end of its page's address. What cannot be taken is named; the rest is.

    Exit status 1 if any was not taken. The same bytes again are recognised and are no fault.

    \b
    Example: annotate sources attach 01a213ef-e1d6-7a13-90cb-c8037edac1c4 *.jpg --as ana@example.org --origin "A phone"
    """
    desk = the_desk()
    actor = person(desk, email)
    with desk.database.read() as session:
        named = tuple(user_row(session, address).id for address in readers)
    refused = 0
    for path in paths:
        try:
            made = _take(desk, actor, source, path, NewAttachment(path.name, readers=named, **said))
        except attachments.AlreadyHeld as error:
            click.echo(f"{path}: {error.message}")
        except DomainError as error:
            refused += 1
            click.echo(f"{path}: {' '.join(problem.message for problem in error.problems)}", err=True)
        else:
            click.echo(f"{made.sha256}  {made.name}")
    if refused:
        raise click.ClickException(f"{refused} of {len(paths)} files were not taken.")


def _take(desk: Desk, actor: Actor, source: str, path: Path, new: NewAttachment) -> Attachment:
    with desk.database.read() as session:
        new = attachments.checked(session, actor, source, new, path.stat().st_size)
    with path.open("rb") as file:
        taken = desk.evidence.take(file, desk.settings.max_file)
    with desk.database.write(request="cli") as uow:
        made = attachments.attach(uow, actor, source, taken, new)
    desk.handed_in(taken.sha256)
    return made
