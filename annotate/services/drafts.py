"""Half-filled forms, kept for their writer until they are saved. No part of the record, so no events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from annotate.domain.errors import Invalid, TooLarge
from annotate.domain.people import Actor
from annotate.store.models import DraftRow
from annotate.store.session import UnitOfWork

#: Bytes of JSON that one form may hold, and forms that one person may have half-filled.
MAX_BYTES, MAX_FORMS = 3_000_000, 200


@dataclass(frozen=True)
class Draft:
    """What was typed, and when."""

    data: Mapping[str, str | list[str]]
    at: str


def keep(uow: UnitOfWork, actor: Actor, form: str, data: Mapping[str, str | list[str]]) -> None:
    """Keep what has been typed into a form so far, in place of what was kept before."""
    body = json.dumps(dict(data), ensure_ascii=True)
    if not form or len(form) > 200:
        raise Invalid("The form has no name.", field="form")
    if len(body) > MAX_BYTES:
        raise TooLarge("This is too long to be kept as a draft. Save it.", field="data")
    row = uow.session.get(DraftRow, (actor.id, form))
    if row is not None:
        row.data, row.at = body, uow.now
        return
    if (uow.session.scalar(select(func.count()).where(DraftRow.user_id == actor.id)) or 0) >= MAX_FORMS:
        oldest = select(func.min(DraftRow.at)).where(DraftRow.user_id == actor.id).scalar_subquery()
        uow.session.execute(delete(DraftRow).where(DraftRow.user_id == actor.id, DraftRow.at == oldest))
    uow.session.add(DraftRow(user_id=actor.id, form=form, data=body, at=uow.now))


def find(session: Session, actor: Actor, form: str) -> Draft | None:
    """What the person had typed into this form, if anything. One query."""
    row = session.get(DraftRow, (actor.id, form))
    return Draft(json.loads(row.data), row.at) if row else None


def under(session: Session, actor: Actor, prefix: str) -> dict[str, Draft]:
    """What the person had typed into forms whose names begin so, by the rest of the name. One query."""
    query = select(DraftRow).where(DraftRow.user_id == actor.id, DraftRow.form.startswith(prefix, autoescape=True))
    return {row.form[len(prefix) :]: Draft(json.loads(row.data), row.at) for row in session.scalars(query)}


def drop(uow: UnitOfWork, actor: Actor, form: str) -> None:
    """Forget a draft, because it was saved or discarded."""
    uow.session.execute(delete(DraftRow).where(DraftRow.user_id == actor.id, DraftRow.form == form))
