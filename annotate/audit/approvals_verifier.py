"""Proving approvals: a claim has the marks that its events gave it, and its digest is that of what stands there now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.domain.digest import claim_digest
from annotate.domain.things import Citation
from annotate.domain.vocabulary import State
from annotate.store.models import ReviewRow, RevisionRow
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims
from annotate.store.queries.basis import bases

CLOSED = (State.SUBMITTED, State.APPROVED)
#: What reading a claim runs into where somebody wrote what no claim can hold.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)


@dataclass(frozen=True)
class Parts:
    """What belongs to a claim and stands in other tables: of a closed one, what an approval rests on."""

    #: Its marks, where it is not known that they are what the trail says.
    spans: list[dict[str, Any]] | None = None
    #: The digest of what stands there now; None for an open claim, and where it cannot be read.
    digest: str | None = None
    #: The digests that reviews approved.
    approved: set[str] = field(default_factory=set)


def claim_parts(session: Session, batch: Sequence[Row[Any]], doubtful: Collection[str]) -> dict[str, Parts]:
    """By id, the parts of those of these claims that are closed, or whose marks are in doubt."""
    doubted = [row for row in batch if row.id in doubtful]
    marks = claims.spans_of(session, [(row.id, row.spans_rev) for row in doubted])
    spans = {row.id: [dict(span.__dict__) for span in marks.get(row.id, ())] for row in doubted}
    closed = [row.id for row in batch if row.state in CLOSED]
    digests, approved = (_digests(session, closed), _approved(session, closed)) if closed else ({}, {})
    return {
        ident: Parts(spans.get(ident), digests.get(ident), approved.get(ident, set())) for ident in (*spans, *closed)
    }


def approval(row: Row[Any], where: str, parts: Parts) -> Iterator[Fault]:
    """Faults of a claim that was submitted or approved."""
    if row.state in CLOSED and parts.digest is None:
        yield Fault(where, "it, or what it rests on, holds values that none can hold")
    elif row.state in CLOSED and parts.digest != row.digest:
        yield Fault(where, "its digest is not that of what stands there now")
    if row.state == State.APPROVED and row.digest not in parts.approved:
        yield Fault(where, "it is approved, but no review approved this version")


def _digests(session: Session, idents: Sequence[str]) -> dict[str, str]:
    """The digests of what stands there; claims that cannot be read, or rest on what cannot, are left out."""
    try:
        return _digests_of(session, idents)
    except _UNREADABLE:
        if len(idents) == 1:
            return {}
        return {ident: digest for one in idents for ident, digest in _digests(session, [one]).items()}


def _digests_of(session: Session, idents: Sequence[str]) -> dict[str, str]:
    closed = claims.by_ids(session, list(idents))
    hashes = {row.id: row.sha256 for row in session.execute(select(RevisionRow.id, RevisionRow.sha256))}
    cited: dict[str, list[Citation]] = {}
    citations = citation_query.citations(session, list(idents))
    for citation in citations:
        cited.setdefault(citation.claim_id, []).append(citation)
    rest = bases(session, closed, citations)
    return {
        c.id: claim_digest(c, hashes.get(c.revision_id, ""), cited.get(c.id, []), rest[c.id]) for c in closed
    }  # fmt: skip


def _approved(session: Session, idents: Sequence[str]) -> dict[str, set[str]]:
    query = select(ReviewRow.claim_id, ReviewRow.digest).where(
        ReviewRow.claim_id.in_(idents), ReviewRow.decision == "approve"
    )
    found: dict[str, set[str]] = {}
    for claim_id, digest in session.execute(query):
        found.setdefault(claim_id, set()).add(digest)
    return found
