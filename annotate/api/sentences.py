"""What pydantic found wrong, as sentences that say how to mend it and never repeat the value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from annotate.domain.errors import Problem

#: At most this many problems are named in one answer.
MOST = 50

_SENTENCES = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no field of this name here.",
    "string_type": "Write a text.",
    "string_unicode": "This holds half of a surrogate pair, which is not text. Remove it.",
    "string_pattern_mismatch": "Write this in the form {pattern}.",
    "string_too_long": "This is too long: {max_length:,} characters are the most. Shorten it.",
    "string_too_short": "Write something here.",
    "int_type": "Write a whole number, without quotation marks.",
    "int_from_float": "Write a whole number.",
    "bool_type": "Write true or false, without quotation marks.",
    "list_type": "Write a list.",
    "too_long": "These are too many: {max_length} are the most.",
    "too_short": "Give at least {min_length}.",
    "enum": "Choose one of {expected}.",
    "literal_error": "Choose one of {expected}.",
    "greater_than_equal": "Write a number that is {ge} or more.",
    "less_than_equal": "Write a number that is {le} or less.",
    "model_type": "Write an object.",
    "model_attributes_type": "Write an object.",
    "dict_type": "Write an object.",
}


def problems_of(error: ValidationError) -> list[Problem]:
    """One problem per finding, under the path of its field, such as spans.0.start."""
    found = error.errors(include_url=False, include_input=False)[:MOST]
    return [Problem(".".join(str(part) for part in item["loc"]), _sentence(item)) for item in found]


def _sentence(item: Mapping[str, Any]) -> str:
    template = _SENTENCES.get(item["type"])
    if template is None:
        return f"{item['msg'].removeprefix('Value error, ')}".rstrip(".") + "."
    return template.format_map(item.get("ctx", {}))
