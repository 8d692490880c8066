"""Events as lines for people: a sentence with emphasis and a link, and what changed, in words instead of codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import request
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from annotate.audit.recorder import LIBRARY
from annotate.audit.tags import FIELD_WORDS, Tag
from annotate.domain.events import Event
from annotate.domain.things import Term
from annotate.domain.vocabulary import (
    Attribution,
    Belonging,
    Confidence,
    Labelled,
    Outcome,
    PartyKind,
    Reliability,
    Role,
    Stance,
    State,
    Worthiness,
)  # fmt: skip
from annotate.store.queries import desk as desk_query
from annotate.store.queries.terms import terms

_TOKENS = re.compile(r"(\*|claim \{claim\}|\{\w+\})")
_ENUMS: Mapping[str, type[Labelled]] = {
    "state": State, "stance": Stance, "attribution": Attribution, "confidence": Confidence, "worthiness": Worthiness,
    "role": Role, "reliability": Reliability, "outcome": Outcome, "belongs_how": Belonging,
}  # fmt: skip
_TERMS = {"status": "status", "type": "claim_type"}
_PEOPLE = ("claimant_id", "assignee_id", "party_id", "belongs_to", "origin_id")
#: Characters of a long text that the details show from each side.
SHOWN = 600


@dataclass(frozen=True)
class Line:
    """One event as it is shown. `changes`: label, before, after."""

    event: Event
    sentence: Markup
    changes: tuple[tuple[str, str, str], ...]
    #: Address of how the thing stood then, "" for events of nothing that has a page.
    then: str = ""

    @property
    def anchor(self) -> str:
        """Name of the event within the page."""
        return f"e-{self.event.log[-12:]}-{self.event.seq}"

    @property
    def day(self) -> str:
        """The day on which it happened, in UTC."""
        return self.event.at[:10]


def lines(session: Session, events: Iterable[Event]) -> list[Line]:
    """The events as lines. At most four queries, however many there are."""
    found = list(events)
    slugs = desk_query.slugs(session, {e.log for e in found})
    people = desk_query.names(session, set(_people(found)))
    vocabularies = terms(session)
    drawn = []
    for e in found:
        slug = slugs.get(e.log, ("", ""))[0]
        drawn.append(Line(e, _sentence(e, slug), _changes(e, vocabularies, people), _then(e, slug)))
    return drawn


def by_day(found: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Lines, as they come, under the day on which they happened."""
    return [(day, list(group)) for day, group in groupby(found, key=lambda line: line.day)]


def _then(event: Event, slug: str) -> str:
    if event.log == LIBRARY and event.target_type == "source":
        return f"{request.script_root}/sources/{event.target_id}/at/{event.seq}"
    if not slug:
        return ""
    number = event.extra.get("claim", "") if event.claim_id else ""
    claim = f"/claims/{number}" if number else ""
    return f"{request.script_root}/articles/{slug}{claim}/at/{event.seq}"


def _sentence(event: Event, slug: str) -> Markup:
    """The tag's own template filled in: markup comes from the template alone, every word is escaped."""
    try:
        template = Tag(event.action).sentence
    except ValueError:
        return escape(event.sentence)
    parts, emphasised = [], False
    for token in _TOKENS.split(template):
        if token == "*":
            emphasised = not emphasised
            parts.append(Markup("<i>") if emphasised else Markup("</i>"))
        else:
            parts.append(_piece(token, event, slug))
    return Markup("").join(parts)


def _piece(token: str, event: Event, slug: str) -> Markup:
    if token == "{actor}":
        return Markup("<b><bdi>{}</bdi></b>").format(event.actor_name)
    if token == "claim {claim}":
        number = event.extra.get("claim", "")
        if not slug or not number:
            return Markup("claim {}").format(number)
        address = f"{request.script_root}/articles/{slug}/claims/{number}"
        return Markup('<a href="{}">claim {}</a>').format(address, number)
    if token.startswith("{"):
        return Markup("<bdi>{}</bdi>").format(event.extra.get(token[1:-1], "…"))
    return escape(token)


def _people(events: Iterable[Event]) -> Iterable[str]:
    for event in events:
        for name in _PEOPLE:
            yield from (ident for ident in event.changes.get(name, ()) if isinstance(ident, str))


def _changes(
    event: Event, vocabularies: Mapping[str, Mapping[str, Term]], people: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    shown = []
    for name, (before, after) in event.changes.items():
        label = "State" if name == "state" else "Role" if name == "role" else _label(name)
        if label:
            was = _words(name, before, event, vocabularies, people)
            shown.append((label, was, _words(name, after, event, vocabularies, people)))
    return tuple(shown)


def _label(name: str) -> str:
    words = FIELD_WORDS.get(name, "").removeprefix("the ").strip("“”")
    return words[:1].upper() + words[1:]


def _words(
    name: str, value: Any, event: Event, vocabularies: Mapping[str, Mapping[str, Term]], people: Mapping[str, str]
) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in _PEOPLE:
        return people.get(value, "somebody")
    if name in _ENUMS:
        return next((member.label for member in _ENUMS[name] if member == value), str(value))
    vocabulary = "source_kind" if name == "kind" and event.target_type == "source" else _TERMS.get(name, "")
    if vocabulary:
        return vocabularies[vocabulary][value].label if value in vocabularies[vocabulary] else str(value)
    if name == "kind" and event.target_type == "party":
        return next((kind.label for kind in PartyKind if kind == value), str(value))
    return _short(value)


def _short(value: Any) -> str:
    if isinstance(value, list):
        quotes = [part.get("exact", "") if isinstance(part, dict) else str(part) for part in value]
        value = " … ".join(quotes)
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
