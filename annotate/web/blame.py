"""Who last changed each field of a claim or a source, and when, in people's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.audit.blame import last_changes
from annotate.audit.tags import FIELD_WORDS
from annotate.domain.events import Event
from annotate.domain.things import Term
from annotate.web import history

#: Where the words of the history would say one thing of two fields, or nothing.
_LABELS = {
    "own_voice": "In the reporter’s own voice", "spans": "Marked words", "state": "State of the work",
    "attribution": "Was it said?",
}  # fmt: skip
#: In this order, then as the history names them.
_FIRST = ("statement", "spans", "type", "status", "state", "title", "kind")
#: Of a claim, where it stands in the text follows from its marks.
_FOLLOWS = frozenset({"position"})


@dataclass(frozen=True)
class Line:
    """A field: its value now, and the event that gave it."""

    name: str
    label: str
    value: str
    event: Event


def lines(session: Session, events: Iterable[Event], terms: Mapping[str, Mapping[str, Term]]) -> list[Line]:
    """Fields that anybody ever filled in, by the events of one thing, oldest first. One query per person or party."""
    found = last_changes(events)
    names = [name for name in found if (name in FIELD_WORDS or name in _LABELS) and name not in _FOLLOWS]
    order = {name: place for place, name in enumerate(dict.fromkeys((*_FIRST, *FIELD_WORDS)))}
    return [
        Line(name, label(name), history.say(session, name, found[name].value, terms), found[name].event)
        for name in sorted(names, key=order.__getitem__)
    ]


def label(name: str) -> str:
    """A field as a heading."""
    return _LABELS.get(name) or history.label(name)
