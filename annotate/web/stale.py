"""What a stale writer is shown: what is there now beside what they typed, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field

from annotate.domain.errors import Stale
from annotate.web.forms.base import BaseForm

_NOT_SHOWN = frozenset({"csrf_token", "draft_key", "rev", "headings"})


@dataclass(frozen=True)
class Difference:
    """One field that two people filled in differently."""

    label: str
    theirs: str
    yours: str


def differences(form: BaseForm, error: Stale, **shown: str) -> list[Difference]:
    """Fields in which the form is not what is there now. The form is left ready to be saved upon what is there now.

    `shown`: what is there now in fields that hold a name where the row holds an id.
    """
    current = {**error.versions.current, **shown}
    form["rev"].data = str(error.versions.rev)
    return [
        Difference(field.label.text, _said(field, current[field.short_name]), _said(field, field.data))
        for field in form
        if field.short_name not in _NOT_SHOWN and _differs(current, field)
    ]


def _differs(current: Mapping[str, Any], field: Field) -> bool:
    return field.short_name in current and (current[field.short_name] or "") != (field.data or "")


def _said(field: Field, value: Any) -> str:
    """The value as people know it: a code by its label."""
    labels = {str(code): label for code, label, *_ in getattr(field, "choices", None) or ()}
    return labels.get(str(value or ""), str(value or "")) or "(empty)"
