"""The base of all forms: line ends made one, refusals of the services attached to the fields they are about."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from annotate.domain.errors import DomainError


def newlines(value: Any) -> Any:
    """CR LF and CR as LF: browsers send either, depending on how the form is sent."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def strip(value: Any) -> Any:
    """White space around a line is no part of it."""
    return value.strip() if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with a CSRF token, and the name under which its half-filled state is kept."""

    draft_key = HiddenField()

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Every field has its line ends made one."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add the filter to each field."""
            options["filters"] = (
                [*unbound_field.kwargs.pop("filters", ()), newlines] if not _is_file(unbound_field) else ()
            )
            return unbound_field.bind(form=form, **options)

    def refuse(self, error: DomainError) -> None:
        """Show a service's refusal at the fields that it names, the rest at the top."""
        for problem in error.problems:
            field = self._fields.get(problem.field.split(".")[0])
            if field is None:
                self.form_errors.append(problem.message)
            else:
                field.errors = [*field.errors, problem.message]


def _is_file(unbound: Any) -> bool:
    return "File" in unbound.field_class.__name__
