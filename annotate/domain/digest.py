"""The digest of what an approver sees: SHA-256 over the RFC 8785 bytes of the claim and all that it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from annotate.domain.canonical import canonical
from annotate.domain.things import Citation, Claim, Source

VERSION = 1


def claim_digest(claim: Claim, revision_sha256: str, citations: Sequence[Citation]) -> str:
    """Lower-case hex SHA-256 of `seen(...)`. Any later change to what it covers gives another digest."""
    return hashlib.sha256(canonical(seen(claim, revision_sha256, citations))).hexdigest()


def seen(claim: Claim, revision_sha256: str, citations: Sequence[Citation]) -> dict[str, Any]:
    """All that an approval covers, as plain JSON values; citations are ordered by their id."""
    return {
        "v": VERSION,
        "claim": claim.id,
        "revision": revision_sha256,
        "spans": [[s.start, s.end, s.exact] for s in claim.spans],
        "statement": claim.statement,
        "type": claim.type,
        "status": claim.status,
        "attribution": claim.attribution,
        "claimant": {"id": claim.claimant_id, "name": claim.claimant_name, "own_voice": claim.own_voice},
        "rationale": claim.rationale,
        "known": claim.known,
        "unknown": claim.unknown,
        "settle": claim.settle,
        "search_log": claim.search_log,
        "confidence": claim.confidence,
        "citations": [_citation(c) for c in sorted(citations, key=lambda c: c.id)],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "id": citation.id,
        "stance": citation.stance,
        "locator": citation.locator,
        "excerpt": citation.excerpt,
        "credibility": citation.credibility,
        "note": citation.note,
        "source": _source(citation.source),
        "files": [],
    }


def _source(source: Source) -> dict[str, Any]:
    names = ("id", "kind", "title", "url", "archive_url", "publisher", "author", "published", "reliability", "note")
    return {name: getattr(source, name) for name in names}
