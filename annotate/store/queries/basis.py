"""What claims rest on beside their citations: files, answers, camps and derivations, relations, records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from annotate.domain.accounts import Basis, Lookup, Relation, Reply
from annotate.domain.evidence import Answer
from annotate.domain.origins import Graph
from annotate.domain.things import Citation, Claim
from annotate.domain.vocabulary import Confidence, Outcome, RelationKind
from annotate.store.models import (
    AnswerRow,
    AttachmentRow,
    FileRow,
    LookupRow,
    PartyRow,
    RelationRow,
    ReplyRow,
    SourceRow,
)


def bases(session: Session, claims: Sequence[Claim], citations: Sequence[Citation]) -> dict[str, Basis]:
    """Claim id → what it rests on. Seven queries, whatever the number of claims; fewer where nothing is cited."""
    ids = [claim.id for claim in claims]
    sources = {c.source.id for c in citations}
    parties = {claim.claimant_id for claim in claims if claim.claimant_id}
    tree, held, said = graph(session, sources, parties), files(session, sources), answers(session, sources)
    found = relations(session, or_(RelationRow.claim_id.in_(ids), RelationRow.other_id.in_(ids)))
    looked, asked = lookups(session, ids), replies(session, ids)
    related: dict[str, list[Relation]] = {}
    for relation in found:
        for ident in (relation.claim_id, relation.other_id):
            related.setdefault(ident, []).append(relation)
    return {
        ident: Basis(
            held, said, tree, tuple(related.get(ident, ())),
            tuple(k for k in looked if k.claim_id == ident), tuple(r for r in asked if r.claim_id == ident),
        )
        for ident in ids
    }  # fmt: skip


def graph(session: Session, sources: Iterable[str], parties: Iterable[str]) -> Graph:
    """Derivations of these sources, their origins, and the camps of those and of these parties. At most two queries."""
    derived, origin = derivations(session, set(sources))
    wanted = {*parties, *origin.values()}
    return Graph(_belongings(session, wanted), derived, origin)


def derivations(session: Session, sources: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Source id → what it derives from, and → whose word it is, all the way up. One query, none for no sources."""
    if not sources:
        return {}, {}
    rows = upwards(session, SourceRow.id, SourceRow.derived_from_id, sources, SourceRow.origin_id)
    return {r[0]: r[1] for r in rows if r[1]}, {r[0]: r[2] for r in rows if r[2]}


def _belongings(session: Session, parties: set[str]) -> dict[str, str]:
    if not parties:
        return {}
    return {r[0]: r[1] for r in upwards(session, PartyRow.id, PartyRow.belongs_to, parties) if r[1]}


def upwards(
    session: Session, ident: InstrumentedAttribute[str], link: InstrumentedAttribute[str | None], start: set[str],
    *more: InstrumentedAttribute[Any],
) -> Sequence[Any]:  # fmt: skip
    """The rows of these ids and of all that they lead to, by one recursive query; UNION ends a ring."""
    reached = select(ident.label("id"), link.label("link")).where(ident.in_(start)).cte("reached", recursive=True)
    reached = reached.union(select(ident, link).join(reached, ident == reached.c.link))
    return session.execute(select(ident, link, *more).where(ident.in_(select(reached.c.id)))).all()


def below(
    session: Session, ident: InstrumentedAttribute[str], link: InstrumentedAttribute[str | None], start: str
) -> set[str]:
    """`start` and everything that leads to it. One recursive query."""
    reached = select(ident.label("id")).where(ident == start).cte("reached", recursive=True)
    reached = reached.union(select(ident).join(reached, link == reached.c.id))
    return set(session.scalars(select(reached.c.id)))


def files(session: Session, sources: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Source id → SHA-256 of the files that it holds, sorted. One query."""
    query = (
        select(AttachmentRow.source_id, FileRow.sha256)
        .join(FileRow, FileRow.id == AttachmentRow.file_id)
        .where(AttachmentRow.source_id.in_(list(sources)), AttachmentRow.withdrawn == False)  # noqa: E712
        .order_by(FileRow.sha256)
    )
    return _grouped(session.execute(query).all())


def answers(session: Session, sources: Iterable[str]) -> dict[str, tuple[Answer, ...]]:
    """Source id → answers to its checklist. One query."""
    rows = session.scalars(select(AnswerRow).where(AnswerRow.source_id.in_(list(sources))))
    return _grouped([(row.source_id, as_answer(row)) for row in rows])


def relations(session: Session, where: ColumnElement[bool], withdrawn: bool = False) -> list[Relation]:
    """Relations that stand, oldest first. One query."""
    query = select(RelationRow).where(where).order_by(RelationRow.created_at, RelationRow.id)
    if not withdrawn:
        query = query.where(RelationRow.withdrawn == False)  # noqa: E712
    return [as_relation(row) for row in session.scalars(query)]


def lookups(session: Session, claims: Sequence[str]) -> list[Lookup]:
    """Searches for these claims, by day. One query."""
    query = select(LookupRow).where(LookupRow.claim_id.in_(claims), LookupRow.withdrawn == False)  # noqa: E712
    return [as_lookup(row) for row in session.scalars(query.order_by(LookupRow.looked, LookupRow.id))]


def replies(session: Session, claims: Sequence[str]) -> list[Reply]:
    """Who was asked about these claims, by day. One query."""
    query = (
        select(ReplyRow, PartyRow.name)
        .join(PartyRow, PartyRow.id == ReplyRow.party_id)
        .where(ReplyRow.claim_id.in_(claims), ReplyRow.withdrawn == False)  # noqa: E712
        .order_by(ReplyRow.asked, ReplyRow.id)
    )
    return [as_reply(row, name) for row, name in session.execute(query)]


def as_answer(row: AnswerRow) -> Answer:
    """The plain thing of a row."""
    confidence = Confidence(row.confidence) if row.confidence else None
    return Answer(
        row.id, row.rev, row.source_id, row.question, row.answer, row.method, confidence, row.author_id, row.created_at
    )


def as_relation(row: RelationRow) -> Relation:
    """The plain thing of a row."""
    return Relation(
        row.id, row.rev, row.article_id, row.claim_id, row.other_id, RelationKind(row.kind), row.topic, row.settle,
        row.author_id, row.withdrawn, row.created_at,
    )  # fmt: skip


def as_lookup(row: LookupRow) -> Lookup:
    """The plain thing of a row."""
    return Lookup(**{name: getattr(row, name) for name in Lookup.__dataclass_fields__})


def as_reply(row: ReplyRow, party_name: str) -> Reply:
    """The plain thing of a row."""
    names = set(Reply.__dataclass_fields__) - {"party_name", "outcome"}
    values = {name: getattr(row, name) for name in names}
    return Reply(**values, party_name=party_name, outcome=Outcome(row.outcome))


def _grouped(pairs: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
