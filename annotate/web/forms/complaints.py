"""Forms of complaints. Shape only."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from annotate.domain.corrections import WORKING_DAYS, Complainant, Ruling
from annotate.services.complaints import EDITABLE, NewComplaint
from annotate.web.forms.base import DAY, BaseForm, strip


class ComplaintForm(BaseForm):
    """What somebody complains of."""

    rev = HiddenField()
    words = TextAreaField("What they complain of", filters=[strip], description="Best in their own words.")
    edition = IntegerField("Edition", [Optional()], description="Empty: the newest one.")
    claim_number = IntegerField("Claim", [Optional()], description="Its number; empty: the report as a whole.")
    side = SelectField("From", choices=[(c.value, c.label) for c in Complainant], validate_choice=False)
    complainant = StringField("Name", filters=[strip], description="Stays with the desk, like the way to reach them.")
    contact = StringField("How to reach them", filters=[strip])
    received = StringField("Came on", filters=[strip], render_kw=DAY)
    deadline = StringField(
        "To be decided until", filters=[strip], render_kw=DAY, description=f"Empty: {WORKING_DAYS} working days."
    )

    def new(self) -> NewComplaint:
        """The values, as the service takes them."""
        return NewComplaint(**self.changes())

    def changes(self) -> dict[str, Any]:
        """The same, for a correction."""
        numbers = ("edition", "claim_number")
        return {name: self[name].data if name in numbers else self[name].data or "" for name in EDITABLE}


class DecisionForm(BaseForm):
    """What the desk decided, and why."""

    rev = HiddenField()
    ruling = RadioField("Decision", choices=[(r.value, r.label) for r in Ruling if r.help], validate_choice=False)
    answer = TextAreaField("Reasons", filters=[strip], description="As the complainant is told.")
    decided = StringField("Decided on", filters=[strip], render_kw=DAY, description="Empty: today.")
