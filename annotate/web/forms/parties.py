"""The form of a party. Shape only."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from annotate.domain.vocabulary import PartyKind
from annotate.web.forms.base import BaseForm, strip


class PartyForm(BaseForm):
    """Who says so. `rev` is the version that an edit was made from, empty for a new one."""

    rev = HiddenField()
    name = StringField("Name", filters=[strip], description="As readers will see it beside the claim.")
    kind = SelectField("Kind", validate_choice=False, choices=[(k.value, k.label) for k in PartyKind])
    note = TextAreaField("Note", filters=[strip], description="The camp it belongs to or speaks for, and how you know.")

    def details(self) -> dict[str, Any]:
        """The values, as the services take them."""
        return {name: self[name].data or "" for name in ("name", "kind", "note")}
