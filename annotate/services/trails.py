"""The trail of an article to take away: its events, their places in the tree, their proof by the last checkpoint."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit import tree
from annotate.audit.reading import opened_by, with_texts
from annotate.audit.trail import as_event
from annotate.domain.things import Article
from annotate.exports.trail import Entry, Trail
from annotate.services import checkpoints
from annotate.store.models import EventRow, LeafRow


def trail_of(session: Session, article: Article) -> Trail:
    """All events of the article's log. Four queries, and one for each 500 hashes that prove them."""
    newest = checkpoints.last(session)
    size = newest.size if newest else 0
    query = (
        select(EventRow, LeafRow.position)
        .outerjoin(LeafRow, (LeafRow.log == EventRow.log) & (LeafRow.seq == EventRow.seq))
        .where(EventRow.log == article.id)
        .order_by(EventRow.seq)
    )
    rows = session.execute(query).all()
    covered = [place for _, place in rows if place is not None and place < size]
    proofs = tree.inclusions(session, covered, size)
    bodies = [json.loads(row.body) for row, _ in rows]
    openings = opened_by(session, bodies)
    entries = tuple(
        Entry(as_event(row, body), row.body, place, None if place is None else proofs.get(place))
        for (row, place), body in zip(rows, with_texts(session, bodies, openings), strict=True)
    )
    kept = [openings[one] for one in sorted(openings)]
    return Trail(article.id, article.slug, article.title, entries, size, newest.note if newest else "", kept)
