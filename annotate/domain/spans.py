"""Where a claim stands in a revision, and the rule that `text[start:end] == exact` always holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.domain.errors import Invalid, Problem, Stale

#: Code points of context kept on each side of a quote.
CONTEXT = 32
#: Spans that one claim may have.
MAX_SPANS = 32


@dataclass(frozen=True)
class Span:
    """A half-open run of code points with its quote and context (W3C TextPositionSelector and TextQuoteSelector)."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


def cut(text: str, start: int, end: int) -> Span:
    """The span from `start` to `end`, with quote and context read from the text."""
    return Span(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def check_spans(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in order, with context filled in from the text.

    Raises Invalid for offsets that are outside, reversed, empty or overlapping within this one claim, and Stale for
    a quote that is not what the text says at that place.
    """
    if not spans:
        raise Invalid("Mark at least one stretch of the text.", field="spans")
    if len(spans) > MAX_SPANS:
        raise Invalid(f"A claim may have {MAX_SPANS} spans; these are {len(spans)}.", field="spans")
    problems = [p for i, span in enumerate(spans) if (p := _range_problem(text, span, i))]
    if problems:
        raise Invalid.of(problems)
    for index, span in enumerate(spans):
        _check_quote(text, span, index)
    ordered = sorted(spans, key=lambda s: (s.start, s.end))
    for before, after in zip(ordered, ordered[1:], strict=False):
        if after.start < before.end:
            raise Invalid(
                f"Spans {before.start}–{before.end} and {after.start}–{after.end} of one claim overlap. Join them.",
                field="spans",
            )
    return tuple(cut(text, s.start, s.end) for s in ordered)


def find_quote(text: str, exact: str, prefix: str = "", suffix: str = "") -> list[int]:
    """Every place where `exact` stands; only those between `prefix` and `suffix` where these are given."""
    places, at = [], text.find(exact) if exact else -1
    while at >= 0:
        if text.endswith(prefix, 0, at) and text.startswith(suffix, at + len(exact)):
            places.append(at)
        at = text.find(exact, at + 1)
    return places


def resolve_quote(text: str, exact: str, nth: int | None = None) -> Span:
    """The one place where a pasted or typed quote stands, `nth` (from 1) if there are several.

    Raises Invalid when it is nowhere, or in several places and `nth` is not given.
    """
    wanted = exact.strip()
    places = find_quote(text, wanted)
    if not places:
        raise Invalid(
            "These words are not in the text. Copy them from the article exactly as they stand.", field="quote"
        )
    if len(places) > 1 and nth is None:
        raise Invalid(
            f"These words stand in {len(places)} places. Say which one (1 to {len(places)}), or quote more words.",
            field="quote",
        )
    if nth is not None and not 1 <= nth <= len(places):
        raise Invalid(f"There is no place {nth}; these words stand in {len(places)}.", field="nth")
    start = places[(nth or 1) - 1]
    return cut(text, start, start + len(wanted))


def _range_problem(text: str, span: Span, index: int) -> Problem | None:
    field = f"spans.{index}"
    if span.start < 0 or span.end > len(text):
        return Problem(field, f"{span.start}–{span.end} is outside the text, which has {len(text)} characters.")
    if span.start == span.end:
        return Problem(field, f"The span at {span.start} is empty. Mark at least one character.")
    if span.start > span.end:
        return Problem(field, f"The span is reversed: it starts at {span.start} and ends at {span.end}.")
    if not text[span.start : span.end].strip():
        return Problem(field, f"{span.start}–{span.end} holds only white space. Mark words.")
    return None


def _check_quote(text: str, span: Span, index: int) -> None:
    there = text[span.start : span.end]
    if there != span.exact:
        raise Stale(
            f"At {span.start}–{span.end} the text says “{_short(there)}”, not “{_short(span.exact)}”. "
            "Reload the article and mark the words again.",
            field=f"spans.{index}",
        )


def _short(quote: str) -> str:
    return quote if len(quote) <= 60 else f"{quote[:57]}…"
