"""Claims out, in our own JSON: what `imports/own_json.py` reads. docs/claims-format.md says what each member means.

The file holds claims with spans, wording, verdict, parties, sources and citations. It cannot hold what belongs to one
desk alone: states, decisions, comments, assignees and the trail; nor, so far, files and places inside them, camps and
origins, relations between claims, and records of searching and asking. A report or the trail has those.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from annotate.domain.things import Article, Citation, Claim, Party, Revision, Source

_CLAIM = (
    "type", "status", "statement", "attribution", "own_voice", "rationale", "known", "unknown", "settle",
    "search_log", "confidence", "worthiness",
)  # fmt: skip
_SOURCE = (
    "kind", "title", "url", "archive_url", "publisher", "author", "published", "accessed", "reliability", "note",
)  # fmt: skip
_CITATION = ("stance", "locator", "excerpt", "credibility", "note")


def write_claims(
    article: Article,
    revision: Revision,
    claims: Sequence[Claim],
    citations: Sequence[Citation],
    parties: Mapping[str, Party],
) -> bytes:
    """The file, in UTF-8, two spaces deep. `parties` are by id and hold at least the claimants of the claims."""
    cited: dict[str, list[Citation]] = {}
    for citation in citations:
        cited.setdefault(citation.claim_id, []).append(citation)
    sources = {citation.source.id: citation.source for citation in citations}
    named = sorted({c.claimant_id for c in claims if c.claimant_id}, key=lambda ident: parties[ident].name)
    file = {
        "format": "annotate-claims",
        "version": 1,
        "article": {
            "sha256": revision.sha256, "slug": article.slug, "title": article.title, "language": article.language,
        },
        "offsets": "code points",
        "parties": [_pick(parties[ident], ("name", "kind", "note")) for ident in named],
        "sources": [{"id": s.id, **_pick(s, _SOURCE)} for s in _sorted(sources)],
        "claims": [_claim(claim, cited.get(claim.id, []), parties) for claim in claims],
    }  # fmt: skip
    return (json.dumps(file, ensure_ascii=False, indent=2) + "\n").encode()


def _claim(claim: Claim, citations: Sequence[Citation], parties: Mapping[str, Party]) -> dict[str, Any]:
    return {
        "id": str(claim.number),
        "spans": [{"start": s.start, "end": s.end, "exact": s.exact} for s in claim.spans],
        "claimant": parties[claim.claimant_id].name if claim.claimant_id else None,
        **_pick(claim, _CLAIM),
        "citations": [{"source": c.source.id, **_pick(c, _CITATION)} for c in citations],
    }


def _sorted(sources: Mapping[str, Source]) -> list[Source]:
    return [sources[ident] for ident in sorted(sources)]


def _pick(thing: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}
