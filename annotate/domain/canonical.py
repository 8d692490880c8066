"""Canonical bytes of what an event or a digest says: RFC 8785, at the speed of the standard library's encoder.

Both hold strings, integers, booleans, null, lists and objects whose keys are ASCII. For such values `json.dumps`
with sorted keys writes the very bytes of RFC 8785 (keys in ASCII sort alike by code point and by UTF-16 unit; both
escape only what must be escaped, control characters as \\u00xx in lower case). Numbers with a fraction are refused.
`tests/domain/test_canonical.py` holds it to the `rfc8785` package, and the verifier reads with that package.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

#: Integers beyond this are not exact in every reader (RFC 8785, 3.2.2.3).
_LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value that neither an event nor a digest can hold."""


#: With these begin, in UTF-8, the characters that are two units of UTF-16.
_BEYOND = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")

#: Made once: `json.dumps` makes an encoder for each call.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: dict[str, Any]) -> bytes:
    """The RFC 8785 bytes of a value; NotCanonical for fractions, huge integers and keys that are not ASCII."""
    _check(value)
    return _encode(value).encode()


def read(body: bytes) -> dict[str, Any]:
    """The value that `canonical` wrote as these very bytes; NotCanonical for bytes that it cannot have written."""
    try:
        value = _DECODER.decode(body.decode())
        if not body.isascii():
            _check_keys(value)
        again = _encode(value).encode()
    except (ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    if not isinstance(value, dict) or again != body:
        raise NotCanonical("other bytes say the same")
    return value


def read_each(bodies: Sequence[bytes]) -> list[Any]:
    """The value of each body; None for bytes that are not RFC 8785’s, and for what `read` alone does not decide.

    The decoder knows keys again within one run, so that all in one run take half of the time. That the values are those
    of each body, and not what several bodies add up to, is shown by each one’s own bytes.
    """
    joined = b"[" + b",".join(bodies) + b"]"
    try:
        values = _DECODER.decode(joined.decode())
    except (ValueError, RecursionError):
        values = []
    if len(values) != len(bodies):
        return [_or_none(body) for body in bodies]
    if any(lead in joined for lead in _BEYOND):
        return [v if _is_written(v, b) and _sorts(b) else _or_none(b) for v, b in zip(values, bodies, strict=True)]
    return [v if _is_written(v, b) else _or_none(b) for v, b in zip(values, bodies, strict=True)]


def _or_none(body: bytes) -> Any:
    try:
        return read(body)
    except NotCanonical:
        return None


def _is_written(value: Any, body: bytes) -> bool:
    try:
        return type(value) is dict and _encode(value).encode() == body
    except (ValueError, RecursionError):
        return False


def _sorts(body: bytes) -> bool:
    """Do its keys sort alike by code point and by unit of UTF-16? Without characters of four bytes all do."""
    return not any(lead in body for lead in _BEYOND)


def _whole(text: str) -> int:
    if len(text) > 17 or not -_LARGEST <= (number := int(text)) <= _LARGEST:
        raise NotCanonical(f"{text[:20]} is too large to be exact")
    return number


def _refuse(text: str) -> Any:
    raise NotCanonical(f"{text[:20]} is no whole number")


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_whole)


def _check_keys(value: Any) -> None:
    rest = [value] if type(value) in (dict, list) else []
    while rest:
        one = rest.pop()
        if type(one) is dict:
            if not "".join(one).isascii():
                raise NotCanonical("a key is not ASCII")
            one = one.values()
        rest += [inner for inner in one if type(inner) is dict or type(inner) is list]


def _check(value: Any) -> None:
    rest = [value]
    while rest:
        one = rest.pop()
        kind = type(one)
        if kind is dict:
            if not "".join(one).isascii():
                raise NotCanonical(f"the key {next(key for key in one if not key.isascii())!r} is not ASCII")
            one = one.values()
        elif not isinstance(one, list | tuple):
            _check_scalar(one)
            continue
        rest += [item for item in one if type(item) not in _FREE]


#: Kinds of values that are as they should be; most are.
_FREE = frozenset({str, type(None), bool})


def _check_scalar(value: Any) -> None:
    if isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise NotCanonical(f"{value} is too large to be exact")
    elif not (value is None or isinstance(value, str)):
        raise NotCanonical(f"an event cannot hold a {type(value).__name__}")
