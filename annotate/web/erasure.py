"""Erasing personal text, for admins: what would go, on which ground and why, and a word to be typed."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for

from annotate.domain.errors import DomainError
from annotate.domain.policy import Permission
from annotate.services import erasure
from annotate.services.erasure import Preview
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, desk, session, write
from annotate.web.forms.erasure import ErasureForm, FindForm
from annotate.web.gate import needs
from annotate.web.history import label

bp = Blueprint("erasure", __name__)


@bp.get("/admin/erase")
@needs(Permission.ERASE)
def start() -> Answer:
    """Where to say which thing; with one said, what there is to erase of it."""
    kind, ident = request.args.get("kind", ""), request.args.get("id", "").strip()
    form = FindForm(formdata=None, kind=kind or "user", id=ident)
    if not ident:
        return _page(form)
    try:
        found = _found(kind, ident)
    except DomainError as error:
        return _page(form, status=form.refuse(error))
    return _page(form, found, ErasureForm(formdata=None, rev=found.thing.row.rev))


@bp.post("/admin/erase/<kind>/<ident>")
@needs(Permission.ERASE)
def erase(kind: str, ident: str) -> Answer:
    """Erase, get it out of the files of the database, and say what came of it."""
    found, form = _found(kind, ident), ErasureForm()
    again = FindForm(formdata=None, kind=kind, id=ident)
    if not form.validate():
        return _page(again, found, form, 422)
    try:
        with write() as uow:
            done = erasure.erase(
                uow, actor(), kind, ident, int(form.rev.data), form.basis.data, form.reason.data
            )  # fmt: skip
    except DomainError as error:
        return _page(again, found, form, form.refuse(error))
    settings = desk().settings
    problems = erasure.finish(desk().database, kind, settings.bundles_dir, settings.working_dir)
    flash(f"Erased: {done.texts} {'text' if done.texts == 1 else 'texts'} of {done.thing.name.replace('*', '')}.")
    if problems:
        flash(f"Its bytes may still stand in files of the database: {'; '.join(problems)}. Tell the operator.")
    return see_other(url_for("trail.show", what="erasure:"))


def _found(kind: str, ident: str) -> Preview:
    return erasure.preview(session(), actor(), kind, ident)


def _page(
    find: FindForm, found: Preview | None = None, form: ErasureForm | None = None, status: int = 200
) -> Answer:  # fmt: skip
    return render_template("admin/erase.html", find=find, found=found, form=form, label=label), status
