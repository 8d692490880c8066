"""What the trail tells of a file: when it was last compared with its fingerprint, who opened it, all that befell it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit.tags import Tag
from annotate.audit.trail import read
from annotate.domain.events import Event
from annotate.store.models import EventRow


@dataclass(frozen=True)
class Checked:
    """The last comparison of a file with its fingerprint: when (UTC text), and what came of it."""

    at: str
    outcome: str

    @property
    def good(self) -> bool:
        """Was it as it came?"""
        return self.outcome == UNCHANGED


UNCHANGED = "unchanged"


def last_check(session: Session, file_id: str) -> Checked | None:
    """The last comparison; None if there was none since the receipt. One query."""
    row = _last(session, Tag.FILE_VERIFY, file_id)
    return Checked(row.at, str(json.loads(row.body)["words"].get("outcome", ""))) if row else None


def opened_since(session: Session, attachment_id: str, actor_id: str, since: str) -> bool:
    """Did this person open the sealed file at or after this time (UTC text)? One query."""
    row = _last(session, Tag.FILE_VIEW, attachment_id, actor_id)
    return row is not None and row.at >= since


def events_of(session: Session, ids: Collection[str], limit: int = 100) -> tuple[Event, ...]:
    """What happened to these things, newest first. Two queries."""
    query = select(EventRow).where(EventRow.target_id.in_(set(ids)))
    rows = session.scalars(query.order_by(EventRow.at.desc(), EventRow.seq.desc()).limit(limit))
    return tuple(read(session, rows))


def _last(session: Session, tag: Tag, target_id: str, actor_id: str = "") -> EventRow | None:
    query = select(EventRow).where(EventRow.target_id == target_id, EventRow.action == str(tag))
    if actor_id:
        query = query.where(EventRow.actor_id == actor_id)
    return session.scalar(query.order_by(EventRow.at.desc(), EventRow.seq.desc()).limit(1))
