"""What the bundle of an edition is read from: events with their places in the tree, files that may be handed on."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from annotate.domain.codec import from_plain
from annotate.domain.facts import facts
from annotate.domain.findings import Findings
from annotate.domain.vocabulary import Access
from annotate.store.models import (
    AttachmentRow,
    CheckpointRow,
    ClaimRow,
    ErasedRow,
    EventRow,
    FileRow,
    InspectionRow,
    LeafRow,
    PartyRow,
    ReportRow,
    ReviewRow,
    SourceRow,
)
from annotate.store.queries.basis import upwards

#: Ids in one query.
_MOST = 500


@dataclass(frozen=True)
class Placed:
    """An event's bytes with its hash in hex and its place in the tree, None while it has none."""

    position: int | None
    hash: str
    body: bytes


def publication(session: Session, report_id: str) -> tuple[int, int | None]:
    """(number in its log, place in the tree) of the event that published an edition. One query."""
    query = (
        select(EventRow.seq, LeafRow.position)
        .join(ReportRow, and_(ReportRow.id == EventRow.target_id, EventRow.target_rev == 1))
        .outerjoin(LeafRow, and_(LeafRow.log == EventRow.log, LeafRow.seq == EventRow.seq))
        .where(ReportRow.id == report_id)
    )
    found = session.execute(query).one()
    return found[0], found[1]


def covering(session: Session, size: int) -> CheckpointRow | None:
    """The first checkpoint of at least so many events. One query."""
    query = select(CheckpointRow).where(CheckpointRow.size >= size).order_by(CheckpointRow.size).limit(1)
    return session.scalar(query)


def of_log(session: Session, log: str, last: int) -> list[Placed]:
    """Events of one log up to number `last`, in order. One query."""
    return _placed(session, and_(EventRow.log == log, EventRow.seq <= last))


def of_library(session: Session, things: Collection[str], until: str) -> list[Placed]:
    """Events that changed one of these things of the library up to this time, in order. A query per 500 things."""
    found: list[Placed] = []
    idents = sorted(things)
    for first in range(0, len(idents), _MOST):
        which = EventRow.target_id.in_(idents[first : first + _MOST])
        changed = EventRow.target_rev.is_not(None)
        found += _placed(session, and_(which, changed, EventRow.log == "library", EventRow.at <= until))
    return sorted(found, key=lambda one: int(json.loads(one.body)["seq"]))


def registrations(session: Session, article_id: str, until: str) -> list[Placed]:
    """Events that registered passkeys by which claims of the article were approved up to this time. One query."""
    used = (
        select(ReviewRow.passkey_id)
        .join(ClaimRow, ClaimRow.id == ReviewRow.claim_id)
        .where(ClaimRow.article_id == article_id, ReviewRow.passkey_id.is_not(None), ReviewRow.at <= until)
    )
    return _placed(session, and_(EventRow.target_id.in_(used), EventRow.target_rev == 1, EventRow.log == "system"))


def belonging(session: Session, sources: Collection[str], parties: Collection[str]) -> set[str]:
    """Ids of these sources and parties, of what sources hold, of their origins and all camps above. Three queries."""
    held = session.execute(
        select(AttachmentRow.id, AttachmentRow.file_id).where(AttachmentRow.source_id.in_(sources))
    ).all()
    origins = session.scalars(select(SourceRow.origin_id).where(SourceRow.id.in_(sources)))
    named = {*parties, *(one for one in origins if one)}
    above = upwards(session, PartyRow.id, PartyRow.belongs_to, named) if named else ()
    return {*sources, *named, *(ident for row in held for ident in row), *(row[0] for row in above)}


def secrets(session: Session) -> frozenset[str]:
    """What sealed files and the sources that hold them are called, now. One query."""
    query = (
        select(AttachmentRow.name, SourceRow.title)
        .join(SourceRow, SourceRow.id == AttachmentRow.source_id)
        .where(AttachmentRow.access == Access.SEALED)
    )
    return frozenset(text for row in session.execute(query) for text in row)


def erased(session: Session) -> int:
    """How many texts were erased so far. One query."""
    return session.scalar(select(func.count()).select_from(ErasedRow)) or 0


def free_files(session: Session, hashes: Collection[str]) -> list[tuple[str, int]]:
    """(SHA-256, bytes) of those of these files that may be handed on now, sorted. One query at most.

    Public alone is not enough: a picture may hold the place where it was taken. So somebody must have ticked that this
    may be published, or the inspector must have looked and found nothing that points at a person.
    """
    if not hashes:
        return []
    query = (
        select(FileRow.sha256, FileRow.size, AttachmentRow.metadata_public, InspectionRow.outcome, InspectionRow.found)
        .join(AttachmentRow, AttachmentRow.file_id == FileRow.id)
        .outerjoin(InspectionRow, InspectionRow.file_id == FileRow.id)
        .where(FileRow.sha256.in_(hashes), _public())
        .order_by(FileRow.sha256)
    )
    return [(row[0], row[1]) for row in session.execute(query) if row[2] or (row[3] == "done" and _silent(row[4]))]


def _public() -> ColumnElement[bool]:
    return and_(AttachmentRow.access == Access.PUBLIC, AttachmentRow.withdrawn == False)  # noqa: E712


def _silent(found: str) -> bool:
    """Did the inspector find neither place nor device nor person, and look at everything?"""
    seen = from_plain(Findings, json.loads(found))
    personal = facts(seen, personal=True) != facts(seen)
    return not (personal or seen.telemetry or seen.unexamined)


def _placed(session: Session, where: ColumnElement[bool]) -> list[Placed]:
    query = (
        select(LeafRow.position, EventRow.hash, EventRow.body)
        .select_from(EventRow)
        .outerjoin(LeafRow, and_(LeafRow.log == EventRow.log, LeafRow.seq == EventRow.seq))
        .where(where)
        .order_by(EventRow.seq)
    )
    return [Placed(*row) for row in session.execute(query)]


def kept(found: Sequence[Placed], size: int) -> list[Placed]:
    """Those that stand among the first `size` of the tree."""
    return [one for one in found if one.position is not None and one.position < size]
