"""Forms of what stands between two claims. Shape only. Names differ from those of the claim’s own form beside it."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from annotate.domain.errors import DomainError, Problem, Stale
from annotate.domain.vocabulary import RelationKind
from annotate.services.relations import NewRelation
from annotate.web.forms.base import Form, strip

#: Name in the service → name of the field.
_NAMES = {"kind": "relation", "settle": "would_settle"}


class AboutForm(Form):
    """What may be corrected of a relation."""

    rev = HiddenField()
    topic = StringField(
        "Topic",
        filters=[strip],
        description="In a word or two: injured, cause of death. Pairs of one topic share a row.",
    )
    would_settle = TextAreaField(
        "What would settle it", filters=[strip], description="The record, count or footage that would decide."
    )

    def changes(self) -> dict[str, str]:
        """Values for the service."""
        return {"topic": self.topic.data or "", "settle": self.would_settle.data or ""}

    def refuse(self, error: DomainError) -> int:
        """As in every form, with the service’s names turned into those of the fields."""
        error.problems = tuple(Problem(_NAMES.get(p.field, p.field), p.message) for p in error.problems)
        if isinstance(error, Stale) and "settle" in error.versions.current:
            error.versions.current = {**error.versions.current, "would_settle": error.versions.current["settle"]}
        return super().refuse(error)


class RelationForm(AboutForm):
    """How a claim stands to another, which is named by its number."""

    other = StringField("The other claim", filters=[strip], description="Its number. Type words of it to find it.")
    relation = SelectField("How this claim stands to it", validate_choice=False)

    def offer(self) -> RelationForm:
        """Fill in what can be chosen."""
        kinds = ((kind.value, f"{kind.label}: {kind.help[:1].lower()}{kind.help[1:]}") for kind in RelationKind)
        self.relation.choices = [("", "Choose"), *kinds]
        return self

    def new(self, number: int) -> NewRelation:
        """The relation to the claim of this number."""
        return NewRelation(self.relation.data or "", number=number, **self.changes())


class PairForm(RelationForm):
    """The same where both claims have to be named."""

    one = StringField("First claim", filters=[strip], description="Its number. Type words of it to find it.")

    def offer(self) -> PairForm:
        """Fill in what can be chosen."""
        super().offer()
        self.other.label.text = "Second claim"
        self.relation.label.text = "How the first stands to the second"
        return self


def about(values: Any) -> AboutForm:
    """The form of a relation that is there."""
    return AboutForm(formdata=None, rev=values.rev, topic=values.topic, would_settle=values.settle)
