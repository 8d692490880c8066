"""Parties: who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag, say_fields
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.limits import check_texts
from annotate.domain.origins import would_close
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.things import Party
from annotate.domain.vocabulary import Belonging, PartyKind
from annotate.services.texts import check_rev, name_key, require
from annotate.services.upkeep import lock_dependents, refresh, reopen
from annotate.store.base import new_id
from annotate.store.models import PartyRow
from annotate.store.queries import sources as query
from annotate.store.queries.basis import graph
from annotate.store.session import UnitOfWork

EDITABLE = ("name", "kind", "note", "belongs_to", "belongs_how")


def add(
    uow: UnitOfWork, actor: Actor, name: str, kind: str = PartyKind.ORGANISATION, note: str = ""
) -> tuple[Party, bool]:
    """Add a party, or find the one of this name; True if it was there."""
    demand(actor, Permission.ADD_SOURCE)
    _check({"name": name, "kind": kind, "note": note})
    uow.lock(LIBRARY)
    there = query.party_named(uow.session, name_key(name))
    if there:
        return there, True
    row = PartyRow(id=new_id(), name=name, name_key=name_key(name), kind=kind, note=note, created_at=uow.now)
    recorder.add(uow, actor, row, Happening(Tag.PARTY_ADD, LIBRARY, {"name": name}))
    return query.as_party(row), False


def edit(uow: UnitOfWork, actor: Actor, party_id: str, rev: int, changes: Mapping[str, Any]) -> Party:
    """Correct a party. A new name or another camp reopens the approved claims that rest on it."""
    demand(actor, Permission.ADD_SOURCE)
    claims = lock_dependents(uow, party_id=party_id)
    row = query.party_row(uow.session, party_id)
    check_rev(row.rev, rev, recorder.image(row), "party")
    values = {n: changes[n] for n in EDITABLE if n in changes and changes[n] != getattr(row, n)}
    _check(values)
    words = {"name": row.name, "fields": say_fields(list(values))}
    cause = f"the party *{row.name}* was {'renamed' if 'name' in values else 'put into another camp'}"
    if "name" in values:
        values["name_key"] = _free_key(uow, row, values["name"])
    if values.keys() & {"belongs_to", "belongs_how"}:
        _check_camp(uow, row, values)
    covered = bool(values.keys() & {"name", "belongs_to"})
    if covered:
        reopen(uow, actor, claims, cause)
    recorder.change(uow, actor, row, values, Happening(Tag.PARTY_EDIT, LIBRARY, words))
    if covered:
        refresh(uow, actor, claims, cause)
    return query.as_party(row)


def _free_key(uow: UnitOfWork, row: PartyRow, name: str) -> str:
    there = query.party_named(uow.session, name_key(name))
    if there and there.id != row.id:
        raise Conflict(f"There is a party of this name already: “{there.name}”.", field="name")
    return name_key(name)


def _check_camp(uow: UnitOfWork, row: PartyRow, values: dict[str, Any]) -> None:
    """How and to whom go together, and nobody belongs to themselves, not even through others."""
    how, onto = (values.get(name, getattr(row, name)) for name in ("belongs_how", "belongs_to"))
    if not onto:
        values.update(belongs_to=None, belongs_how=None)
        return
    if how not in list(Belonging):
        raise Invalid(f"Say how it belongs there: {', '.join(Belonging)}.", field="belongs_how")
    if uow.session.get(PartyRow, onto) is None:
        raise Invalid("There is no such party. Choose one from the list, or add it.", field="belongs_to")
    if would_close(graph(uow.session, (), [onto]).belongs, row.id, onto):
        raise Invalid("A party cannot belong to itself, not even through others. Choose another.", field="belongs_to")


def _check(values: Mapping[str, Any]) -> None:
    check_texts(values)
    if "name" in values:
        require(values["name"], "name", "Give the party a name.")
    if "kind" in values and values["kind"] not in list(PartyKind):
        raise Invalid(f"“{values['kind']}” is not one of {', '.join(PartyKind)}.", field="kind")
