"""Proving the rows: every audited row is what its events add up to, and nothing is there that no event made."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from annotate.audit.approvals_verifier import Parts, approval, claim_parts
from annotate.audit.events_verifier import Replay
from annotate.audit.faults import Fault
from annotate.audit.openings_verifier import texts_of
from annotate.audit.recorder import Image
from annotate.domain.openings import commitment_in
from annotate.domain.text import text_sha256
from annotate.store.base import AuditedRow, personal_columns, table
from annotate.store.models import AUDITED, ClaimRow, ReportRow, RevisionRow

#: Rows read at a time.
_BATCH = 1_000
Model = type[AuditedRow]


def verify_rows(
    session: Session, replay: Replay, doubtful: Collection[str], *, all_of_them: bool = True
) -> Iterator[Fault | None]:  # fmt: skip
    """For each row its faults, if it has any, and None; then rows that are gone. If not `all_of_them`, told ones alone.

    The marks of claims are looked at only where they are in doubt: those of all others are proved already.
    """
    state, left, ids = replay.state, dict.fromkeys(replay.state), _by_kind(replay)
    for model in AUDITED:
        kind, names = str(model.__tablename__), _names(model)
        fields, count = itemgetter(*names), len(names) + (model is ClaimRow)
        for batch in _batches(session, model, names, None if all_of_them else ids.get(kind, [])):
            more = claim_parts(session, batch, doubtful) if model is ClaimRow else {}
            texts = texts_of(session, [row[0] for row in batch]) if personal_columns(model) else {}
            for row in batch:
                left.pop((kind, row[0]), None)
                told, parts = state.get((kind, row[0])), more.get(row[0])
                if told and texts:
                    told = _with_texts(told, texts)
                if not told or len(told) != count or parts or _fields(fields, told) != tuple(row[: len(names)]):
                    yield from _differences(row, names, f"{kind} {row[0]}", told, parts)
                if model.hashed and told is not None:
                    yield from _content(model, row, f"{kind} {row[0]}")
                yield None
    for kind, ident in sorted(left):
        yield Fault(f"{kind} {ident}", "the trail knows this row, the table does not")


def _names(model: Model) -> list[str]:
    """The columns that stand in events themselves, `id` first."""
    keys = [column.key for column in table(model).columns if column.key not in model.hashed]
    return ["id", *(key for key in keys if key != "id")]


def _by_kind(replay: Replay) -> dict[str, list[str]]:
    """Ids of all things that events tell of, by the name of their table."""
    found: dict[str, list[str]] = {}
    for kind, ident in replay.state:
        found.setdefault(kind, []).append(ident)
    return {kind: sorted(idents) for kind, idents in found.items()}


def _batches(
    session: Session, model: Model, names: Sequence[str], wanted: Sequence[str] | None
) -> Iterator[Sequence[Row[Any]]]:
    """All rows of a table by id, or the wanted ones."""
    columns, connection = table(model).c, session.connection()
    query = select(*(columns[name] for name in (*names, *sorted(model.hashed)))).order_by(columns.id)
    if wanted is not None:
        for first in range(0, len(wanted), _BATCH):
            yield connection.execute(query.where(columns.id.in_(wanted[first : first + _BATCH]))).all()
        return
    last = ""
    while batch := connection.execute(query.where(columns.id > last).limit(_BATCH)).all():
        yield batch
        if len(batch) < _BATCH:  # they were the last; most tables of a small desk take one question
            return
        last = batch[-1][0]


def _fields(fields: itemgetter[Any], told: Image) -> Any:
    try:
        return fields(told)
    except KeyError:
        return None


def _with_texts(image: Image, texts: Mapping[str, str]) -> Image:
    """The image that the events left, with the texts that were committed to."""
    return {name: texts.get(commitment_in(value) or "", value) for name, value in image.items()}


def _differences(
    row: Row[Any], names: Sequence[str], where: str, told: Image | None, parts: Parts | None
) -> Iterator[Fault]:  # fmt: skip
    if told is None:
        yield Fault(where, "the table has this row, the trail does not")
        return
    live = dict(zip(names, row, strict=False))
    if parts and parts.spans is not None:
        live["spans"] = parts.spans
    elif where.startswith("claim "):
        told = {name: value for name, value in told.items() if name != "spans"}
    for name in sorted(set(live) | set(told)) if live != told else ():
        if live.get(name) != told.get(name):
            yield Fault(where, f"its {name} is not what the trail says")
    if parts:
        yield from approval(row, where, parts)


def _content(model: Model, row: Row[Any], where: str) -> Iterator[Fault]:
    """What the events hold by its hash alone."""
    if model is RevisionRow and text_sha256(row.text) != row.sha256:
        yield Fault(where, "its text does not have its SHA-256")
    if model is ReportRow and hashlib.sha256(row.body).hexdigest() != row.sha256:
        yield Fault(where, "its content does not have its SHA-256")
