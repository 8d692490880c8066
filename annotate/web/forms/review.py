"""The form of a decision. Shape only."""

from __future__ import annotations

from wtforms import HiddenField, TextAreaField

from annotate.web.forms.base import BaseForm, strip


class DecisionForm(BaseForm):
    """Approve or return. It carries what was seen: the digest, the version, and the last event that was shown."""

    digest = HiddenField()
    rev = HiddenField()
    seen = HiddenField()
    assertion = HiddenField()
    comment = TextAreaField("Comment", filters=[strip], render_kw={"placeholder": "Needed if you return it"})
