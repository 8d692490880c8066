"""Reading how claims stand to each other."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from annotate.domain.accounts import Relation
from annotate.domain.errors import NotFound
from annotate.domain.vocabulary import RelationKind, State
from annotate.store.models import ClaimRow, RelationRow
from annotate.store.queries.basis import as_relation, relations

#: The two claims of a pair. Made once: an alias copies every column, which costs more than its query.
_ONE, _OTHER = aliased(ClaimRow), aliased(ClaimRow)
CONFLICTING = tuple(kind.value for kind in RelationKind if kind.conflicting)


def relation_row(session: Session, ident: str) -> RelationRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(RelationRow, ident, populate_existing=True)
    if row is None:
        raise NotFound("Nothing of this name stands between two claims.")
    return row


def relation(session: Session, ident: str) -> Relation:
    """One relation, standing or taken back; raises NotFound. One query."""
    return as_relation(relation_row(session, ident))


def of_claim(session: Session, claim_id: str, withdrawn: bool = False) -> list[Relation]:
    """What a claim stands in, from either side, oldest first. One query."""
    return relations(session, or_(RelationRow.claim_id == claim_id, RelationRow.other_id == claim_id), withdrawn)


def between(session: Session, claim_id: str, other_id: str, kind: RelationKind) -> Relation | None:
    """What stands of this kind between two claims; for a symmetric kind in either order. One query."""
    there = and_(RelationRow.claim_id == claim_id, RelationRow.other_id == other_id)
    back = and_(RelationRow.claim_id == other_id, RelationRow.other_id == claim_id)
    found = relations(session, (there | back if kind.symmetric else there) & (RelationRow.kind == kind))
    return found[0] if found else None


def of_article(session: Session, article_id: str) -> list[Relation]:
    """What stands between claims of an article that are not withdrawn, oldest first. One query."""
    gone = select(ClaimRow.id).where(ClaimRow.article_id == article_id, ClaimRow.state == State.WITHDRAWN)
    standing = RelationRow.claim_id.not_in(gone) & RelationRow.other_id.not_in(gone)
    return relations(session, (RelationRow.article_id == article_id) & standing)


def conflicts(session: Session, article_id: str) -> int:
    """How many pairs of claims that stand are in conflict. One query."""
    query = (
        select(func.count())
        .select_from(RelationRow)
        .join(_ONE, _ONE.id == RelationRow.claim_id)
        .join(_OTHER, _OTHER.id == RelationRow.other_id)
        .where(
            RelationRow.article_id == article_id,
            RelationRow.withdrawn == False,  # noqa: E712
            RelationRow.kind.in_(CONFLICTING),
            _ONE.state != State.WITHDRAWN,
            _OTHER.state != State.WITHDRAWN,
        )
    )
    return session.scalar(query) or 0


def topics(session: Session, article_id: str) -> list[str]:
    """Topics in use in an article, by name. One query."""
    query = select(RelationRow.topic).where(
        RelationRow.article_id == article_id,
        RelationRow.withdrawn == False,  # noqa: E712
        RelationRow.topic != "",
    )
    return sorted(session.scalars(query.distinct()), key=str.casefold)
