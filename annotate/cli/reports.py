"""`annotate report`: publish an edition, write reports to files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from annotate.cli.base import OPERATOR, address, person, the_desk, write_out, writing
from annotate.cli.errors import Plain
from annotate.desk import Desk
from annotate.domain.corrections import Correction
from annotate.domain.errors import NotFound
from annotate.domain.report import Report
from annotate.exports import FORMATS, PageContext, render
from annotate.exports import verifier as verifier_page
from annotate.exports.bundle import BUNDLES, EVIDENCE, Kind
from annotate.exports.public.frame import addresses
from annotate.services import bundles, checkpoints, reports
from annotate.store.queries.articles import article as one_article


@click.group(cls=Plain)
def report() -> None:
    """Reports: publish the approved claims of an article, write a report to a file.

    \b
    Example: annotate report export camp-raid --format csv -o camp-raid.csv
    """


@report.command()
@click.argument("slug")
@click.option("--as", "email", required=True, help="Address of the reviewer who publishes.")
@click.option("--note", default="", help="Public note: what changed since the edition before, and why.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in Correction]), default=Correction.UPDATE.value,
    show_default=True, help="What an edition after the first does.",
)  # fmt: skip
@click.option("--complaint", "complaints", type=click.IntRange(min=1), multiple=True, help="Number that it answers.")
def publish(slug: str, email: str, note: str, kind: str, complaints: tuple[int, ...]) -> None:
    """Freeze the approved claims as the next edition. Prints its number.

    \b
    Example: annotate report publish camp-raid --as mira@example.org --kind correct --note "Claim 3: 36, not 63"
    """
    desk = the_desk()
    actor = person(desk, email)
    with writing(desk) as uow:
        edition = reports.publish(uow, actor, slug, note, desk.organisation, Correction(kind), complaints)
    click.echo(str(edition.number))


@report.command()
@click.argument("slug")
@click.option("--edition", type=click.IntRange(min=1), help="Which edition; the newest if none is named.")
@click.option("--working-copy", is_flag=True, help="The claims as they are now, approved or not.")
@click.option("--format", "form", type=click.Choice([*FORMATS, *BUNDLES]), default="html", show_default=True)
@click.option("-o", "--output", help="File to write; stdout if none is named.")
def export(slug: str, edition: int | None, working_copy: bool, form: str, output: str | None) -> None:
    """Write a report. The same edition always gives the same bytes.

    “bundle” is the evidence bundle and “complete” the one with every format in it; a checkpoint is signed first if
    none covers the edition yet.

    \b
    Example: annotate report export camp-raid --edition 1 --format json -o camp-raid.json
    """
    if working_copy and edition is not None:
        raise click.UsageError("An edition is no working copy: use one of --edition and --working-copy.")
    if working_copy and form in BUNDLES:
        raise click.UsageError("A bundle proves what was published: a working copy has none.")
    desk = the_desk()
    drawn = _working_copy(desk, slug) if working_copy else _edition(desk, slug, edition)
    if form in BUNDLES:
        data = _bundle(desk, slug, drawn.edition, BUNDLES[form])
    else:
        data = render(form, drawn, _page(desk, drawn))
    with writing(desk) as uow:
        what = "a working copy" if working_copy else f"edition {drawn.edition}"
        article, label = one_article(uow.session, slug), (FORMATS.get(form) or BUNDLES[form]).label
        reports.note_export(uow, OPERATOR, article, what, label, hashlib.sha256(data).hexdigest())
    write_out(data, output)


@report.command()
@click.argument("slug")
@click.argument("edition", type=click.IntRange(min=1))
@click.option("-o", "--out", help="File to write; stdout if none is named.")
@click.option("--since", help="File with a checkpoint that somebody kept: prove that both are of one history.")
def bundle(slug: str, edition: int, out: str | None, since: str | None) -> None:
    """Write the evidence bundle of an edition: the report, its history, its files, and the proof, for anybody to check.

    Signs a checkpoint first if none covers the edition yet. The same edition and checkpoint give the same bytes.

    \b
    Example: annotate report bundle camp-raid 1 --out camp-raid-edition-1.bundle.zip
    """
    note = Path(since).read_text(encoding="utf-8", errors="replace") if since else ""
    write_out(_bundle(the_desk(), slug, edition, EVIDENCE, note), out)


@report.command()
@click.option("-o", "--out", help="File to write; stdout if none is named.")
def verifier(out: str | None) -> None:
    """Write the page that checks bundles in a browser, as one file; its fingerprint goes to stderr.

    It is the page at /verify, byte for byte, and the same for everybody who has this version; it needs no server.

    \b
    Example: annotate report verifier --out annotate-verify.html
    """
    made = verifier_page.page()
    write_out(made.data, out)
    click.echo(f"SHA-256 {made.sha256}", err=True)


def cover(desk: Desk, slug: str, edition: int) -> None:
    """Make a checkpoint unless one covers this edition, and so all that came before. Raises NotFound."""
    with desk.database.read() as session:
        covered = bundles.covered(session, slug, edition)
    if not covered:
        checkpoints.make(desk.database, desk.signer, *desk.copies, witnesses=desk.witnesses)


def _working_copy(desk: Desk, slug: str) -> Report:
    with desk.database.read() as session:
        return reports.assemble(session, slug, desk.organisation, desk.database.now(), OPERATOR)


def _edition(desk: Desk, slug: str, number: int | None) -> Report:
    with desk.database.read() as session:
        if number is None:
            found = reports.editions(session, one_article(session, slug))
            if not found:
                raise NotFound(
                    "Nothing of this article is published yet. Add --working-copy for its claims as they are."
                )
            number = found[0].number
        return reports.edition(session, slug, number)[1]


def _bundle(desk: Desk, slug: str, number: int, kind: Kind, since: str = "") -> bytes:
    cover(desk, slug, number)
    with desk.database.read() as session:
        return bundles.make(session, desk.packer, slug, number, since, kind).data


def _page(desk: Desk, drawn: Report) -> PageContext:
    if drawn.working_copy:
        return PageContext()
    return addresses(address(desk, "/"), drawn.article.slug, drawn.edition)
