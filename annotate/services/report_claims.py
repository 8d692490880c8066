"""The claims of a report: each with its citations, who checked it, and who approved it when."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.report_parts import Claimant, Person, ReportCitation, ReportClaim
from annotate.domain.things import Citation, Claim, Review
from annotate.domain.vocabulary import Decision, PartyKind, Role, State
from annotate.services.report_evidence import Grounds, behind, lookups, replies
from annotate.store.models import EventRow, PartyRow, UserRow
from annotate.store.queries.reviews import reviews


def report_claims(
    session: Session, claims: Sequence[Claim], citations: Sequence[Citation], found: Grounds
) -> tuple[ReportClaim, ...]:
    """The claims in the order of their numbers. Three queries, whatever their number."""
    ids = [c.id for c in claims]
    approvals = {r.claim_id: r for r in reviews(session, ids) if r.decision is Decision.APPROVE}
    kinds = _party_kinds(session, {c.claimant_id for c in claims if c.claimant_id})
    workers = _workers(session, claims)
    cited: dict[str, list[Citation]] = {}
    for citation in citations:
        cited.setdefault(citation.claim_id, []).append(citation)
    ordered = sorted(claims, key=lambda c: c.number)
    return tuple(
        _claim(c, cited.get(c.id, []), approvals.get(c.id), kinds, workers.get(c.id, ()), found) for c in ordered
    )


def _claim(
    claim: Claim, citations: Sequence[Citation], approval: Review | None, kinds: dict[str, str],
    workers: tuple[Person, ...], found: Grounds,
) -> ReportClaim:  # fmt: skip
    shown = [c for c in citations if c.source.id not in found.sealed]
    basis = found.bases[claim.id]
    stands = approval if claim.state is State.APPROVED else None
    claimant = Claimant(claim.claimant_name, PartyKind(kinds[claim.claimant_id])) if claim.claimant_id else None
    return ReportClaim(
        id=claim.id, number=claim.number, state=claim.state, statement=claim.statement, type=claim.type,
        status=claim.status, attribution=claim.attribution, own_voice=claim.own_voice, claimant=claimant,
        rationale=claim.rationale, known=claim.known, unknown=claim.unknown, settle=claim.settle,
        search_log=claim.search_log, confidence=claim.confidence, worthiness=claim.worthiness, spans=claim.spans,
        citations=tuple(_citation(c) for c in shown), digest=claim.digest if stands else None,
        approved_by=Person(stands.reviewer_name, stands.role) if stands else None,
        approved_at=stands.at if stands else "", checked_by=workers, comment=stands.comment if stands else "",
        camp=found.camp_name(claim.claimant_id), behind=behind(claim, citations, found.graph),
        lookups=lookups(basis), replies=replies(basis), withheld=len(citations) - len(shown),
        passkey=bool(stands and stands.passkey_id),
    )  # fmt: skip


def _citation(citation: Citation) -> ReportCitation:
    return ReportCitation(
        citation.source.id, citation.stance, citation.locator, citation.excerpt, citation.credibility, citation.note,
        citation.file_sha256, citation.visible or "", citation.inferred or "", citation.claimed or "",
    )  # fmt: skip


def _party_kinds(session: Session, idents: set[str]) -> dict[str, str]:
    rows = session.execute(select(PartyRow.id, PartyRow.kind).where(PartyRow.id.in_(idents)))
    return {row[0]: row[1] for row in rows}


def _workers(session: Session, claims: Sequence[Claim]) -> dict[str, tuple[Person, ...]]:
    """Everybody who has worked on each claim, ever, by name."""
    query = (
        select(EventRow.claim_id, UserRow.name, UserRow.role)
        .join(UserRow, UserRow.id == EventRow.actor_id)
        .where(EventRow.log.in_({c.article_id for c in claims}), EventRow.work == True)  # noqa: E712
        .distinct()
        .order_by(UserRow.name)
    )
    wanted = {c.id for c in claims}
    found: dict[str, list[Person]] = {}
    for claim_id, name, role in session.execute(query):
        if claim_id in wanted:
            found.setdefault(claim_id, []).append(Person(name, Role(role)))
    return {claim_id: tuple(people) for claim_id, people in found.items()}
