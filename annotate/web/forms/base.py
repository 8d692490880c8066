"""The base of all forms: line ends made one, refusals of the services attached to the fields they are about."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from annotate.domain.errors import DomainError, Invalid
from annotate.web.errors import status_of

#: Attributes of a field that takes a day.
DAY = {"type": "date", "placeholder": "2026-11-23"}


def newlines(value: Any) -> Any:
    """CR LF and CR as LF: browsers send either, depending on how the form is sent."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def strip(value: Any) -> Any:
    """White space around a line is no part of it."""
    return value.strip() if isinstance(value, str) else value


def rev_of(value: str | None) -> int:
    """The version that a form was made from, as its field `rev` says. Raises Invalid."""
    if not value or not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Invalid("The form does not say which version it was made from. Load the page anew and try again.")
    return int(value)


class Ticks(SelectMultipleField):  # type: ignore[misc]
    """Several of many, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token, and the name under which its half-filled state is kept."""

    draft_key = HiddenField()

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Every field has its line ends made one."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add the filter to each field."""
            # The unbound field belongs to the class: taking its filters out would leave the next form without.
            own = unbound_field.kwargs.get("filters", ())
            options["filters"] = () if _is_file(unbound_field) else (*own, newlines)
            if "choices" in unbound_field.kwargs:
                # WTForms 3.4 takes no pairs any more.
                options["choices"] = [SelectChoice(*choice) for choice in unbound_field.kwargs["choices"]]
            return unbound_field.bind(form=form, **options)

    def values(self) -> dict[str, Any]:
        """Field name → value, without what belongs to the form itself."""
        fields = (f for f in self if f.name not in ("csrf_token", "draft_key") and f.type != "SubmitField")
        # A text that was not sent at all is an empty one.
        return {f.name: "" if f.data is None and isinstance(f, StringField) else f.data for f in fields}

    def refuse(self, error: DomainError) -> int:
        """Show a service's refusal at the fields that it names, the rest at the top; returns the status to answer."""
        for problem in error.problems:
            field = self._fields.get(problem.field.split(".")[0])
            if field is None:
                self.form_errors.append(problem.message)
            else:
                field.errors = [*field.errors, problem.message]
        return status_of(error)


#: The same, as most forms say it.
Form = BaseForm


def refuse(form: BaseForm, error: DomainError) -> int:
    """As the method: for views that hold a form and an error and want a status."""
    return form.refuse(error)


def _is_file(unbound: Any) -> bool:
    return "File" in unbound.field_class.__name__
