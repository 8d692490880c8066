"""What changed on a claim since an event, for whoever decides: each field once, from its first to its last value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.audit.tags import Tag
from annotate.domain.diff import Piece, condense, diff_words
from annotate.domain.events import Event
from annotate.domain.things import Term
from annotate.web import history
from annotate.web.filters import place

#: What an approval covers, in the words of the history.
_COVERED = (
    "Marks", "Wording", "Type", "Status", "Who says so", "“was it said”", "Rationale", "What is known",
    "What is unknown", "What would settle it", "Search log", "Confidence",
)  # fmt: skip
_NOTHING = "–"
_DECISIONS = (Tag.CLAIM_APPROVE, Tag.CLAIM_RETURN)
#: How far the work is says nothing about the claim.
_WORK = frozenset({"State", "Assignee", "Check-worthiness"})
#: What stands beside the claim's own row, and how its line is headed.
_RECORDS = {"relation": "Other account", "lookup": "Search", "reply": "Question"}
#: How causes in the library begin; the others have a line of their own already.
_BELOW = ("the source", "the party", "a file", "the checklist")
_COMMENTS = (Tag.COMMENT_ADD, Tag.COMMENT_RESOLVE, Tag.REVIEW_RECORD)


@dataclass(frozen=True)
class Change:
    """One line: what changed, and how, word by word."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Changes:
    """All lines since an event; `unchanged` names what an approval covers and stayed. `first`, `last` are UTC text."""

    lines: tuple[Change, ...]
    unchanged: tuple[str, ...]
    events: int
    first: str
    last: str


def last_decision(events: Sequence[Event]) -> Event | None:
    """The last approval or return, None on a first round."""
    return next((e for e in reversed(events) if e.action in _DECISIONS), None)


def since(
    session: Session, events: Sequence[Event], seq: int, terms: Mapping[str, Mapping[str, Term]]
) -> Changes | None:
    """What changed after event `seq` of the claim's own history, oldest first; None if nothing happened since."""
    later = [e for e in events if e.seq > seq and e.action not in _COMMENTS]
    if not later:
        return None
    lines = [
        *_claim_lines(session, later, terms), *_citation_lines(session, later, terms), *_record_lines(later),
        *_causes(later),
    ]  # fmt: skip
    named = {line.label for line in lines}
    unchanged = tuple(label for label in _COVERED if label not in named)
    return Changes(tuple(lines), unchanged, len(later), later[0].at, later[-1].at)


def _claim_lines(session: Session, events: Sequence[Event], terms: Mapping[str, Mapping[str, Term]]) -> list[Change]:
    fields: dict[str, tuple[str, str]] = {}
    for label, before, after in _said(session, [e for e in events if e.target_type == "claim"], terms):
        fields[label] = (fields.get(label, (before, ""))[0], after)
    return [_change(label, a, b) for label, (a, b) in fields.items() if a != b and label not in _WORK]


def _citation_lines(session: Session, events: Sequence[Event], terms: Mapping[str, Mapping[str, Term]]) -> list[Change]:
    lines = []
    for event in (e for e in events if e.target_type == "citation"):
        title = str(event.extra.get("source", ""))
        if event.action in (Tag.CITATION_ADD, Tag.CITATION_RESTORE):
            lines.append(_change("Citation", "", _citation(title, event)))
        elif event.action == Tag.CITATION_WITHDRAW:
            lines.append(_change("Citation", title, ""))
        else:
            said = _said(session, [event], terms)
            lines += [_change(f"Citation of {title}: {label.lower()}", a, b) for label, a, b in said]
    return lines


def _record_lines(events: Sequence[Event]) -> list[Change]:
    """Other accounts, searches and questions, each as the sentence of its event."""
    found = [e for e in events if e.target_type in _RECORDS]
    return [Change(_RECORDS[e.target_type], (Piece("ins", e.sentence.replace("*", "")),)) for e in found]


def _citation(title: str, event: Event) -> str:
    where = place(str(event.after.get("locator") or ""))
    return f"{title}{f', at {where}' if where else ''}: {event.extra.get('stance', '')}"


def _causes(events: Sequence[Event]) -> list[Change]:
    """What changed in the library below the claim."""
    found = [e for e in events if e.action in (Tag.CLAIM_REOPEN, Tag.CLAIM_REFRESH)]
    causes = dict.fromkeys(str(e.extra.get("cause", "")).replace("*", "") for e in found)
    return [Change("It rests on", (Piece("same", c),)) for c in causes if c.startswith(_BELOW)]


def _said(
    session: Session, events: Sequence[Event], terms: Mapping[str, Mapping[str, Term]]
) -> list[tuple[str, str, str]]:
    days = history.days(session, events, terms)
    return [
        (c.label, "" if c.before == _NOTHING else c.before, "" if c.after == _NOTHING else c.after)
        for day in days
        for line in day.lines
        for c in line.changes
    ]


def _change(label: str, before: str, after: str) -> Change:
    return Change(label, tuple(condense(diff_words(before, after))))
