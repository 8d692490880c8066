"""Who has worked on a claim since its last approval: the same words of SQL that the database's guard uses."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from annotate.audit.guards import worked_on

_CONTRIBUTORS = text(f'SELECT u.id FROM "user" u WHERE {worked_on(":claim", "u.id")}')
_OWN = text(f"SELECT k.id FROM claim k WHERE k.id IN :claims AND ({worked_on('k.id', ':person')})").bindparams(
    bindparam("claims", expanding=True)
)


def contributors(session: Session, claim_id: str) -> frozenset[str]:
    """Ids of everybody who may not approve this claim now. One query."""
    return frozenset(session.scalars(_CONTRIBUTORS, {"claim": claim_id}))


def own_work(session: Session, person: str, claim_ids: Sequence[str]) -> frozenset[str]:
    """Those of these claims that the person may not approve, because they worked on them. One query."""
    return frozenset(session.scalars(_OWN, {"person": person, "claims": list(claim_ids)})) if claim_ids else frozenset()
