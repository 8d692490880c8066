"""How two claims of an article stand to each other: they cannot both hold, or one supports or repeats the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from annotate.audit import recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag
from annotate.domain.accounts import Relation
from annotate.domain.errors import Conflict, Invalid, Problem
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.vocabulary import RelationKind, State
from annotate.services import upkeep
from annotate.services.claims import lock_claim
from annotate.services.texts import check_rev
from annotate.store.base import new_id
from annotate.store.models import ClaimRow, RelationRow
from annotate.store.queries import claims as claim_query
from annotate.store.queries import relations as query
from annotate.store.queries.basis import as_relation
from annotate.store.session import UnitOfWork

#: What may be corrected: which claims, and how they stand to each other, is said anew.
EDITABLE = ("topic", "settle")


@dataclass(frozen=True)
class NewRelation:
    """“This claim *kind* the other”, which is named by its id, or by its number in the same article."""

    kind: str
    other_id: str = ""
    number: int = 0
    topic: str = ""
    settle: str = ""


def declare(uow: UnitOfWork, actor: Actor, claim_id: str, new: NewRelation) -> Relation:
    """Record how a claim stands to another. Approved claims on either side reopen, submitted ones get a new digest.

    Raises Invalid for another article's claim or the claim itself, Conflict if the same stands already.
    """
    demand(actor, Permission.EDIT_CLAIM)
    claim = lock_claim(uow, claim_id)
    texts = _closed_up({"topic": new.topic, "settle": new.settle})
    check_texts(texts)
    other, kind = _other(uow, claim, new), _kind(new.kind)
    _standing(claim, other)
    _alone(uow, claim, other, kind)
    row = RelationRow(
        id=new_id(), article_id=claim.article_id, claim_id=claim.id, other_id=other.id, kind=kind,
        author_id=actor.id, withdrawn=False, created_at=uow.now, **texts,
    )  # fmt: skip
    upkeep.reopen(uow, actor, [claim], _cause(kind, other, "recorded"))
    upkeep.reopen(uow, actor, [other], _cause(kind, claim, "recorded"))
    recorder.add(uow, actor, row, _happening(Tag.RELATION_ADD, row, claim, other))
    _refresh(uow, actor, kind, (claim, other), "recorded")
    return as_relation(row)


def edit(uow: UnitOfWork, actor: Actor, relation_id: str, rev: int, changes: Mapping[str, str]) -> Relation:
    """Correct topic and what would settle it; approved claims on either side reopen. Raises Stale if `rev` is old."""
    row, claim, other = _locked(uow, actor, relation_id, rev)
    if row.withdrawn:
        raise Conflict("This was taken back. Put it back before you change it.")
    _standing(claim, other)
    given = _closed_up({name: changes[name] for name in EDITABLE if name in changes})
    values = {name: value for name, value in given.items() if value != getattr(row, name)}
    check_texts(values)
    if values:
        _change(uow, actor, row, (claim, other), values, Tag.RELATION_EDIT, "changed")
    return as_relation(row)


def withdraw(uow: UnitOfWork, actor: Actor, relation_id: str, rev: int) -> Relation:
    """Take it back; the row stays."""
    row, claim, other = _locked(uow, actor, relation_id, rev)
    if row.withdrawn:
        raise Conflict("This was taken back already.")
    _change(uow, actor, row, (claim, other), {"withdrawn": True}, Tag.RELATION_WITHDRAW, "taken back")
    return as_relation(row)


def restore(uow: UnitOfWork, actor: Actor, relation_id: str, rev: int) -> Relation:
    """Put back what was taken back."""
    row, claim, other = _locked(uow, actor, relation_id, rev)
    if not row.withdrawn:
        raise Conflict("This stands already.")
    _standing(claim, other)
    _alone(uow, claim, other, RelationKind(row.kind))
    _change(uow, actor, row, (claim, other), {"withdrawn": False}, Tag.RELATION_RESTORE, "put back")
    return as_relation(row)


def _change(
    uow: UnitOfWork, actor: Actor, row: RelationRow, sides: tuple[ClaimRow, ClaimRow], values: Mapping[str, object],
    tag: Tag, done: str,
) -> None:  # fmt: skip
    kind, (claim, other) = RelationKind(row.kind), sides
    upkeep.reopen(uow, actor, [claim], _cause(kind, other, done))
    upkeep.reopen(uow, actor, [other], _cause(kind, claim, done))
    recorder.change(uow, actor, row, values, _happening(tag, row, claim, other))
    _refresh(uow, actor, kind, sides, done)


def _refresh(uow: UnitOfWork, actor: Actor, kind: RelationKind, sides: tuple[ClaimRow, ClaimRow], done: str) -> None:
    claim, other = sides
    upkeep.refresh(uow, actor, [claim], _cause(kind, other, done))
    upkeep.refresh(uow, actor, [other], _cause(kind, claim, done))


def _locked(uow: UnitOfWork, actor: Actor, ident: str, rev: int) -> tuple[RelationRow, ClaimRow, ClaimRow]:
    demand(actor, Permission.EDIT_CLAIM)
    claim = lock_claim(uow, query.relation_row(uow.session, ident).claim_id)
    row = query.relation_row(uow.session, ident)
    check_rev(row.rev, rev, recorder.image(row), "pair of claims")
    return row, claim, claim_query.claim_row(uow.session, row.other_id)


def _other(uow: UnitOfWork, claim: ClaimRow, new: NewRelation) -> ClaimRow:
    """The other claim, of the same article; Invalid if there is none, or if it is the claim itself."""
    check_texts({"other": new.other_id})
    named = ClaimRow.id == new.other_id if new.other_id else ClaimRow.number == new.number
    found = uow.session.scalar(
        select(ClaimRow).where(ClaimRow.article_id == claim.article_id, named).execution_options(populate_existing=True)
    )
    if found is None:
        which = f"has no claim {new.number}" if new.number > 0 and not new.other_id else "has no such claim"
        raise Invalid(f"This article {which}. Name one of its claims by its number.", field="other")
    if found.id == claim.id:
        raise Invalid(f"A claim cannot stand against itself. Name another than claim {claim.number}.", field="other")
    return found


def _kind(code: str) -> RelationKind:
    if code not in list(RelationKind):
        problem = f"“{code}” is not one of {', '.join(RelationKind)}." if code else "Say how the two claims stand."
        raise Invalid.of([Problem("kind", problem)])
    return RelationKind(code)


def _standing(*sides: ClaimRow) -> None:
    for claim in sides:
        if claim.state == State.WITHDRAWN:
            raise Conflict(f"Claim {claim.number} is withdrawn. Restore it first, or name another.", field="other")


def _alone(uow: UnitOfWork, claim: ClaimRow, other: ClaimRow, kind: RelationKind) -> None:
    found = query.between(uow.session, claim.id, other.id, kind)
    if found is not None:
        about = f", about “{found.topic}”" if found.topic else ""
        raise Conflict(
            f"“{kind.label}” stands between claims {claim.number} and {other.number} already{about}. Change that one.",
            field="other",
        )


def _closed_up(texts: Mapping[str, str]) -> dict[str, str]:
    """A topic is one line: pairs that share it stand in one row."""
    return {name: " ".join(text.split()) if name == "topic" else text.strip() for name, text in texts.items()}


def _cause(kind: RelationKind, other: ClaimRow, done: str) -> str:
    return f"the *{kind.label.lower()}* with claim {other.number} was {done}"


def _happening(tag: Tag, row: RelationRow, claim: ClaimRow, other: ClaimRow) -> Happening:
    kind = RelationKind(row.kind).label.lower()
    words: dict[str, str] = {"claim": str(claim.number), "other": str(other.number), "kind": kind}
    return Happening(tag, claim.article_id, words, claim.id)
