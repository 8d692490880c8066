"""Half-filled forms: fill in what its writer had typed before the page was left or the session ended.

In the template:
`<form data-draft="{{ form.draft_key.data }}"{% if draft_at %} data-draft-at="{{ draft_at }}"{% endif %}>`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import BooleanField, Field, FileField, PasswordField

from annotate.services import drafts
from annotate.services.drafts import Draft
from annotate.web.current import actor, session, write

if TYPE_CHECKING:
    from annotate.web.forms.base import BaseForm


def revive(form: BaseForm, key: str) -> str:
    """Name the form and fill in what is kept under this name; returns when that was typed (UTC text), "" for never.

    A form that was just sent is left as it is.
    """
    form.draft_key.data = key
    if form.is_submitted():
        return ""
    found = drafts.find(session(), actor(), key)
    if found is None:
        return ""
    fill(form, found)
    return found.at


def fill(form: BaseForm, kept: Draft) -> None:
    """Fill in what is kept under the names of the form's fields."""
    for field in form:
        value = kept.data.get(field.name)
        if value is not None and not isinstance(field, FileField | PasswordField):
            _fill(field, value if isinstance(value, list) else [value])


def forget(key: str) -> None:
    """What was typed is saved now. Call it after the service has accepted the form."""
    with write() as uow:
        drafts.drop(uow, actor(), key)


def _fill(field: Field, values: list[str]) -> None:
    if isinstance(field, BooleanField) and values in ([], [""]):
        field.data = False
        return
    try:
        field.process_formdata(values)
    except ValueError:
        return  # half a date is no date yet; the page's own copy still has it
