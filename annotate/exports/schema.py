"""The published JSON Schema (2020-12) of an edition's record: read off the dataclasses, so it cannot fall behind them.

It belongs to one version of the form (`v`). Within a version a record may gain members, which stand in the schema as
members that need not be there; a reader passes over those that it does not know. What an older reader could not take is
another version, with a schema of its own.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from annotate.domain.report import VERSION, Report

NAME = f"report-{VERSION}.schema.json"
#: Members of which more can be said than their type.
_MORE: dict[str, dict[str, Any]] = {
    "v": {"const": VERSION},
    "sha256": {"pattern": "^[0-9a-f]{64}$"},
    "start": {"minimum": 0, "description": "Code points into article.text."},
    "end": {"minimum": 0, "description": "Code points into article.text, one behind the last."},
    "published_at": {"description": "UTC, with milliseconds."},
    "credibility": {"minimum": 1, "maximum": 6},
}
_PLAIN: dict[Any, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def schema() -> dict[str, Any]:
    """The schema of `Report`, with one definition for each kind of part."""
    parts = {part.__name__: _object(part) for part in _parts(Report)}
    whole = parts.pop(Report.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:annotate:report:{VERSION}",
        "title": "A published edition of a fact-checking report",
        "$comment": "The SHA-256 of an edition is that of its RFC 8785 form. There are no numbers with a fraction.",
        **whole,
        "$defs": dict(sorted(parts.items())),
    }


def schema_bytes() -> bytes:
    """The file that is published."""
    return (json.dumps(schema(), ensure_ascii=False, indent=2) + "\n").encode()


def _parts(part: Any) -> Iterator[Any]:
    """A dataclass and all that its members are made of, each once."""
    seen, todo = set(), [part]
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        if is_dataclass(one):
            seen.add(one)
            yield one
            hints = get_type_hints(one)
            todo += [hints[field.name] for field in fields(one)]
        else:
            todo += get_args(one)


def _object(part: Any) -> dict[str, Any]:
    hints = get_type_hints(part)
    return {
        "type": "object",
        "description": " ".join((inspect.getdoc(part) or "").split("\n\n")[0].split()),
        "properties": {f.name: _value(hints[f.name]) | _MORE.get(f.name, {}) for f in fields(part)},
        "required": [f.name for f in fields(part) if "later" not in f.metadata],
    }


def _value(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _value(get_args(hint)[0])}
    if isinstance(hint, UnionType):
        return {"anyOf": [_value(arg) for arg in get_args(hint)]}
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if is_dataclass(hint):
        return {"$ref": f"#/$defs/{getattr(hint, '__name__', '')}"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return {"type": _PLAIN[hint]}
