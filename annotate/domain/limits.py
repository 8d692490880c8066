"""How long each text may be, in code points. One place, read by forms, API schemas, importers and services."""

from __future__ import annotations

from collections.abc import Mapping

from annotate.domain.errors import Invalid, Problem

LIMITS: dict[str, int] = {
    "title": 500, "byline": 500, "publisher": 300, "url": 2_000, "archive_url": 2_000, "language": 35,
    "statement": 2_000, "rationale": 20_000, "known": 5_000, "unknown": 5_000, "settle": 5_000, "search_log": 20_000,
    "author": 500, "note": 20_000, "locator": 500, "excerpt": 20_000, "comment": 20_000, "body": 20_000,
    "reason": 2_000, "name": 300, "email": 254, "label": 100, "definition": 2_000, "alternate_name": 200, "code": 60,
    "letter": 2, "interest": 2_000, "visible": 5_000, "inferred": 5_000, "claimed": 5_000, "topic": 200,
    "origin": 2_000, "captured": 40, "derivation": 2_000, "place": 500, "query": 2_000, "found": 20_000, "channel": 300,
    "question": 20_000, "answer": 20_000, "method": 2_000,
    "ownership": 10_000, "ethics": 10_000, "corrections": 10_000, "feedback": 10_000, "licence": 2_000,
    "complainant": 500, "contact": 500, "words": 20_000,
}  # fmt: skip


def check_texts(fields: Mapping[str, object]) -> None:
    """Raise Invalid for every text that is over its limit, or that no UTF-8 file can hold (lone surrogate, NUL)."""
    problems = [p for name, value in fields.items() if isinstance(value, str) and (p := _problem(name, value))]
    if problems:
        raise Invalid.of(problems)


def _problem(name: str, value: str) -> Problem | None:
    limit = LIMITS.get(name)
    if limit is not None and len(value) > limit:
        return Problem(name, f"This has {len(value):,} characters; {limit:,} are the most. Shorten it.")
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        return Problem(name, "This holds a character that is not text (NUL or half a surrogate pair). Remove it.")
    return None
