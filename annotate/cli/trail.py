"""`annotate trail`: prove the history, read it."""

from __future__ import annotations

import click

from annotate.audit import trail as reading
from annotate.audit.verifier import verify as verify_all
from annotate.cli.base import Plain, the_desk
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
def verify() -> None:
    """Check every chain, replay all events, compare them with every row. Exit status 1 if anything disagrees.

    \b
    Example: annotate trail verify
    """
    with the_desk().database.read() as session:
        found = verify_all(session)
    for fault in found.faults[:NAMED]:
        click.echo(str(fault), err=True)
    seen = f"{found.events} events in {found.logs} logs, {found.rows} rows"
    if not found.good:
        raise click.ClickException(f"{len(found.faults)} things do not agree ({seen}). Restore from a backup.")
    click.echo(f"All agree: {seen}.")


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
