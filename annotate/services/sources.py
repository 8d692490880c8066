"""Sources: the library that all articles share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag, say_fields
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.limits import check_texts
from annotate.domain.origins import would_close
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.things import Source
from annotate.domain.vocabulary import Reliability
from annotate.services import parties
from annotate.services.texts import check_date, check_rev, check_url, require, url_key
from annotate.services.upkeep import lock_dependents, refresh, reopen
from annotate.store.base import new_id
from annotate.store.models import PartyRow, SourceRow
from annotate.store.queries import sources as query
from annotate.store.queries.basis import graph
from annotate.store.queries.terms import active_codes
from annotate.store.session import UnitOfWork

EDITABLE = (
    "kind", "title", "url", "archive_url", "publisher", "author", "published", "accessed", "reliability", "note",
    "origin_id", "derived_from_id", "interest",
)  # fmt: skip


@dataclass(frozen=True)
class NewSource:
    """A source to be added. Dates are YYYY, YYYY-MM or YYYY-MM-DD."""

    kind: str
    title: str
    url: str = ""
    archive_url: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    accessed: str = ""
    reliability: str | None = None
    note: str = ""
    #: The party that it comes from, the source that it repeats or was made from, what its origin stands to gain.
    origin_id: str | None = None
    derived_from_id: str | None = None
    interest: str | None = None
    #: The same party by its name, added if there is none; counts before `origin_id`.
    origin: str = ""


def add(uow: UnitOfWork, actor: Actor, new: NewSource) -> tuple[Source, bool]:
    """Add a source, or find the one that has this address already; True if it was there."""
    demand(actor, Permission.ADD_SOURCE)
    uow.lock(LIBRARY)
    _check(uow, new.__dict__)
    key = url_key(new.url)
    there = query.source_with_url(uow.session, key) if key else None
    if there:
        return there, True
    values = {name: getattr(new, name) for name in EDITABLE}
    values["origin_id"] = parties.named(uow, actor, new.origin, "origin") or new.origin_id
    row = SourceRow(id=new_id(), url_key=key, retired=False, author_id=actor.id, created_at=uow.now, **values)
    recorder.add(uow, actor, row, Happening(Tag.SOURCE_ADD, LIBRARY, {"title": new.title}))
    return query.as_source(row), False


def edit(uow: UnitOfWork, actor: Actor, source_id: str, rev: int, changes: Mapping[str, Any]) -> Source:
    """Correct a source. Approved claims that rest on it reopen; submitted ones get a new digest.

    `origin` is the name of the party that it comes from, added if there is none; `origin_id` is its id.
    """
    demand(actor, Permission.ADD_SOURCE)
    claims = lock_dependents(uow, source_id=source_id)
    row = query.source_row(uow.session, source_id)
    check_rev(row.rev, rev, recorder.image(row), "source")
    if "origin" in changes:
        changes = {**changes, "origin_id": parties.named(uow, actor, changes["origin"] or "", "origin")}
    values = {n: changes[n] for n in EDITABLE if n in changes and changes[n] != getattr(row, n)}
    _check(uow, values)
    if not values:
        return query.as_source(row)
    if values.get("derived_from_id"):
        _check_derivation(uow, row.id, values["derived_from_id"])
    if "url" in values:
        values["url_key"] = _free_key(uow, row, values["url"])
    cause = f"the source *{row.title}* was edited"
    if set(values) - {"accessed"}:
        reopen(uow, actor, claims, cause)
    words = {"title": row.title, "fields": say_fields([n for n in values if n != "url_key"])}
    recorder.change(uow, actor, row, values, Happening(Tag.SOURCE_EDIT, LIBRARY, words))
    if set(values) - {"accessed"}:
        refresh(uow, actor, claims, cause)
    return query.as_source(row)


def retire(uow: UnitOfWork, actor: Actor, source_id: str, rev: int, retired: bool = True) -> Source:
    """Offer a source no longer (or again); claims that cite it keep it."""
    demand(actor, Permission.ADD_SOURCE)
    uow.lock(LIBRARY)
    row = query.source_row(uow.session, source_id)
    check_rev(row.rev, rev, recorder.image(row), "source")
    tag = Tag.SOURCE_RETIRE if retired else Tag.SOURCE_REINSTATE
    recorder.change(uow, actor, row, {"retired": retired}, Happening(tag, LIBRARY, {"title": row.title}))
    return query.as_source(row)


def _free_key(uow: UnitOfWork, row: SourceRow, url: str) -> str | None:
    key = url_key(url)
    there = query.source_with_url(uow.session, key) if key else None
    if there and there.id != row.id:
        raise Conflict(f"The library has this address already, as “{there.title}”. Use that source.", field="url")
    return key


def _check_derivation(uow: UnitOfWork, source_id: str, onto: str) -> None:
    tree = graph(uow.session, [onto], ())
    if not would_close(tree.derived, source_id, onto):
        return
    chain = tree.chain(onto)
    titles = query.titles(uow.session, chain)
    way = " → ".join(f"“{titles[one]}”" for one in (source_id, *chain[: chain.index(source_id) + 1]))
    through = "" if onto == source_id else f", through others: {way}"
    raise Invalid(
        f"A source cannot derive from itself{through}. Choose another, or leave it open.", field="derived_from"
    )


def _check(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    check_texts(values)
    if "title" in values:
        require(values["title"], "title", "Give the source a title, so that people can tell it apart.")
    if "kind" in values and values["kind"] not in active_codes(uow.connection, "source_kind"):
        raise Invalid(f"“{values['kind']}” is not an active kind of source of this desk. Choose another.", field="kind")
    for name in ("url", "archive_url"):
        check_url(values.get(name, ""), name)
    for name in ("published", "accessed"):
        check_date(values.get(name, ""), name)
    if values.get("origin_id") and uow.session.get(PartyRow, values["origin_id"]) is None:
        raise Invalid("There is no such party. Choose one from the list, or add it.", field="origin")
    if values.get("derived_from_id") and uow.session.get(SourceRow, values["derived_from_id"]) is None:
        raise Invalid("There is no such source. Choose one from the list.", field="derived_from")
    if values.get("reliability") is not None and values["reliability"] not in list(Reliability):
        raise Invalid("Reliability is a letter from A to F.", field="reliability")
