"""Taking a file that may take long, such as a PDF or a bundle: made beside the requests, with a page about it.

What is made within a moment, or was made before, comes at once. The page says how far it is and can be left: its
address leads back to it, and what was made lies there for everybody. It looks again by itself where scripts run
(static/js/making.js), and has a link for that where they do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from annotate.desk import Desk
from annotate.domain.errors import NotFound, OutOfRoom
from annotate.domain.policy import Permission
from annotate.exports import FORMATS
from annotate.exports.bundle import BUNDLES, Kind
from annotate.services import bundles, drawn, reports, working_copies
from annotate.services.making import Make, Making, Progress
from annotate.services.site import editions
from annotate.store.queries import articles as query
from annotate.store.queries.relations import conflicts
from annotate.web.answers import Answer, see_other, swap, wants_fragment
from annotate.web.current import desk, read
from annotate.web.errors import status_of
from annotate.web.gate import needs
from annotate.web.reading import NUMBER, site

bp = Blueprint("making", __name__)
#: Seconds that a file may take while the browser waits for it.
AT_ONCE = 1.5


@dataclass(frozen=True)
class Wanted:
    """A file that somebody wants: what it is, and from where it is taken; if that is not at once, where it will lie.

    `of` says of what it is a form, `here` is the address of its page, `again` the one that begins anew. What is
    `recorded` when it is taken is taken by a POST.
    """

    label: str
    href: str
    path: Path | None = None
    make: Make = lambda say: None
    of: str = ""
    again: str = ""
    here: str = ""
    recorded: bool = False

    def ask(self, patience: float = 0.0) -> Progress:
        """How far it is; begins to make it if nobody has."""
        if self.path is None or self.path.exists():
            return Progress(made=True)
        making = cast("Making", current_app.extensions.setdefault("annotate.making", Making(_tidy(desk()))))
        return making.ask(str(self.path), self._keep, patience)

    def at_once(self) -> bool:
        """Is it made, or within a moment?"""
        return self.ask(AT_ONCE).made

    def _keep(self, say: Callable[[str, int, int], None]) -> None:
        self.make(say)
        if self.path and not self.path.exists():
            raise OutOfRoom("The server could not keep the file: its disk may be full. Nothing else was changed.")


@bp.get(f"/articles/<slug>/report/<{NUMBER}:number>.<name>")
@needs(Permission.READ)
def take(slug: str, number: int, name: str) -> Response:
    """The file, if it comes within a moment; else the page that waits for it."""
    wanted = _wanted(slug, number, name)
    if wanted.at_once():
        return redirect(wanted.href)
    return see_other(wanted.here)


@bp.get(f"/articles/<slug>/report/<{NUMBER}:number>.<name>/progress")
@needs(Permission.READ)
def progress(slug: str, number: int, name: str) -> Answer:
    """How far it is: on its way, ready, or why it could not be made."""
    wanted = _wanted(slug, number, name)
    return redirect(wanted.href) if wanted.path is None else waiting(wanted, slug)


def waiting(wanted: Wanted, slug: str) -> Answer:
    """The page of a file of this article, or the part of it that changes."""
    found = wanted.ask()
    status = status_of(found.error) if found.error else 200
    if wants_fragment():
        return swap(render_template("reports/progress.html", wanted=wanted, found=found), status=status)
    article = query.article(read(), slug)
    counts = query.progress(read(), [article.id]).get(article.id)
    return render_template(
        "reports/making.html", article=article, total=counts.total if counts else 0,
        conflicts=conflicts(read(), article.id), nav="article", wanted=wanted, found=found,
    ), status  # fmt: skip


def _tidy(place: Desk) -> Callable[[], None]:
    return lambda: working_copies.sweep(place.settings.working_dir)


def _wanted(slug: str, number: int, name: str) -> Wanted:
    """The file of this name. Raises NotFound, NotCovered."""
    again = url_for("making.take", slug=slug, number=number, name=name)
    return replace(_file(slug, number, name), of=f"edition {number}", again=again, here=f"{again}/progress")


def _file(slug: str, number: int, name: str) -> Wanted:
    if name in BUNDLES:
        return _bundle(slug, number, BUNDLES[name])
    if name not in FORMATS:
        raise NotFound(f"There is no format “{name}”. There are {', '.join([*FORMATS, *BUNDLES])}.")
    report, folder = editions.load(read(), slug, number), desk().settings.drawn_dir
    form, around = FORMATS[name], editions.elsewhere(site(), report)
    href = url_for("public.download", slug=slug, number=number, name=name)
    if not form.slow:
        return Wanted(form.label, href)
    path, _ = drawn.place(name, report, around, folder)
    return Wanted(form.label, href, path, lambda say: drawn.drawn(name, report, around, folder))


def _bundle(slug: str, number: int, kind: Kind) -> Wanted:
    place = desk()
    packer = place.packer

    def make(say: Callable[[str, int, int], None]) -> None:
        bundles.prepare(packer, report, kind, say)
        with place.database.read() as session:
            bundles.kept(session, packer, slug, number, kind)

    edition, report = reports.edition(read(), slug, number)
    with place.covering():
        path, _ = bundles.place(read(), packer, edition, report, kind)
    return Wanted(kind.label, url_for("public.bundle", slug=slug, number=number, kind=kind.name), path, make)
