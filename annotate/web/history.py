"""The history of a claim as it is read: events by day, each with what changed in people's words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from annotate.audit.tags import FIELD_WORDS
from annotate.domain.events import Event
from annotate.domain.evidence import SEALED_NAME
from annotate.domain.things import Term
from annotate.domain.vocabulary import Access, Attribution, Belonging, Confidence, Outcome, Stance, State, Worthiness
from annotate.store.models import AttachmentRow, PartyRow, SourceRow, UserRow
from annotate.store.queries.users import names

#: What the program keeps for itself: true, but nothing that a reader looks for.
INNER = frozenset(
    {"digest", "stale_digest", "submitted_at", "updated_at", "created_at", "spans_rev", "position", "resolved_at"}
)
_LISTS = {
    "attribution": Attribution, "confidence": Confidence, "worthiness": Worthiness, "stance": Stance,
    "outcome": Outcome, "belongs_how": Belonging, "access": Access,
}  # fmt: skip
#: What the inspector found, whole, is for the file's own page.
_LONG = frozenset({"found", "thumbnail"})
_THINGS = {
    "claimant_id": PartyRow, "assignee_id": UserRow, "author_id": UserRow, "resolved_by": UserRow,
    "source_id": SourceRow, "party_id": PartyRow, "belongs_to": PartyRow, "origin_id": PartyRow,
    "derived_from_id": SourceRow,
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One field: its name in words, and its values before and after as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """An event and what it changed; empty where it made something new."""

    event: Event
    changes: tuple[Change, ...]

    @property
    def clock(self) -> str:
        """Time of day, UTC."""
        return self.event.at[11:16]


@dataclass(frozen=True)
class Day:
    """The events of one day (UTC), newest first."""

    label: str
    lines: tuple[Line, ...]


def days(session: Session, events: Sequence[Event], terms: Mapping[str, Mapping[str, Term]]) -> list[Day]:
    """`events`, newest first, by day."""
    return [
        Day(_day(day), tuple(Line(event, _changes(session, event, terms)) for event in group))
        for day, group in groupby(events, key=lambda event: event.at[:10])
    ]


def _day(date: str) -> str:
    """“Monday 23 November 2026”."""
    moment = datetime.fromisoformat(date)
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def _changes(session: Session, event: Event, terms: Mapping[str, Mapping[str, Term]]) -> tuple[Change, ...]:
    return tuple(
        Change(label(name), say(session, name, before, terms), say(session, name, after, terms))
        for name, (before, after) in event.changes.items()
        if name not in INNER and not (event.target_type == "inspection" and name in _LONG)
    )


def label(name: str) -> str:
    """A field as a heading: “What is known”."""
    words = FIELD_WORDS.get(name, name.replace("_", " ")).removeprefix("the ")
    return words[:1].upper() + words[1:]


def say(session: Session, name: str, value: Any, terms: Mapping[str, Mapping[str, Term]]) -> str:
    """A value in people's words: labels for codes, names for ids, “–” for nothing. At most one query."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " … ".join(one.get("exact", "") if isinstance(one, dict) else str(one) for one in value)
    if name == "readers":
        return ", ".join(names(session, json.loads(value)).values()) or "–"
    if name == "attachment_id":
        file = session.get(AttachmentRow, value)
        return "a file" if file is None else SEALED_NAME if file.access == Access.SEALED else file.name
    if name in _THINGS:
        row = session.get(_THINGS[name], value)
        return str(getattr(row, "title", "") or getattr(row, "name", "")) or "somebody"
    return _word(name, str(value), terms)


def _word(name: str, value: str, terms: Mapping[str, Mapping[str, Term]]) -> str:
    """A code as its label."""
    if name == "state" and value in list(State):
        return State(value).label
    if name in _LISTS and value in list(_LISTS[name]):
        return str(_LISTS[name](value).label)
    vocabulary = {"status": "status", "type": "claim_type", "kind": "source_kind"}.get(name, "")
    term = terms.get(vocabulary, {}).get(value)
    return term.label if term else value
