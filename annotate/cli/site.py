"""`annotate site`: the public side as files for any web host."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy.orm import Session

from annotate.cli.base import the_desk
from annotate.cli.errors import Plain
from annotate.cli.reports import cover
from annotate.desk import Desk
from annotate.domain.errors import Conflict, Invalid
from annotate.services import bundles
from annotate.services.site import check as checking
from annotate.services.site import open_site
from annotate.services.site.build import build as build_site
from annotate.store.queries.public import Out, every_edition


@click.group(cls=Plain)
def site() -> None:
    """The public side as static files: reports, claims, sources, corrections, feeds.

    \b
    Example: annotate site build /srv/www/facts
    """


@site.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--url", default="", help="Where the site will stand; by default ANNOTATE_PUBLIC_URL.")
def build(folder: Path, url: str) -> None:
    """Write the public side into a folder, or bring the folder up to date: only what changed is drawn.

    Links are relative, so the folder works anywhere; feeds and ClaimReview name addresses under --url. Each file is
    replaced as a whole. Signs a checkpoint first if an edition has none, as its evidence bundle needs one.

    \b
    Example: annotate site build /srv/www/facts --url https://facts.example.org
    """
    desk = the_desk()
    base = (url or desk.settings.public_url).rstrip("/")
    if not base.startswith(("https://", "http://")):
        raise Invalid("Say where the site will stand: --url https://facts.example.org, or set ANNOTATE_PUBLIC_URL.")
    _cover(desk)
    packer = replace(desk.packer, public_url=base)

    def bundle(session: Session, out: Out) -> bytes:
        return bundles.kept(session, packer, out.slug, out.number).data

    with desk.database.read() as session:
        place, today = open_site(session, base, desk.organisation), desk.database.now()[:10]
        done = build_site(session, place, folder, desk.evidence, bundle, today)
    click.echo(f"{done.files:,} files, {done.written:,} written, {done.removed:,} removed.")


@site.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path) -> None:
    """Look whether a site is sound: links, ids, whole pages, readable feeds, no script. Exit status 1 if not.

    \b
    Example: annotate site check /srv/www/facts
    """
    looked, faults = checking.check(folder)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise Conflict(f"{len(faults):,} faults in {looked:,} files.")
    click.echo(f"{looked:,} files, nothing wrong.")


def _cover(desk: Desk) -> None:
    """A checkpoint over every edition; the newest event covers all that came before."""
    with desk.database.read() as session:
        latest = max(every_edition(session), key=lambda out: out.published_at, default=None)
    if latest:
        cover(desk, latest.slug, latest.number)
