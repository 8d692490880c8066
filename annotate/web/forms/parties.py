"""The form of a party. Shape only."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from annotate.domain.vocabulary import Belonging, PartyKind
from annotate.web.forms.base import BaseForm, strip


class PartyForm(BaseForm):
    """Who says so. `rev` is the version that an edit was made from, empty for a new one."""

    rev = HiddenField()
    name = StringField("Name", filters=[strip], description="As readers will see it beside the claim.")
    kind = SelectField("Kind", validate_choice=False, choices=[(k.value, k.label) for k in PartyKind])
    belongs_how = SelectField(
        "How", validate_choice=False, choices=[("", "To nobody"), *((b.value, b.label) for b in Belonging)]
    )
    belongs_to = StringField("Belongs to", filters=[strip])
    note = TextAreaField("Note", filters=[strip], description="What the desk should know, and how it knows.")

    def details(self) -> dict[str, Any]:
        """The values, as the services take them; the party that it belongs to by name."""
        values = {name: self[name].data or "" for name in ("name", "kind", "note", "belongs_how")}
        return values | {"belongs": self.belongs_to.data or ""}
