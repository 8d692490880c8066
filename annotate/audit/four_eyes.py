"""Who has worked on a claim since its last approval: the same words of SQL that the database's guard uses."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from annotate.audit.ddl import worked_on

_CONTRIBUTORS = text(f'SELECT u.id FROM "user" u WHERE {worked_on(":claim", "u.id")}')


def contributors(session: Session, claim_id: str) -> frozenset[str]:
    """Ids of everybody who may not approve this claim now. One query."""
    return frozenset(session.scalars(_CONTRIBUTORS, {"claim": claim_id}))
