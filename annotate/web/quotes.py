"""From what a form says of the marked words to spans: JSON of the page's script, or quotes to be found in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotate.domain.errors import DomainError, Invalid, Problem
from annotate.domain.spans import Span, cut, find_quote, resolve_quote
from annotate.domain.things import Revision
from annotate.web.forms.claims import MarkForm, parse_spans

#: Names of the fields for quotes; several make one claim of several parts.
QUOTES = ("quote", "quote_2", "quote_3")
#: Places of an ambiguous quote that are offered, and code points of context on each side.
OFFERED, AROUND = 12, 48


@dataclass(frozen=True)
class Place:
    """One place where an ambiguous quote stands: its number (from 1) and the words around it."""

    nth: int
    before: str
    exact: str
    after: str


class Ambiguous(Invalid):
    """A quote stands in several places; `found` has these for each field."""

    found: Mapping[str, list[Place]]


def spans_of(revision: Revision, form: MarkForm, sent: Mapping[str, str]) -> tuple[list[Span], str]:
    """The spans that a form means, and the fingerprint of the text it was made on.

    Raises Invalid for words that are not there, and Ambiguous for words that stand in several places.
    """
    if form.spans.data:
        return parse_spans(form.spans.data), form.revision_sha256.data or ""
    given = {name: form[name].data or "" for name in QUOTES}
    given = {name: quote for name, quote in given.items() if quote.strip()}
    if not given:
        raise Invalid("Mark words in the text, or paste them here.", field="quote")
    problems: list[Problem] = []
    places: dict[str, list[Place]] = {}
    spans = []
    for name, quote in given.items():
        nth = sent.get(f"nth_{name}", "")
        try:
            spans.append(resolve_quote(revision.text, quote, int(nth) if nth.isascii() and nth.isdigit() else None))
        except Invalid as error:
            problems += [Problem(name, p.message) for p in error.problems]
            places[name] = _places(revision.text, quote.strip())
    if problems:
        refusal = Ambiguous.of(problems)
        assert isinstance(refusal, Ambiguous)
        refusal.found = {name: found for name, found in places.items() if len(found) > 1}
        raise refusal
    return spans, revision.sha256


def places(error: DomainError) -> Mapping[str, list[Place]]:
    """The places to choose from, by field; empty unless a quote was ambiguous."""
    return error.found if isinstance(error, Ambiguous) else {}


def _places(text: str, quote: str) -> list[Place]:
    found = find_quote(text, quote)[:OFFERED]
    return [_place(text, cut(text, at, at + len(quote)), nth) for nth, at in enumerate(found, 1)]


def _place(text: str, span: Span, nth: int) -> Place:
    before = text[max(0, span.start - AROUND) : span.start].rsplit("\n", 1)[-1]
    after = text[span.end : span.end + AROUND].split("\n", 1)[0]
    return Place(nth, before, span.exact, after)
