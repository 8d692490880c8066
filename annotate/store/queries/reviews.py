"""Reading decisions on claims."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.things import Review
from annotate.domain.vocabulary import Decision, Role
from annotate.store.models import ReviewRow, UserRow


def reviews(session: Session, claim_ids: Sequence[str]) -> list[Review]:
    """Decisions on these claims, oldest first. One query."""
    query = (
        select(ReviewRow, UserRow.name)
        .join(UserRow, UserRow.id == ReviewRow.reviewer_id)
        .where(ReviewRow.claim_id.in_(claim_ids))
        .order_by(ReviewRow.at, ReviewRow.claim_rev)
    )
    return [
        Review(
            row.id, row.claim_id, row.claim_rev, Decision(row.decision), row.reviewer_id, name, Role(row.role),
            row.comment, row.digest, row.at, row.passkey_id,
        )
        for row, name in session.execute(query)
    ]  # fmt: skip
