"""What people who are not named for a sealed file get to see of it: that it is there, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit import trail
from annotate.domain.events import Event
from annotate.domain.evidence import SEALED_NAME, Attachment
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, may
from annotate.store.models import InspectionRow
from annotate.store.queries import attachments as query

#: Types of targets whose events may speak of a file.
_TOLD = ("attachment", "file", "inspection")
SEALED_SIZE = -1


def shown(actor: Actor, found: Attachment) -> Attachment:
    """The file as the actor may see it: as it is, or as a sealed file without name, hash, size, origin and note."""
    if may(actor, Permission.OPEN_FILE, found.facts):
        return found
    return replace(
        found, sha256="", size=SEALED_SIZE, media_type="", name=SEALED_NAME, origin="", captured="", readers=(),
        derivation="", derived_from_id=None, metadata_public=False, note="",
    )  # fmt: skip


def hidden(found: Attachment) -> bool:
    """Is this what `shown` leaves of a sealed file for somebody who may not open it?"""
    return found.size == SEALED_SIZE


def veil(session: Session, actor: Actor, events: Iterable[Event]) -> tuple[Event, ...]:
    """The events as the actor may read them: what sealed files are called, and what changed in them, is left out.

    A file that was open once and is sealed now is veiled in its old events, too. Two queries, none where no event
    speaks of a file.
    """
    found = tuple(events)
    if not any(event.target_type in _TOLD for event in found):
        return found
    closed = _closed(session, actor)
    return tuple(_veiled(event) if event.target_id in closed else event for event in found)


def _closed(session: Session, actor: Actor) -> set[str]:
    """Ids of sealed files that are closed to the actor, of their bytes' rows and of their inspections."""
    closed = [one for one in query.sealed(session) if not may(actor, Permission.OPEN_FILE, one.facts)]
    files = {one.file_id for one in closed}
    seen = session.scalars(select(InspectionRow.id).where(InspectionRow.file_id.in_(files))) if files else ()
    return {one.id for one in closed} | files | set(seen)


def _veiled(event: Event) -> Event:
    words = {**event.extra, "name": SEALED_NAME}
    body = {"action": event.action, "words": words, "actor": {"name": event.actor_name}}
    return replace(event, sentence=trail.sentence(body), changes={}, after={}, reason="", extra=words)
