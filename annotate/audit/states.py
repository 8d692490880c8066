"""How a thing stood at a moment: its events, and those of what it rests on, replayed to images.

Only events of the things concerned are read, so that it costs what happened to them, however much else there is. An
article's claims have a log of their own; what they rest on is in the library's. Between two logs there is no order but
time, with one exception: a change in the library that touches an approved or submitted claim makes an event of that
claim in the same transaction, and that one tells on which side of a moment the change lies.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from annotate.audit.reading import bodies
from annotate.audit.recorder import Image
from annotate.audit.tags import Tag
from annotate.audit.trail import LAST
from annotate.domain.errors import NotFound
from annotate.store.models import AnswerRow, AttachmentRow, EventRow, RelationRow
from annotate.store.queries.pairs import one_of

#: (type, id) → image, as the events tell it.
State = dict[tuple[str, str], Image]

#: Columns of images that name other things which an approval covers.
_LINKS = (
    "claimant_id",
    "source_id",
    "origin_id",
    "derived_from_id",
    "belongs_to",
    "party_id",
    "attachment_id",
    "file_id",
)
#: What a change in the library does to a claim that rests on it.
_CAUSED = (Tag.CLAIM_REOPEN, Tag.CLAIM_REFRESH)
#: Things that are read by one query.
_MOST = 500


@dataclass(frozen=True)
class Moment:
    """After event `seq` of `log`; in every other log, after what was recorded until `at` (UTC text)."""

    log: str
    seq: int
    at: str


@dataclass(frozen=True)
class _Until:
    """A moment, and transactions (time, request) of which it is known on which side of it they lie."""

    moment: Moment
    before: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    after: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def covers(self, row: EventRow, body: Image) -> bool:
        """Had this event happened?"""
        if row.log == self.moment.log:
            return row.seq <= self.moment.seq
        transaction = (row.at, body["request"])
        if transaction in self.before:
            return True
        return transaction not in self.after and row.at <= self.moment.at


def moment(session: Session, log: str, seq: int) -> Moment:
    """The moment after an event; raises NotFound if the log has no such event. One query."""
    at = session.scalar(select(EventRow.at).where(EventRow.log == log, EventRow.seq == seq)) if seq <= LAST else None
    if at is None:
        raise NotFound(f"This history has no event {seq}.")
    return Moment(log, seq, at)


def moment_at(session: Session, log: str, at: str) -> Moment:
    """The moment after the log's last event until `at` (UTC text); raises NotFound if none was. One query."""
    query = select(EventRow.seq, EventRow.at).where(EventRow.log == log, EventRow.at <= at)
    found = session.execute(query.order_by(EventRow.seq.desc()).limit(1)).first()
    if found is None:
        raise NotFound("This history had not begun at that time. Choose a later one.")
    return Moment(log, found.seq, found.at)


def of_claim(session: Session, claim_id: str) -> Sequence[EventRow]:
    """Every event that is read with a claim, and of its relations that were made from another one. One query."""
    against = select(RelationRow.id).where(RelationRow.other_id == claim_id)
    concerns = or_(EventRow.claim_id == claim_id, EventRow.target_id.in_(against))
    return session.scalars(select(EventRow).where(concerns).order_by(EventRow.seq)).all()


def of_things(session: Session, idents: Collection[str]) -> Sequence[EventRow]:
    """Every event that made a revision of one of these things. One query."""
    wanted = EventRow.target_id.in_(idents), EventRow.target_rev.is_not(None)
    return session.scalars(select(EventRow).where(*wanted).order_by(EventRow.target_rev)).all()


def claim(session: Session, rows: Sequence[EventRow], until: Moment) -> State:
    """A claim, what belongs to it and all that it rests on; empty before it was marked. `rows` are those of `of_claim`.

    Some six queries; two more for each step by which a source derives, or a party belongs.
    """
    known = _sides(rows, until)
    state = replay(session, rows, known)
    sources = {image["source_id"] for (kind, _), image in state.items() if kind == "citation"}
    return state | _library(session, _links(state), held(session, sources), known)


