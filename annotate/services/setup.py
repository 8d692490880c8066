"""What an empty database needs before anybody can work: the two shared logs and the vocabularies."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, SYSTEM_LOG, Happening
from annotate.audit.tags import Tag
from annotate.domain.people import SYSTEM
from annotate.domain.seeds import SEEDS
from annotate.store.base import new_id
from annotate.store.models import LogRow, TermRow
from annotate.store.session import Database


@dataclass(frozen=True)
class Prepared:
    """How much `prepare` had to add."""

    terms: int


def prepare(database: Database) -> Prepared:
    """Open the library's and the system's log and seed every vocabulary that has no term yet."""
    with database.write() as uow:
        for log in (LIBRARY, SYSTEM_LOG):
            if uow.session.get(LogRow, log) is None:
                uow.session.add(LogRow(id=log, kind=log))
        uow.session.flush()
        uow.lock(SYSTEM_LOG)
        there = set(uow.session.scalars(select(TermRow.vocabulary).distinct()))
        missing = [seed for seed in SEEDS if seed.vocabulary not in there]
        for seed in missing:
            row = TermRow(id=new_id(), **seed.columns())
            happening = Happening(Tag.TERM_ADD, SYSTEM_LOG, {"label": seed.label})
            recorder.add(uow, SYSTEM, row, happening)
        return Prepared(len(missing))
