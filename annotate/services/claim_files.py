"""Files of claims in and out: all of a file or none of it, in one unit of work."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit.recorder import LIBRARY
from annotate.domain.errors import DomainError, Invalid, Problem
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.things import Claim
from annotate.exports.own_json import write_claims
from annotate.imports.own_json import ReadClaim, ReadClaims, read_claims
from annotate.services import citations, claims, parties, sources
from annotate.store.models import PartyRow
from annotate.store.queries import articles as article_query
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.sources import as_party
from annotate.store.session import UnitOfWork

_FIELDS = (
    "status", "statement", "attribution", "own_voice", "rationale", "known", "unknown", "settle", "search_log",
    "confidence", "worthiness",
)  # fmt: skip


def bring_in(uow: UnitOfWork, actor: Actor, slug: str, data: bytes) -> list[Claim]:
    """Mark every claim of a file (imports/own_json.py) as a draft of `actor`; Invalid names entry and reason."""
    demand(actor, Permission.EDIT_CLAIM)
    article = article_query.article_row(uow.session, slug)
    uow.lock(article.id, LIBRARY)
    revision = article_query.revision(uow.session, article.revision_id)
    read = read_claims(data, revision.text)
    people, library = _parties(uow, actor, read), _sources(uow, actor, read)
    return [_claim(uow, actor, slug, revision.sha256, claim, people, library) for claim in read.claims]


def take_out(session: Session, actor: Actor, slug: str) -> bytes:
    """All claims of an article that stand, as a file. Five queries, whatever their number."""
    demand(actor, Permission.EXPORT)
    article = article_query.article(session, slug)
    revision = article_query.revision(session, article.revision_id)
    found = claim_query.claims(session, article.id, claim_query.Filter(), limit=5_000).items
    named = select(PartyRow).where(PartyRow.id.in_({c.claimant_id for c in found if c.claimant_id}))
    known = {row.id: as_party(row) for row in session.scalars(named)}
    return write_claims(article, revision, found, citation_query.citations(session, [c.id for c in found]), known)


def _parties(uow: UnitOfWork, actor: Actor, read: ReadClaims) -> dict[str, str]:
    return {p.name: parties.add(uow, actor, p.name, p.kind, p.note)[0].id for p in read.parties}


def _sources(uow: UnitOfWork, actor: Actor, read: ReadClaims) -> dict[str, str]:
    made = {}
    for index, part in enumerate(read.sources):
        try:
            new = sources.NewSource(**part.model_dump(exclude={"id"}))
            made[part.id] = sources.add(uow, actor, new)[0].id
        except DomainError as error:
            raise _named(f"sources[{index}]", error) from error
    return made


def _claim(
    uow: UnitOfWork, actor: Actor, slug: str, sha256: str, read: ReadClaim,
    people: dict[str, str], library: dict[str, str],
) -> Claim:  # fmt: skip
    part = read.part
    values = part.model_dump(include=set(_FIELDS))
    values["claimant_id"] = people[part.claimant] if part.claimant is not None else None
    try:
        made = claims.mark(uow, actor, slug, claims.NewClaim(part.type, read.spans, sha256, values))
        for citation in part.citations:
            rest = citation.model_dump(exclude={"source"})
            citations.cite(uow, actor, made.id, citations.NewCitation(library[citation.source], **rest))
    except DomainError as error:
        raise _named(read.entry, error) from error
    return made


def _named(entry: str, error: DomainError) -> Invalid:
    return Invalid.of([Problem(entry, f"{entry}: {problem.message}") for problem in error.problems])
