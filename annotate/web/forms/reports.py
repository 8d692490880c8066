"""Forms of reports. Shape only."""

from __future__ import annotations

from wtforms import TextAreaField

from annotate.web.forms.base import BaseForm, strip


class PublishForm(BaseForm):
    """Freeze the approved claims as the next edition."""

    note = TextAreaField("Public note", filters=[strip])
