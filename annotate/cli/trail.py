"""`annotate trail`: prove the history, read it."""

from __future__ import annotations

import click

from annotate.audit import trail as reading
from annotate.audit.files_verifier import verify_files
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import verify as verify_all
from annotate.cli.base import OPERATOR, the_desk
from annotate.cli.errors import Plain
from annotate.services import checkpoints
from annotate.services.signatures import verify_signatures
from annotate.store.queries.articles import article as one_article
from annotate.store.queries.claims import claim_by_number

#: Faults that are printed; their number is always said.
NAMED = 50


@click.group(cls=Plain)
def trail() -> None:
    """The audit history: check that nobody changed it, read what happened.

    \b
    Example: annotate trail verify
    """


@trail.command()
@click.option("--database/--no-database", default=True, show_default=True, help="Compare every row with the events.")
@click.option("--files/--no-files", default=False, show_default=True, help="Hash every file of evidence, too.")
def verify(database: bool, files: bool) -> None:
    """Check chains, tree and signatures, replay all events, compare every row. Exit status 1 if anything disagrees.

    With --files every byte of evidence is read as well, which takes its time.

    \b
    Example: annotate trail verify --database --files
    """
    desk = the_desk()
    with desk.database.read() as session:
        found = verify_all(session, tables=database)
        found.faults.extend(verify_tree(session, desk.signer if checkpoints.last(session) else None, found.hashes))
        found.faults.extend(verify_signatures(session))
        seen_files = [*verify_files(session, desk.evidence)] if files else []
    found.faults.extend(fault for fault in seen_files if fault)
    for fault in found.faults[:NAMED]:
        click.echo(str(fault), err=True)
    seen = f"{found.events} events in {found.logs} logs, {found.rows} rows"
    seen += f", {len(seen_files)} files" if files else ""
    if not found.good:
        raise click.ClickException(f"{len(found.faults)} things do not agree ({seen}). Restore from a backup.")
    click.echo(f"All agree: {seen}.")


@trail.command()
def checkpoint() -> None:
    """Put everything new into the tree, sign its size and root, print the signed note. `annotate serve` does so too.

    Keep the note where nobody who can change the database can change it: it proves what was there.

    \b
    Example: annotate trail checkpoint >> /mnt/elsewhere/checkpoints.txt
    """
    desk = the_desk()
    made = checkpoints.make(desk.database, desk.signer, *desk.copies, witnesses=desk.witnesses)
    click.echo(made.note, nl=False)
    for problem in made.uncopied:
        click.echo(f"A copy of it was not made: {problem}.", err=True)
    needed = desk.settings.witnesses_needed
    if made.new and made.cosigned < needed:
        raise click.ClickException(f"{made.cosigned} of the {needed} witnesses that are needed cosigned it.")
    if made.uncopied:
        raise click.ClickException("The checkpoint is made and kept, but not copied to where it should be.")


@trail.command()
def key() -> None:
    """Print the public key that checkpoints are signed with. Publish it: readers check reports with it.

    \b
    Example: annotate trail key > log.vkey
    """
    click.echo(str(the_desk().signer.hand.key))


@trail.command(name="acknowledge-restore")
@click.option("--reason", required=True, help="What happened, and which events are gone; it stays in the history.")
def acknowledge_restore(reason: str) -> None:
    """Go on from a database that is older than the last signed checkpoint, after saying why. Nothing is hidden by it.

    The checkpoint that no longer fits is written into the history, and readers who kept it can show the gap.

    \b
    Example: annotate trail acknowledge-restore --reason "Disk failed on 3 May; restored the backup of 2 May."
    """
    desk = the_desk()
    lost = checkpoints.acknowledge(desk.database, desk.signer, OPERATOR, reason)
    click.echo(f"Recorded. {lost.size:,} events had been signed; the history goes on from what this database has.")
    click.echo(checkpoints.make(desk.database, desk.signer, *desk.copies).note, nl=False)


@trail.command()
@click.option("--article", "slug", help="Only this article's events, by its short name.")
@click.option(
    "--claim", "number", type=click.IntRange(min=1), help="Only this claim's, by its number; needs --article."
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many at most.")
def show(slug: str | None, number: int | None, limit: int) -> None:
    """Print what happened, newest first: time, sentence, reason.

    \b
    Example: annotate trail show --article camp-raid --claim 12
    """
    if number is not None and slug is None:
        raise click.UsageError("A claim's number holds within its article: name it with --article.")
    with the_desk().database.read() as session:
        log = one_article(session, slug).id if slug else None
        claim = claim_by_number(session, str(log), number).id if number else None
        for event in reading.events(session, reading.Where(log=log, claim_id=claim), limit=limit).items:
            reason = f" – {event.reason}" if event.reason else ""
            click.echo(f"{event.at}  {event.sentence.replace('*', '')}{reason}")
