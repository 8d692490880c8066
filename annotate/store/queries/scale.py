"""Reading the history of a vocabulary from the trail."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.store.models import EventRow, TermRow

#: One event of a term: when, in which request, what happened, and the term's image after it.
TermEvent = tuple[str, str, dict[str, Any]]


def term_events(session: Session, vocabulary: str) -> list[TermEvent]:
    """(at, request, image after) of everything that ever happened to the terms of a vocabulary, in order. One query."""
    wanted = select(TermRow.id).where(TermRow.vocabulary == vocabulary)
    query = select(EventRow.body).where(EventRow.target_id.in_(wanted), EventRow.target_rev.is_not(None))
    bodies = [json.loads(body) for body in session.scalars(query.order_by(EventRow.seq))]
    return [(body["at"], body["request"], body["after"]) for body in bodies]
