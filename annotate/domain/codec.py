"""Frozen dataclasses to plain JSON values and back, strictly: no field missing, none unknown, none of another kind.

One exception lets a record grow without touching what is frozen: a field declared `later(...)` is left out while it
says nothing, so that a record from before there was such a field has the same bytes now as then.

Only what canonical JSON can hold for ever is known here: dataclasses, tuples of one kind, enums, strings, integers,
booleans and None. There are no floats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from annotate.domain.errors import Invalid

T = TypeVar("T")


def later(default: Any) -> Any:
    """A field that came later than the first version of its record, and what it is where it is not said."""
    return field(default=default, metadata={"later": True})


def to_plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, integers, booleans and None."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: to_plain(said) for f, said in pairs if not ("later" in f.metadata and said == f.default)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def from_plain(cls: Callable[..., T], value: Any, where: str = "") -> T:
    """The dataclass `cls` that `value` describes. Raises Invalid with the path of the first field that does not fit."""
    if not isinstance(value, Mapping):
        raise _misfit(where, "an object", value)
    hints = _hints(cls)
    unknown, missing = sorted(map(str, value.keys() - hints.keys())), sorted(hints.keys() - value.keys() - _later(cls))
    if unknown or missing:
        word, name = ("unknown", unknown[0]) if unknown else ("missing", missing[0])
        raise Invalid(f"The field “{_path(where, name)}” is {word}.", field=_path(where, name))
    return cls(**{name: _read(hint, value[name], _path(where, name)) for name, hint in hints.items() if name in value})


def _read(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise _misfit(where, "a list", value)
        return tuple(_read(get_args(hint)[0], item, f"{where}.{i}") for i, item in enumerate(value))
    if isinstance(hint, UnionType):
        if value is None and NoneType in get_args(hint):
            return None
        return _read(next(arg for arg in get_args(hint) if arg is not NoneType), value, where)
    if is_dataclass(hint):
        return from_plain(cast("type[Any]", hint), value, where)
    return _scalar(hint, value, where)


def _scalar(hint: Any, value: Any, where: str) -> Any:
    known = get_args(hint) if get_origin(hint) is Literal else ()
    if isinstance(hint, type) and issubclass(hint, Enum):
        known = tuple(member.value for member in hint)
    if known:
        if value not in known:
            raise _misfit(where, "one of " + ", ".join(map(str, known)), value)
        return hint(value) if isinstance(hint, type) else value
    if type(value) is not hint:  # a bool is no integer here
        raise _misfit(where, {str: "a text", int: "a whole number", bool: "true or false"}[hint], value)
    return value


@cache
def _hints(cls: Callable[..., Any]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {f.name: hints[f.name] for f in fields(cast("Any", cls))}


@cache
def _later(cls: Callable[..., Any]) -> frozenset[str]:
    return frozenset(f.name for f in fields(cast("Any", cls)) if "later" in f.metadata)


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _misfit(where: str, wanted: str, value: Any) -> Invalid:
    return Invalid(f"The field “{where}” must be {wanted}, not {value!r:.60}.", field=where)
