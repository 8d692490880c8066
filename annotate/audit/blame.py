"""Who last changed each field of a thing, and when: read from its events alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from annotate.domain.events import Event

#: Columns that every event names and nobody fills in.
_NO_FIELD = frozenset({"id", "rev"})


@dataclass(frozen=True)
class LastChange:
    """A field, the value that it has had since an event, and that event."""

    name: str
    value: Any
    event: Event


def last_changes(events: Iterable[Event]) -> dict[str, LastChange]:
    """Field → its last change, by the events of one thing in their order.

    The event that made the thing gave every field its first value; those that were empty then, and stayed so, are
    left out: nobody ever said anything there.
    """
    found: dict[str, LastChange] = {}
    for event in events:
        first = event.target_rev == 1
        names = [n for n, value in event.after.items() if value not in ("", None, False)] if first else event.changes
        for name in set(names) - _NO_FIELD:
            found[name] = LastChange(name, event.after.get(name), event)
    return found
