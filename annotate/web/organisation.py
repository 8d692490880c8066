"""What the newsroom says of itself in public, for admins: name, logo, whose it is, policies, licence."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from werkzeug.datastructures import FileStorage

from annotate.domain.errors import DomainError, Stale
from annotate.domain.organisation import logo_name
from annotate.domain.policy import Permission
from annotate.services import organisations
from annotate.services.organisations import Logo
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, desk, read, write
from annotate.web.forms.admin import OrganisationForm
from annotate.web.forms.base import rev_of
from annotate.web.gate import needs
from annotate.web.reports import organisation
from annotate.web.stale import Difference, differences

bp = Blueprint("organisation", __name__)


@bp.get("/admin/organisation")
@needs(Permission.ADMINISTER)
def show() -> Answer:
    """What is said now, as a form."""
    said = organisations.described(read(), organisation())
    return _page(OrganisationForm(formdata=None, data={**said.organisation.__dict__, "rev": said.rev, "logo": None}))


@bp.post("/admin/organisation")
@needs(Permission.ADMINISTER)
def save() -> Answer:
    """Say it anew. Editions that are out keep what was true then."""
    form = OrganisationForm()
    if not form.validate():
        return _page(form, 422)
    try:
        logo = _logo(form)
        with write() as uow:
            organisations.edit(uow, actor(), rev_of(form.rev.data), form.values(), organisation(), logo)
    except Stale as error:
        return _page(form, form.refuse(error), differences(form, error))
    except DomainError as error:
        return _page(form, form.refuse(error))
    if logo and logo.sha256:
        desk().evidence.settle(logo.sha256)
    flash(
        "What the newsroom says of itself is saved. The next edition carries it; editions that are out do not change."
    )
    return see_other(url_for("organisation.show"))


def _logo(form: OrganisationForm) -> Logo | None:
    """The logo that was sent, none where the box says so, None where it shall stay."""
    sent = form.logo.data
    if isinstance(sent, FileStorage) and sent.filename:
        return organisations.take_logo(desk().evidence, actor(), sent.stream, sent.filename)
    return Logo() if form.no_logo.data else None


def _page(form: OrganisationForm, status: int = 200, versions: list[Difference] | None = None) -> Answer:
    now = organisations.described(read(), organisation())
    return render_template(
        "admin/organisation.html", form=form, logo=logo_name(now.organisation), described=now.rev > 0,
        versions=versions or [],
    ), status  # fmt: skip
