"""Forms of reports. Shape only."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import RadioField, TextAreaField

from annotate.domain.complaints import Complaint
from annotate.domain.corrections import Correction
from annotate.web.forms.base import BaseForm, Ticks, strip


class PublishForm(BaseForm):
    """Freeze the approved claims as the next edition."""

    note = TextAreaField("Public note", filters=[strip])
    kind = RadioField(
        "What it does", choices=[(kind.value, kind.label) for kind in Correction], default=Correction.UPDATE.value,
        description=". ".join(f"{kind.label}: {kind.help[0].lower()}{kind.help[1:]}" for kind in Correction) + ".",
    )  # fmt: skip
    complaints = Ticks("Answers complaints", coerce=int, validate_choice=False)

    def offer(self, complaints: Iterable[Complaint]) -> PublishForm:
        """Offer the complaints about this report."""
        self.complaints.choices = [(c.number, f"{c.number}: {c.ruling.label.lower()}") for c in complaints]
        return self
