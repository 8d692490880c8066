"""Claims in our own JSON: read, and check every quote against the text before anything is written.

docs/claims-format.md says what each member means. Offsets are code points into the article's frozen text. A file is
taken whole or not at all; each refusal names the entry (`claims[3]`) and the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from annotate.domain.errors import Invalid, Problem, Stale, TooLarge, Unreadable
from annotate.domain.spans import Span, check_spans
from annotate.domain.text import text_sha256
from annotate.domain.vocabulary import Attribution, Confidence, PartyKind, Reliability, Stance, Worthiness

FORMAT, VERSION = "annotate-claims", 1
#: Claims in one file, bytes of one file, and refusals that are named at once.
MOST, MOST_BYTES, NAMED = 5_000, 20_000_000, 20
Id = Annotated[str, Field(min_length=1, max_length=200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ArticlePart(_Strict):
    """Which frozen text the offsets count in."""

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    slug: str = ""
    title: str = ""
    language: str = ""


class PartyPart(_Strict):
    """Who says so; found again by its name."""

    name: Id
    kind: str = str(PartyKind.ORGANISATION)
    note: str = ""


class SourcePart(_Strict):
    """A source; `id` holds within the file. One whose address the desk knows already is not added again."""

    id: Id
    kind: str
    title: Id
    url: str = ""
    archive_url: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    accessed: str = ""
    reliability: str | None = None
    note: str = ""


class SpanPart(_Strict):
    """Half-open, in code points; `exact` is what stands there."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    exact: str


class CitationPart(_Strict):
    """What a source of the file says about the claim."""

    source: str
    stance: str
    locator: str = ""
    excerpt: str = ""
    credibility: Annotated[int, Field(ge=1, le=6)] | None = None
    note: str = ""


class ClaimPart(_Strict):
    """One claim. It arrives as a draft, whatever it was where the file comes from."""

    spans: Annotated[list[SpanPart], Field(min_length=1)]
    type: str
    id: str = ""
    status: str = "unchecked"
    statement: str = ""
    attribution: str | None = None
    claimant: str | None = None
    own_voice: bool = False
    rationale: str = ""
    known: str = ""
    unknown: str = ""
    settle: str = ""
    search_log: str = ""
    confidence: str | None = None
    worthiness: str | None = None
    citations: list[CitationPart] = []


class ClaimsFile(_Strict):
    """The whole file."""

    format: Literal["annotate-claims"]
    version: Literal[1]
    article: ArticlePart
    offsets: Literal["code points"] = "code points"
    parties: list[PartyPart] = []
    sources: list[SourcePart] = []
    claims: Annotated[list[ClaimPart], Field(max_length=MOST)]


@dataclass(frozen=True)
class ReadClaim:
    """A claim of the file with its spans checked against the text. `entry` names it in messages."""

    entry: str
    part: ClaimPart
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class ReadClaims:
    """What a file brings: all of it is sound."""

    parties: tuple[PartyPart, ...]
    sources: tuple[SourcePart, ...]
    claims: tuple[ReadClaim, ...]


def read_claims(data: bytes, text: str) -> ReadClaims:
    """Read a file for the article whose frozen text is `text`.

    Raises Unreadable for bytes that are no JSON, TooLarge, Stale if the file belongs to another text, and Invalid with
    one problem for each entry that is wrong (the first `NAMED` of them).
    """
    file = _parse(data)
    if file.article.sha256 != text_sha256(text):
        raise Stale(
            f"The file was made on another text (SHA-256 {file.article.sha256[:12]}…, this article has "
            f"{text_sha256(text)[:12]}…). Import it into the article that it was made on.",
            field="article.sha256",
        )
    found: list[ReadClaim] = []
    problems: list[Problem] = list(_duplicates(file))
    sources, parties = {s.id for s in file.sources}, {p.name for p in file.parties}
    for index, part in enumerate(file.claims):
        entry = f"claims[{index}]" + (f" ({part.id[:60]})" if part.id else "")
        problems += _codes(entry, part, sources, parties)
        try:
            found.append(ReadClaim(entry, part, check_spans(text, [_span(span) for span in part.spans])))
        except (Invalid, Stale) as error:
            problems += [Problem(entry, f"{entry}: {problem.message}") for problem in error.problems]
    if problems:
        raise Invalid.of(_first(problems))
    return ReadClaims(tuple(file.parties), tuple(file.sources), tuple(found))


def _parse(data: bytes) -> ClaimsFile:
    if len(data) > MOST_BYTES:
        raise TooLarge(f"The file has {len(data):,} bytes; {MOST_BYTES:,} are the most. Split it.", field="file")
    try:
        raw = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique)
        if isinstance(raw, dict) and raw.get("format") != FORMAT:
            raise Invalid(f"This is not a file of claims: “format” has to be “{FORMAT}”.", field="format")
        return ClaimsFile.model_validate(raw)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"The file is not JSON in UTF-8: {error}.", field="file") from error
    except ValidationError as error:
        problems = [Problem(where, f"{where}: {said}.") for where, said in _said(error)]
        raise Invalid.of(_first(problems)) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise Invalid(f"The name “{twice[:60]}” stands twice in one object of the file. Remove one.", field=twice[:60])
    return dict(pairs)


def _said(error: ValidationError) -> Iterator[tuple[str, str]]:
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in item["loc"])
        yield where.lstrip(".")[:200] or "the file", item["msg"]


def _first(problems: list[Problem]) -> list[Problem]:
    more = len(problems) - NAMED
    return problems[:NAMED] + ([Problem("", f"… and {more} more entries.")] if more > 0 else [])


def _duplicates(file: ClaimsFile) -> Iterator[Problem]:
    for what, names in (("sources", [s.id for s in file.sources]), ("parties", [p.name for p in file.parties])):
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name in seen:
                yield Problem(f"{what}[{index}]", f"{what}[{index}]: “{name[:60]}” is there already.")
            seen.add(name)
    for index, source in enumerate(file.sources):
        if source.reliability is not None and source.reliability not in list(Reliability):
            yield Problem(f"sources[{index}]", f"sources[{index}]: reliability is a letter from A to F.")
    for index, party in enumerate(file.parties):
        if party.kind not in list(PartyKind):
            yield Problem(f"parties[{index}]", f"parties[{index}]: kind is one of {', '.join(PartyKind)}.")


def _codes(entry: str, part: ClaimPart, sources: set[str], parties: set[str]) -> list[Problem]:
    """Closed lists and references within the file. Types and statuses are rows of the desk, checked as it marks."""
    wrong = []
    for name, members in (("attribution", Attribution), ("confidence", Confidence), ("worthiness", Worthiness)):
        value = getattr(part, name)
        if value is not None and value not in list(members):
            wrong.append(f"{name} “{value}” is not one of {', '.join(members)}")
    if part.claimant is not None and part.claimant not in parties:
        wrong.append(f"claimant “{part.claimant}” is not among the parties of the file")
    for citation in part.citations:
        if citation.source not in sources:
            wrong.append(f"it cites “{citation.source}”, which is not among the sources of the file")
        if citation.stance not in list(Stance):
            wrong.append(f"stance “{citation.stance}” is not one of {', '.join(Stance)}")
    return [Problem(entry, f"{entry}: {what}.") for what in wrong]


def _span(span: SpanPart) -> Span:
    return Span(span.start, span.end, span.exact)
