"""Parties: who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    uow: UnitOfWork, actor: Actor, name: str, kind: str = PartyKind.ORGANISATION, note: str = "", **camp: Any
) -> tuple[Party, bool]:
    """Add a party, or find the one of this name; True if it was there. `camp` as in `edit`."""
    demand(actor, Permission.ADD_SOURCE)
    values = {"name": name, "kind": kind, "note": note}
    _check(values)
    uow.lock(LIBRARY)
    there = query.party_named(uow.session, name_key(name))
    if there:
        return there, True
    row = PartyRow(id=new_id(), name_key=name_key(name), created_at=uow.now, **values)
    onto = {n: v for n, v in _resolved(uow, actor, row, camp).items() if n in EDITABLE}
    _check_camp(uow, row, onto)
    for column, value in onto.items():
        setattr(row, column, value)
    recorder.add(uow, actor, row, Happening(Tag.PARTY_ADD, LIBRARY, {"name": name}))
    return query.as_party(row), False


def named(uow: UnitOfWork, actor: Actor, name: str, field: str) -> str | None:
    """The id of the party of this name, added if there is none; None for no name. A refusal is about `field`."""
    if not name:
        return None
    there = query.party_named(uow.session, name_key(name)) if "\x00" not in name else None
    try:
        return there.id if there else add(uow, actor, name)[0].id
    except Invalid as error:
        raise Invalid(error.message, field=field) from error


def edit(uow: UnitOfWork, actor: Actor, party_id: str, rev: int, changes: Mapping[str, Any]) -> Party:
    """Correct a party. A new name or another camp reopens the approved claims that rest on it.

    The camp is `belongs_to` (an id) or `belongs` (a name, added if there is no such party), with `belongs_how`.
    """
    demand(actor, Permission.ADD_SOURCE)
    claims = lock_dependents(uow, party_id=party_id)
    row = query.party_row(uow.session, party_id)
    check_rev(row.rev, rev, recorder.image(row), "party")
    changes = _resolved(uow, actor, row, changes)
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


def _resolved(uow: UnitOfWork, actor: Actor, row: PartyRow, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with the id of the party that was given by name."""
    values = {**changes}
    if "belongs" in values:
        name = values.pop("belongs") or ""
        if name_key(name) == row.name_key:
            raise Invalid(_ITSELF, field="belongs_to")
        values["belongs_to"] = named(uow, actor, name, "belongs_to")
    if "belongs_how" in values:
        values["belongs_how"] = values["belongs_how"] or None
    return values


def _check_camp(uow: UnitOfWork, row: PartyRow, values: dict[str, Any]) -> None:
    """How and to whom go together, and nobody belongs to themselves, not even through others."""
    how, onto = (values.get(name, getattr(row, name)) for name in ("belongs_how", "belongs_to"))
    if not onto and values.get("belongs_how"):
        raise Invalid("Name the party that it belongs to, or say that it belongs to nobody.", field="belongs_to")
    if not onto:
        values.update(belongs_to=None, belongs_how=None)
        return
    if how not in list(Belonging):
        ways = ", ".join(way.label.lower() for way in Belonging)
        raise Invalid(f"Say how it belongs there ({ways}).", field="belongs_how")
    if uow.session.get(PartyRow, onto) is None:
        raise Invalid("There is no such party. Choose one from the list, or add it.", field="belongs_to")
    tree = graph(uow.session, (), [onto])
    if would_close(tree.belongs, row.id, onto):
        raise Invalid(_ITSELF if onto == row.id else _ring(uow, row, tree.chain_of(onto)), field="belongs_to")


_ITSELF = "A party cannot belong to itself. Choose another, or say that it belongs to nobody."


def _ring(uow: UnitOfWork, row: PartyRow, chain: Sequence[str]) -> str:
    """The way on which the party would come back to itself, by name."""
    names = query.party_names(uow.session, chain)
    way = " → ".join(f"“{names[one]}”" for one in (row.id, *chain[: chain.index(row.id) + 1]))
    return f"“{row.name}” would belong to itself, through others: {way}. Choose another."


def _check(values: Mapping[str, Any]) -> None:
    check_texts(values)
    if "name" in values:
        require(values["name"], "name", "Give the party a name.")
    if "kind" in values and values["kind"] not in list(PartyKind):
        raise Invalid(f"“{values['kind']}” is not one of {', '.join(PartyKind)}.", field="kind")
