"""Reading which stretches of a text hold a claim, and which hold nothing to check."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.accounts import Cleared
from annotate.domain.errors import NotFound
from annotate.domain.vocabulary import State
from annotate.store.models import ClaimRow, ClearedRow, SpanRow, UserRow
from annotate.store.queries.marks import Place

_FIELDS = tuple(Cleared.__dataclass_fields__)


def cleared_row(session: Session, ident: str) -> ClearedRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(ClearedRow, ident, populate_existing=True)
    if row is None:
        raise NotFound("Nothing of this name is marked as holding nothing to check.")
    return row


def as_cleared(row: ClearedRow) -> Cleared:
    """The plain thing of a row."""
    return Cleared(**{name: getattr(row, name) for name in _FIELDS})


def cleared(session: Session, revision_id: str) -> list[tuple[Cleared, str]]:
    """Stretches of a text that hold nothing to check, in its order, with the name of whoever said so. One query."""
    query = (
        select(ClearedRow, UserRow.name)
        .join(UserRow, UserRow.id == ClearedRow.author_id)
        .where(ClearedRow.revision_id == revision_id, ClearedRow.withdrawn == False)  # noqa: E712
        .order_by(ClearedRow.start, ClearedRow.id)
    )
    return [(as_cleared(row), name) for row, name in session.execute(query)]


def claimed(session: Session, article_id: str, revision_id: str) -> list[Place]:
    """Where the claims of a text stand, but for the withdrawn ones. One query, no object."""
    claim, span = ClaimRow.__table__.c, SpanRow.__table__.c
    query = (
        select(span.start, span.end)
        .join(ClaimRow, (claim.id == span.claim_id) & (claim.spans_rev == span.rev))
        .where(claim.article_id == article_id, claim.state != State.WITHDRAWN, span.revision_id == revision_id)
    )
    return [Place(*row) for row in session.execute(query)]
