"""Searches for a claim: looked where, for what, on which day, and what was found. What *unproven* rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotate.audit import recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag
from annotate.domain.accounts import Lookup
from annotate.domain.errors import Conflict, Invalid, Problem
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.services.claims import lock_claim, open_claim
from annotate.services.texts import check_day, check_rev
from annotate.store.base import new_id
from annotate.store.models import ClaimRow, LookupRow
from annotate.store.queries import records as query
from annotate.store.queries.basis import as_lookup
from annotate.store.session import UnitOfWork

EDITABLE = ("place", "query", "found", "looked")


@dataclass(frozen=True)
class NewLookup:
    """A search. `found` is empty where nothing was; `looked` is a day, empty for today."""

    place: str
    query: str
    found: str = ""
    looked: str = ""


def add(uow: UnitOfWork, actor: Actor, claim_id: str, new: NewLookup) -> Lookup:
    """Record a search for a claim; an approved claim reopens."""
    demand(actor, Permission.EDIT_CLAIM)
    claim = lock_claim(uow, claim_id)
    values = {**new.__dict__, "looked": new.looked or uow.now[:10]}
    _check(values, uow.now[:10])
    open_claim(uow, actor, claim, f"a search in *{new.place}* was recorded")
    row = LookupRow(
        id=new_id(), claim_id=claim.id, author_id=actor.id, withdrawn=False, created_at=uow.now, **values
    )  # fmt: skip
    recorder.add(uow, actor, row, _happening(Tag.LOOKUP_ADD, claim, row))
    return as_lookup(row)


def edit(uow: UnitOfWork, actor: Actor, lookup_id: str, rev: int, changes: Mapping[str, Any]) -> Lookup:
    """Correct a search; an approved claim reopens. Raises Stale if `rev` is old."""
    row, claim = _locked(uow, actor, lookup_id, rev)
    if row.withdrawn:
        raise Conflict("This search was taken back. Put it back before you change it.")
    values = {n: changes[n] for n in EDITABLE if n in changes and changes[n] != getattr(row, n)}
    _check({**{name: getattr(row, name) for name in EDITABLE}, **values}, uow.now[:10])
    if values:
        open_claim(uow, actor, claim, f"the search in *{row.place}* was changed")
        recorder.change(uow, actor, row, values, _happening(Tag.LOOKUP_EDIT, claim, row))
    return as_lookup(row)


def withdraw(uow: UnitOfWork, actor: Actor, lookup_id: str, rev: int) -> Lookup:
    """Take a search back; the row stays."""
    return _set(uow, actor, lookup_id, rev, True, Tag.LOOKUP_WITHDRAW)


def restore(uow: UnitOfWork, actor: Actor, lookup_id: str, rev: int) -> Lookup:
    """Put back a search that was taken back."""
    return _set(uow, actor, lookup_id, rev, False, Tag.LOOKUP_RESTORE)


def _set(uow: UnitOfWork, actor: Actor, ident: str, rev: int, withdrawn: bool, tag: Tag) -> Lookup:
    row, claim = _locked(uow, actor, ident, rev)
    if row.withdrawn == withdrawn:
        raise Conflict("The search was taken back already." if withdrawn else "The search stands already.")
    open_claim(uow, actor, claim, f"the search in *{row.place}* was {'taken back' if withdrawn else 'put back'}")
    recorder.change(uow, actor, row, {"withdrawn": withdrawn}, _happening(tag, claim, row))
    return as_lookup(row)


def _locked(uow: UnitOfWork, actor: Actor, ident: str, rev: int) -> tuple[LookupRow, ClaimRow]:
    demand(actor, Permission.EDIT_CLAIM)
    claim = lock_claim(uow, query.lookup_row(uow.session, ident).claim_id)
    row = query.lookup_row(uow.session, ident)
    check_rev(row.rev, rev, recorder.image(row), "search")
    return row, claim


def _check(values: Mapping[str, str], today: str) -> None:
    check_texts(values)
    missing = (("place", "Say where you looked: which register, archive or search engine."),
               ("query", "Say for what: the words or the thing that you looked for."))  # fmt: skip
    problems = [Problem(name, sentence) for name, sentence in missing if not values[name].strip()]
    if check_day(values["looked"], "looked") > today:
        problems.append(Problem("looked", "This day has not come yet."))
    if problems:
        raise Invalid.of(problems)


def _happening(tag: Tag, claim: ClaimRow, row: LookupRow) -> Happening:
    return Happening(tag, claim.article_id, {"claim": str(claim.number), "place": row.place}, claim.id)
