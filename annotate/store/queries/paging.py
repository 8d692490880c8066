"""Cursors of keyset paging: the sort key of the last row, as opaque text."""

from __future__ import annotations

import base64
import json

from annotate.domain.errors import Invalid


def encode(*key: str | int) -> str:
    """The cursor for this sort key."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str, parts: int) -> tuple[str, ...]:
    """The sort key of a cursor, as text; raises Invalid for anything that `encode` has not made."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeError) as error:
        raise Invalid("This page marker is damaged. Start again from the first page.", field="after") from error
    if not isinstance(key, list) or len(key) != parts or not all(isinstance(k, str | int) for k in key):
        raise Invalid("This page marker is damaged. Start again from the first page.", field="after")
    return tuple(str(k) for k in key)
