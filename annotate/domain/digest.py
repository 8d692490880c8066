"""The digest of what an approver sees: SHA-256 over the RFC 8785 bytes of the claim and all that it rests on.

What nobody said is left out, not written as nothing: a digest made before there was a place for it still holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from annotate.domain.accounts import Basis
from annotate.domain.canonical import canonical
from annotate.domain.things import Citation, Claim, Source

VERSION = 1


def claim_digest(claim: Claim, revision_sha256: str, citations: Sequence[Citation], basis: Basis | None = None) -> str:
    """Lower-case hex SHA-256 of `seen(...)`. Any later change to what it covers gives another digest."""
    return hashlib.sha256(canonical(seen(claim, revision_sha256, citations, basis or Basis()))).hexdigest()


def seen(claim: Claim, revision_sha256: str, citations: Sequence[Citation], basis: Basis) -> dict[str, Any]:
    """All that an approval covers, as plain JSON values; citations and records are ordered by their id."""
    return {
        "v": VERSION,
        "claim": claim.id,
        "revision": revision_sha256,
        "spans": [[s.start, s.end, s.exact] for s in claim.spans],
        "statement": claim.statement,
        "type": claim.type,
        "status": claim.status,
        "attribution": claim.attribution,
        "claimant": _claimant(claim, basis),
        "rationale": claim.rationale,
        "known": claim.known,
        "unknown": claim.unknown,
        "settle": claim.settle,
        "search_log": claim.search_log,
        "confidence": claim.confidence,
        "citations": [_citation(c, basis) for c in sorted(citations, key=lambda c: c.id)],
        **_records(claim, basis),
    }


def _claimant(claim: Claim, basis: Basis) -> dict[str, Any]:
    said = {"id": claim.claimant_id, "name": claim.claimant_name, "own_voice": claim.own_voice}
    camp = basis.graph.camp(claim.claimant_id) if claim.claimant_id else None
    return said | _said(camp=camp if camp != claim.claimant_id else None)


def _citation(citation: Citation, basis: Basis) -> dict[str, Any]:
    return {
        "id": citation.id,
        "stance": citation.stance,
        "locator": citation.locator,
        "excerpt": citation.excerpt,
        "credibility": citation.credibility,
        "note": citation.note,
        "source": _source(citation.source, basis),
        "files": list(basis.files.get(citation.source.id, ())),
        **_said(
            file=citation.file_sha256, visible=citation.visible, inferred=citation.inferred, claimed=citation.claimed
        ),
    }


def _source(source: Source, basis: Basis) -> dict[str, Any]:
    names = ("id", "kind", "title", "url", "archive_url", "publisher", "author", "published", "reliability", "note")
    answers = sorted(basis.answers.get(source.id, ()), key=lambda a: a.question)
    more = _said(
        origin=source.origin_id,
        derived_from=source.derived_from_id,
        interest=source.interest,
        camp=basis.graph.camp_of_source(source.id),
        answers=[[a.question, a.answer, a.method, a.confidence] for a in answers],
    )
    return {name: getattr(source, name) for name in names} | more


def _records(claim: Claim, basis: Basis) -> dict[str, Any]:
    relations = [
        [r.id, r.kind, r.topic, r.settle, "to" if r.claim_id == claim.id else "from",
         r.other_id if r.claim_id == claim.id else r.claim_id]
        for r in sorted(basis.relations, key=lambda r: r.id)
    ]  # fmt: skip
    lookups = [[k.id, k.place, k.query, k.found, k.looked] for k in sorted(basis.lookups, key=lambda k: k.id)]
    replies = [
        [r.id, r.party_name, r.channel, r.question, r.asked, r.deadline, r.answered, r.outcome, r.answer]
        for r in sorted(basis.replies, key=lambda r: r.id)
    ]
    return _said(relations=relations, lookups=lookups, replies=replies)


def _said(**values: Any) -> dict[str, Any]:
    """What there is something of."""
    return {name: value for name, value in values.items() if value}
