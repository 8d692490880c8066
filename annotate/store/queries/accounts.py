"""Reading the accounts of an article: claims with who makes them, what relates them, and what bears on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.accounts import Relation
from annotate.domain.material import Material
from annotate.domain.origins import Cited, Graph
from annotate.domain.things import Claim, Party
from annotate.domain.vocabulary import Belonging, PartyKind, Stance, State
from annotate.store.models import CitationRow, ClaimRow, PartyRow
from annotate.store.queries import claims as claim_query
from annotate.store.queries.basis import derivations, lookups, replies, upwards
from annotate.store.queries.relations import of_article


def in_conflict(session: Session, article_id: str) -> Material:
    """The claims that stand in some relation, and what bears on them. Eight queries, whatever their number."""
    relations = of_article(session, article_id)
    idents = {ident for relation in relations for ident in (relation.claim_id, relation.other_id)}
    return _material(session, claim_query.by_ids(session, list(idents)) if idents else [], relations)


def every(session: Session, article_id: str) -> Material:
    """All claims of an article that are not withdrawn, without their relations. Seven queries."""
    standing = claim_query.selected().where(ClaimRow.article_id == article_id, ClaimRow.state != State.WITHDRAWN)
    return _material(session, claim_query.load(session, standing), ())


def _material(session: Session, claims: Sequence[Claim], relations: Sequence[Relation]) -> Material:
    if not claims:
        return Material()
    idents = [claim.id for claim in claims]
    cited, asked, looked = _cited(session, idents), replies(session, idents), lookups(session, idents)
    derived, origin = derivations(session, {one.source for several in cited.values() for one in several})
    named = {*(c.claimant_id for c in claims if c.claimant_id), *origin.values(), *(r.party_id for r in asked)}
    parties = lineage(session, named)
    belongs = {party.id: party.belongs_to for party in parties.values() if party.belongs_to}
    return Material(claims, relations, cited, Graph(belongs, derived, origin), parties, looked, asked)


def lineage(session: Session, parties: Iterable[str]) -> dict[str, Party]:
    """These parties and all that they belong to, by id. One query, none for no parties."""
    wanted = set(parties)
    if not wanted:
        return {}
    more = (PartyRow.rev, PartyRow.name, PartyRow.kind, PartyRow.note, PartyRow.belongs_how)
    rows = upwards(session, PartyRow.id, PartyRow.belongs_to, wanted, *more)
    return {
        ident: Party(ident, rev, name, PartyKind(kind), note, onto, Belonging(how) if how else None)
        for ident, onto, rev, name, kind, note, how in rows
    }


def _cited(session: Session, claims: Sequence[str]) -> dict[str, list[Cited]]:
    """Claim id → what it cites, as far as independence goes. One query, no object."""
    row = CitationRow.__table__.c
    query = select(row.claim_id, row.source_id, row.stance).where(
        row.claim_id.in_(claims),
        row.withdrawn == False,  # noqa: E712
    )
    found: dict[str, list[Cited]] = {}
    for claim, source, stance in session.execute(query.order_by(row.created_at, row.id)):
        found.setdefault(claim, []).append(Cited(source, Stance(stance)))
    return found
