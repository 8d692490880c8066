"""The trail of an article, as a feed."""

from __future__ import annotations

from annotate.api import plain
from annotate.api.operations import Answer, Operation, Reading, operation
from annotate.api.schemas.articles import Trail, TrailQuery
from annotate.audit.trail import after_seq, read
from annotate.domain.policy import Permission
from annotate.store.queries import articles as query


@operation(
    Operation(
        "GET", "/articles/{slug}/trail", "Read an article’s trail", Permission.READ, {200: Trail}, query=TrailQuery
    )
)
def feed(call: Reading[TrailQuery], slug: str) -> Answer:
    """Events after a `seq`, in order. To follow the article, ask again after the last `seq` seen."""
    wanted = call.query
    rows = after_seq(call.session, query.article(call.session, slug).id, wanted.after, wanted.limit + 1)
    shown = rows[: wanted.limit]
    events = [plain.event(row, found) for row, found in zip(shown, read(call.session, shown), strict=True)]
    return Answer({"events": events, "next": events[-1]["seq"] if len(rows) > wanted.limit else None})
