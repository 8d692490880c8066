"""Reading what people say about claims."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.things import Comment
from annotate.store.models import CommentRow, UserRow


def comments(session: Session, claim_id: str) -> list[Comment]:
    """Comments on a claim, oldest first. One query."""
    query = (
        select(CommentRow, UserRow.name)
        .join(UserRow, UserRow.id == CommentRow.author_id)
        .where(CommentRow.claim_id == claim_id)
        .order_by(CommentRow.created_at, CommentRow.id)
    )
    return [
        Comment(
            row.id, row.rev, row.claim_id, row.author_id, name, row.body, row.blocking, row.resolved_by,
            row.resolved_at, row.created_at,
        )
        for row, name in session.execute(query)
    ]  # fmt: skip
