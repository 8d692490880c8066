"""Public pages that many ask for at once are drawn once a second, not once for each of them.

An answer lies on the shelf for a second, and no longer than until this process writes anything: whoever publishes sees
the new edition at once, readers of another process within the second. Nothing that is not public is ever laid here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any, cast

from flask import current_app, request
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from annotate.web.current import base_url, desk, takes_gzip

#: Seconds that an answer may lie, how many lie at most, and bytes that one of them may have.
FRESH, MOST, LARGEST = 1.0, 500, 2_000_000

View = Callable[..., Response]
Key = tuple[str, str, bool]


@dataclass(frozen=True)
class Laid:
    """An answer as it was drawn, when, and how often the database had been written to by then."""

    data: bytes
    headers: Headers
    at: float
    writes: int

    def fresh(self, writes: int) -> bool:
        """May it still be handed out?"""
        return self.writes == writes and time.monotonic() - self.at < FRESH


class Shelf:
    """The answers of one application."""

    def __init__(self) -> None:
        self._laid: dict[Key, Laid] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Laid | None:
        """What lies there and is fresh."""
        found = self._laid.get(key)
        return found if found and found.fresh(desk().database.writes) else None

    def lay(self, key: Key, laid: Laid) -> None:
        """Lay it there; the oldest goes when there are too many."""
        with self._lock:
            self._laid.pop(key, None)
            self._laid[key] = laid
            while len(self._laid) > MOST:
                self._laid.pop(next(iter(self._laid)))


def shelved(view: View) -> View:
    """Hand out the view's answer again while it is fresh. For public views that look at nothing but the address."""

    @wraps(view)
    def answer(**values: Any) -> Response:
        shelf = cast("Shelf", current_app.extensions.setdefault("annotate.shelf", Shelf()))
        key = (request.path, base_url(), takes_gzip())
        laid = shelf.get(key)
        if laid is None:
            writes = desk().database.writes
            made = view(**values)
            laid = Laid(made.get_data(), Headers(made.headers), time.monotonic(), writes)
            if made.status_code == 200 and len(laid.data) <= LARGEST:
                shelf.lay(key, laid)
        return Response(laid.data, headers=Headers(laid.headers)).make_conditional(request.environ)

    return answer
