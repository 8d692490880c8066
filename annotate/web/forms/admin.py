"""Forms for admins: accounts and vocabularies."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, Regexp

from annotate.domain.organisation import POLICIES
from annotate.domain.things import Term
from annotate.domain.vocabulary import TONES, Role
from annotate.web.forms.base import BaseForm, Ticks, strip

ROLES = [(role.value, f"{role.label}: {role.help[0].lower()}{role.help[1:]}") for role in Role]


class PersonForm(BaseForm):
    """A new account."""

    name = StringField("Name", [InputRequired("Give the person’s name.")], filters=[strip])
    email = StringField("Email address", [InputRequired("Give the email address.")], filters=[strip])
    role = SelectField("Role", choices=ROLES, default=Role.CHECKER.value)


class RoleForm(BaseForm):
    """Another role for an account."""

    role = SelectField("Role", choices=ROLES)


class TermForm(BaseForm):
    """What can be said about a term of any vocabulary."""

    label = StringField("Label", [InputRequired("Give the term a label.")], filters=[strip])
    definition = TextAreaField("Definition", filters=[strip], description="When to choose it, in one or two sentences.")
    position = IntegerField("Place in the list", [Optional()], description="From 0; the list is sorted by it.")


class StatusForm(TermForm):
    """What can be said about a status."""

    tone = SelectField(
        "Tone", choices=[(tone, tone.capitalize()) for tone in TONES],
        description="Colour, line and icon. Two statuses may share one; the words still differ.",
    )  # fmt: skip
    letter = StringField("Letter", filters=[strip], description="Stands for the status in print: one or two letters.")
    rating_value = IntegerField(
        "Rating", [Optional()], description="1 (false) to 5 (true), for ClaimReview. Empty: not on that scale."
    )
    alternate_name = StringField(
        "Printed name", filters=[strip], description="What ClaimReview says instead of the label. Empty: the label."
    )


class QuestionForm(TermForm):
    """What can be said about a question of a checklist."""

    applies_to = Ticks(
        "Asked of", validate_choice=False, description="Kinds of sources. None ticked: it is asked of all."
    )

    def offer(self, kinds: Iterable[Term]) -> QuestionForm:
        """Offer the kinds in use, and those that the question is asked of already."""
        there = frozenset(self.applies_to.data or ())
        self.applies_to.choices = [(t.code, t.label) for t in kinds if t.active or t.code in there]
        return self


class _New(BaseForm):
    code = StringField(
        "Code",
        [Regexp(r"[a-z][a-z0-9_]{0,59}\Z", message="Write it in small letters, digits and underscores: half_true.")],
        filters=[strip],
        description="For exports. It never changes and people never see it: half_true.",
    )


class NewTermForm(TermForm, _New):
    """A new term."""


class NewStatusForm(StatusForm, _New):
    """A new status."""


class NewQuestionForm(QuestionForm, _New):
    """A new question."""


_SAID = {policy.field: policy for policy in POLICIES}


def _policy(name: str) -> TextAreaField:
    policy = _SAID[name]
    where = "A text, or the web address of a page that says it."
    return TextAreaField(policy.heading, filters=[strip], description=f"{policy.help} {where}")


class OrganisationForm(BaseForm):
    """What the newsroom says of itself in public."""

    rev = HiddenField()
    name = StringField("Name", [InputRequired("Give the name under which the newsroom publishes.")], filters=[strip])
    url = StringField("Web address", filters=[strip], description="The newsroom’s own site: https://news.example")
    logo = FileField("Logo", description="A PNG, JPEG, WebP or GIF file of at most 200 kB. Empty: it stays as it is.")
    no_logo = BooleanField("Publish without a logo from now on")
    ownership = _policy("ownership")
    ethics = _policy("ethics")
    corrections = _policy("corrections")
    feedback = _policy("feedback")
    licence = StringField(
        "Licence of the reports", filters=[strip],
        description="Its web address, such as https://creativecommons.org/licenses/by/4.0/, or its name.",
    )  # fmt: skip


class RevForm(BaseForm):
    """A button that rests on what was shown."""

    rev = HiddenField()


_FORMS: dict[str, tuple[type[TermForm], type[TermForm]]] = {
    "status": (StatusForm, NewStatusForm),
    "checklist": (QuestionForm, NewQuestionForm),
}


def form_for(vocabulary: str, new: bool) -> type[TermForm]:
    """The form that fits a vocabulary."""
    return _FORMS.get(vocabulary, (TermForm, NewTermForm))[new]