def source(session: Session, source_id: str, until: Moment) -> State:
    """A source with its files, its answers, its origin and what it derives from; empty before it was added."""
    return _library(session, set(), {source_id} | held(session, {source_id}), _Until(until))


def article(session: Session, article_id: str, until: Moment) -> State:
    """An article and its claims, each with its spans. Two queries, whatever happened; one more for 500 claims."""
    log = EventRow.log == article_id, EventRow.seq <= until.seq, EventRow.target_type.in_(("article", "claim"))
    rev = func.max(EventRow.target_rev).label("rev")
    newest = select(EventRow.target_id, rev).where(*log).group_by(EventRow.target_id).subquery()
    this = (newest.c.target_id == EventRow.target_id) & (newest.c.rev == EventRow.target_rev)
    state = replay(session, session.scalars(select(EventRow).join(newest, this)), until)
    marked = {ident: image["spans_rev"] for (kind, ident), image in state.items() if kind == "claim"}
    for key, image in replay(session, _revisions(session, marked), until).items():
        state[key]["spans"] = image["spans"]
    return state


def held(session: Session, sources: Collection[str]) -> set[str]:
    """Ids of all files and answers that these sources ever had. Two queries, none for no sources."""
    if not sources:
        return set()
    files = select(AttachmentRow.id).where(AttachmentRow.source_id.in_(sources))
    answers = select(AnswerRow.id).where(AnswerRow.source_id.in_(sources))
    return {*session.scalars(files), *session.scalars(answers)}


def replay(session: Session, rows: Iterable[EventRow], until: _Until | Moment, named: Collection[str] = ()) -> State:
    """The images that these events leave at a moment; the events of one thing stand in their order.

    Things `named` by what stood there were there themselves: their first revision counts, whatever a clock said. One
    query for personal texts, where there are any.
    """
    known = _Until(until) if isinstance(until, Moment) else until
    state: State = {}
    changes = [row for row in rows if row.target_rev is not None]
    for row, body in zip(changes, bodies(session, changes), strict=True):
        if known.covers(row, body) or (row.target_rev == 1 and row.target_id in named):
            key = (row.target_type, row.target_id)
            state[key] = {**state.get(key, {}), **body["after"]}
    return state


def of_kind(state: State, kind: str) -> list[Image]:
    """The images of one kind, by id."""
    return [state[key] for key in sorted(state) if key[0] == kind]


def _sides(rows: Sequence[EventRow], until: Moment) -> _Until:
    """Which transactions in the library lie before and after, by the events that they made of this claim."""
    sides: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for row in rows:
        if row.action in _CAUSED and row.log == until.log:
            sides[row.seq <= until.seq].add((row.at, json.loads(row.body)["request"]))
    return _Until(until, frozenset(sides[True]), frozenset(sides[False]))


def _library(session: Session, named: set[str], perhaps: set[str], known: _Until) -> State:
    """Things that are named, or were perhaps held, and all that they lead to, as they stood. One query a step."""
    state: State = {}
    asked: set[str] = set()
    while new := (named | perhaps) - asked:
        asked |= new
        found = replay(session, of_things(session, new), known, named)
        state |= found
        named = named | _links(found)
    return state


def _links(state: State) -> set[str]:
    named = (image.get(name) for image in state.values() for name in _LINKS)
    return {ident for ident in named if ident}


def _revisions(session: Session, revs: dict[str, int]) -> list[EventRow]:
    """The events that made these revisions (id → rev)."""
    wanted = sorted((rev, ident) for ident, rev in revs.items())
    found: list[EventRow] = []
    for first in range(0, len(wanted), _MOST):
        these = one_of(EventRow.target_rev, EventRow.target_id, wanted[first : first + _MOST])
        found += session.scalars(select(EventRow).where(these))
    return found
