"""Cursors of keyset paging: the sort key of the last row, as opaque text."""

from __future__ import annotations

import base64
import json

from annotate.domain.errors import Invalid


def encode(*key: str | int) -> str:
    """The cursor for this sort key."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


_DAMAGED = "This page marker is damaged. Start again from the first page."


def whole(part: str) -> int:
    """A part of a sort key that is a number; Invalid if it is none that any list has."""
    if not part.isascii() or not part.isdigit() or len(part) > 9:
        raise Invalid(_DAMAGED, field="after")
    return int(part)


def decode(cursor: str, parts: int) -> tuple[str, ...]:
    """The sort key of a cursor, as text; raises Invalid for anything that `encode` has not made."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeError) as error:
        raise Invalid(_DAMAGED, field="after") from error
    if not isinstance(key, list) or len(key) != parts or not all(isinstance(k, str | int) for k in key):
        raise Invalid(_DAMAGED, field="after")
    found = tuple(str(k) for k in key)
    if not all(map(_is_text, found)):
        raise Invalid(_DAMAGED, field="after")
    return found


def _is_text(part: str) -> bool:
    """No NUL and no half of a surrogate pair: PostgreSQL takes neither as text."""
    return "\x00" not in part and not any("\ud800" <= c <= "\udfff" for c in part)
