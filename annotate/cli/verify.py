"""`annotate verify`: check the bundle of a published report. The work is done by annotate/verify.py, alone."""

from __future__ import annotations

import sys

import click

from annotate import verify as verifier


@click.command()
@click.argument("bundle")
@click.option("--key", help="File with the desk’s public key (`annotate trail key`), from a place that you trust.")
@click.option(
    "--witness",
    "witnesses",
    multiple=True,
    help="File with the public key of a witness, which must have cosigned the history; can be repeated.",
)
@click.option("--since", help="File with an older checkpoint of the same desk: both must be of one history.")
def verify(bundle: str, key: str | None, witnesses: tuple[str, ...], since: str | None) -> None:
    """Check the bundle of a published report, offline: not one byte changed, signed, and what the events add up to.

    Needs no desk and no settings. Exit status 0: it holds; 1: it does not, a line for every fault; 2: it cannot be
    judged. A reader who has no Annotate runs the same as a single file: docs/verify.md.

    \b
    Example: annotate verify camp-raid-edition-1.bundle.zip --key log.vkey
    """
    sys.exit(verifier.run(bundle, key, since, witnesses))
