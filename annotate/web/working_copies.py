"""Working copies of a report, for people who are signed in: looked at, and taken away as a file.

To look is a GET. To take is recorded with the fingerprint of the bytes, and what is recorded is a change, so that is a
POST which answers the file. What takes long is frozen first and drawn beside the requests; its page says how far it is
(making.py), and the file is taken there by another POST, by anybody who may take a working copy.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from annotate.domain.errors import NotFound
from annotate.domain.policy import Permission
from annotate.domain.report import Report
from annotate.exports import FORMATS, PageContext, filename, render
from annotate.services import reports, working_copies
from annotate.services.working_copies import WorkingCopy
from annotate.store.queries import articles as query
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, desk, read, write
from annotate.web.gate import needs
from annotate.web.making import Wanted, waiting
from annotate.web.reports import attachment, organisation, static_base

bp = Blueprint("working_copy", __name__)
PATH = "/articles/<slug>/report/working-copy"
FROZEN = f"{PATH}/<sha256>.<name>"


@bp.get(PATH)
@needs(Permission.READ)
def show(slug: str) -> Response:
    """The report as it would be now, with every claim that stands. It says on top that it is no report."""
    page = PageContext(static_base=static_base(), report_url=url_for("report.show", slug=slug))
    return Response(render("html", _assembled(slug), page), mimetype="text/html")


@bp.post(PATH)
@needs(Permission.EXPORT)
def take(slug: str) -> Response:
    """A file of the working copy, or the page that waits for it. Raises NotFound for an unknown format."""
    name, report = request.form.get("format", ""), _assembled(slug)
    if name not in FORMATS or not FORMATS[name].slow:
        return _handed_out(report, name, render(name, report, _around()))
    made = working_copies.freeze(read(), report, desk().settings.working_dir)
    wanted = _wanted(slug, made, name)
    if wanted.at_once():
        return _handed_out(report, name, made.draw(name, _around()))
    return see_other(wanted.here)


@bp.get(f"{FROZEN}/progress")
@needs(Permission.EXPORT)
def progress(slug: str, sha256: str, name: str) -> Answer:
    """How far it is: on its way, ready, or why it could not be made."""
    return waiting(_wanted(slug, _frozen(slug, sha256, name), name), slug)


@bp.post(FROZEN)
@needs(Permission.EXPORT)
def fetch(slug: str, sha256: str, name: str) -> Response:
    """The file of a working copy that was frozen. Drawn now, where it is not yet."""
    made = _frozen(slug, sha256, name)
    return _handed_out(made.report, name, made.draw(name, _around()))


def _assembled(slug: str) -> Report:
    return reports.assemble(read(), slug, organisation(), desk().database.now(), actor(), working_copy=True)


def _around() -> PageContext:
    return PageContext(static_base=static_base())


def _frozen(slug: str, sha256: str, name: str) -> WorkingCopy:
    """Raises NotFound for what is not kept, and for a format that is never waited for."""
    if name not in FORMATS or not FORMATS[name].slow:
        raise NotFound(f"No working copy is kept as “{name}”.")
    return working_copies.frozen(read(), slug, sha256, desk().settings.working_dir)


def _wanted(slug: str, made: WorkingCopy, name: str) -> Wanted:
    around = _around()
    at: dict[str, Any] = {"slug": slug, "sha256": made.sha256, "name": name}
    here, taken = url_for("working_copy.progress", **at), url_for("working_copy.fetch", **at)
    return Wanted(
        FORMATS[name].label, taken, made.place(name, around), lambda say: made.draw(name, around),
        of="the working copy", again=here, here=here, recorded=True,
    )  # fmt: skip


def _handed_out(report: Report, name: str, data: bytes) -> Response:
    form, sha256 = FORMATS[name], hashlib.sha256(data).hexdigest()
    with write() as uow:
        article = query.article(uow.session, report.article.slug)
        reports.note_export(uow, actor(), article, "a working copy", form.label, sha256)
    return attachment(data, form.media_type, filename(name, report))
