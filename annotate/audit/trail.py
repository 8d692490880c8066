"""Reading the trail back: events as plain things, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from annotate.audit.reading import bodies
from annotate.audit.tags import Tag
from annotate.domain.errors import NotFound
from annotate.domain.events import Event
from annotate.domain.things import Page
from annotate.store.models import EventRow, RelationRow
from annotate.store.queries.paging import decode, encode, whole

#: The greatest number that an event can have: that of the column.
LAST = 2**31 - 1


@dataclass(frozen=True)
class Where:
    """Which events: of a log, of one thing, read with a claim, by a person, of an action, within a time (UTC text)."""

    log: str | None = None
    target_id: str | None = None
    claim_id: str | None = None
    actor_id: str | None = None
    #: A tag, or the beginning of one: "claim:", "review:decision".
    action: str = ""
    since: str = ""
    until: str = ""
    #: With what happened to accounts, sign-ins and sessions? That is for admins, and for oneself.
    accounts: bool = True


def read(session: Session, rows: Iterable[EventRow]) -> list[Event]:
    """The plain things of rows, read from the hashed bytes and what opens their commitments. One query at most."""
    found = list(rows)
    return [as_event(row, body) for row, body in zip(found, bodies(session, found), strict=True)]


def as_event(row: EventRow, body: Mapping[str, Any]) -> Event:
    """The plain thing of a row and its body with texts."""
    actor, target = body["actor"], body["target"]
    return Event(
        log=body["log"], seq=body["seq"], at=body["at"], actor_id=actor["id"], actor_name=actor["name"],
        actor_role=actor["role"], via=actor["via"], action=body["action"], target_type=target["type"],
        target_id=target["id"], target_rev=target["rev"], claim_id=body["claim"], sentence=sentence(body),
        reason=body["reason"], changes={n: (c[0], c[1]) for n, c in body["changes"].items()}, after=body["after"],
        hash=row.hash, extra=body["words"],
    )  # fmt: skip


def sentence(body: Mapping[str, Any]) -> str:
    """What happened, in plain words; *asterisks* mark emphasis."""
    try:
        template = Tag(body["action"]).sentence
    except ValueError:
        return f"{body['actor']['name']}: {body['action']}"
    return template.format_map(_Words({**body["words"], "actor": body["actor"]["name"]}))


def events(session: Session, where: Where, after: str | None = None, limit: int = 50) -> Page[Event]:
    """Matching events, newest first. Two queries."""
    query = _matching(where).order_by(EventRow.at.desc(), EventRow.log.desc(), EventRow.seq.desc()).limit(limit + 1)
    if after:
        at, log, seq = decode(after, 3)
        query = query.where(
            (EventRow.at < at)
            | ((EventRow.at == at) & ((EventRow.log < log) | ((EventRow.log == log) & (EventRow.seq < whole(seq)))))
        )
    rows = list(session.scalars(query))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(tuple(read(session, rows[:limit])), encode(last.at, last.log, last.seq) if last else None)


def one(session: Session, log: str, seq: int) -> Event:
    """One event by its number in its log; raises NotFound. Two queries."""
    row = session.get(EventRow, (log, seq)) if seq <= LAST else None
    if row is None:
        raise NotFound(f"This history has no event {seq}.")
    return read(session, [row])[0]


def after_seq(session: Session, log: str, seq: int, limit: int = 200) -> Sequence[EventRow]:
    """Rows of one log after `seq`, in order: the change feed. One query."""
    query = select(EventRow).where(EventRow.log == log, EventRow.seq > seq).order_by(EventRow.seq).limit(limit)
    return session.scalars(query).all()


def history(session: Session, claim_id: str, limit: int = 500) -> list[Event]:
    """Everything that is read with a claim, oldest first; also what was said of it from another one. Two queries."""
    against = select(RelationRow.id).where(RelationRow.other_id == claim_id)
    concerns = or_(EventRow.claim_id == claim_id, EventRow.target_id.in_(against))
    query = select(EventRow).where(concerns).order_by(EventRow.seq.desc()).limit(limit)
    return read(session, reversed(session.scalars(query).all()))


def of_thing(session: Session, ident: str) -> list[Event]:
    """Every event that made a revision of one thing, oldest first. Two queries."""
    query = select(EventRow).where(EventRow.target_id == ident, EventRow.target_rev.is_not(None))
    return read(session, session.scalars(query.order_by(EventRow.target_rev)))


def last_seq(session: Session, log: str) -> tuple[int, str]:
    """(seq, hash) of the log's last event; (0, "") for an empty log. One query."""
    query = select(EventRow.seq, EventRow.hash).where(EventRow.log == log).order_by(EventRow.seq.desc()).limit(1)
    found = session.execute(query).first()
    return (found.seq, found.hash) if found else (0, "")


def _matching(where: Where) -> Select[EventRow]:
    query = select(EventRow)
    equal = (
        (EventRow.log, where.log), (EventRow.target_id, where.target_id),
        (EventRow.claim_id, where.claim_id), (EventRow.actor_id, where.actor_id),
    )  # fmt: skip
    for column, value in equal:
        if value:
            query = query.where(column == value)
    if where.action:
        query = query.where(EventRow.action.startswith(where.action, autoescape=True))
    if not where.accounts:
        query = query.where(~EventRow.action.startswith("user:"), ~EventRow.action.startswith("passkey:"))
    if where.since:
        query = query.where(EventRow.at >= where.since)
    if where.until:
        query = query.where(EventRow.at < where.until)
    return query


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
