"""`annotate articles`: bring texts in, list them."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

import click

from annotate.cli.base import OPERATOR, the_desk, writing
from annotate.cli.errors import Plain
from annotate.imports import Imported, read_article
from annotate.services import articles as service
from annotate.store.queries.articles import articles as all_articles

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=Plain)
def articles() -> None:
    """Articles: freeze a text for checking, list what is there.

    \b
    Example: annotate articles list
    """


@articles.command()
@click.argument("file", type=FILE)
@click.option("--title", help="Headline, where the file's own is not right.")
@click.option("--byline", help="Who wrote it.")
@click.option("--publisher", help="Who published it.")
@click.option("--url", help="Where it stands on the web.")
@click.option("--language", help="Its language, as a code such as en or fa.")
@click.option("--dated", help="The date that its weekdays refer to, as 2026-11-23.")
def add(file: Path, **said: str | None) -> None:
    """Freeze a text from a file: .txt, .md, .html, .docx or .pdf. Prints the article's short name.

    \b
    Example: annotate articles add raid.docx --publisher "Example Newsroom" --dated 2026-11-23
    """
    data = file.read_bytes()
    read = read_article(data, file.name)
    values = {name: value for name, value in said.items() if value is not None}
    desk = the_desk()
    with writing(desk) as uow:
        frozen = service.add(uow, OPERATOR, _new(read, file, data, values), desk.evidence)
    if frozen.existing:
        click.echo("This very text is there already:", err=True)
    click.echo(frozen.article.slug)


def _new(read: Imported, file: Path, data: bytes, said: dict[str, str]) -> service.NewArticle:
    found = {
        "title": read.title or file.stem, "byline": read.byline, "publisher": read.publisher, "url": read.url,
        "language": read.language, "dated": read.published,
    }  # fmt: skip
    values: dict[str, Any] = {name: value for name, value in found.items() if value} | said
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    received = service.Received(data, file.name, media_type)
    return service.NewArticle(
        text=read.text, headings=read.headings, importer=read.importer, received=received, **values
    )


@articles.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many at most.")
def show(limit: int) -> None:
    """List articles, newest first: short name, claims approved of all, headline.

    \b
    Example: annotate articles list --limit 10
    """
    with the_desk().database.read() as session:
        for row in all_articles(session, limit=limit).items:
            done = f"{row.progress.approved}/{row.progress.total}"
            click.echo(f"{row.article.slug:<62} {done:>9}  {row.article.title}")
