"""The right of reply: who was asked about a claim, how, until when, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotate.audit import recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag
from annotate.domain.accounts import Reply
from annotate.domain.errors import Conflict, Invalid
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.replies import Asked, check_reply
from annotate.domain.vocabulary import Outcome
from annotate.services import parties
from annotate.services.claims import lock_claim, open_claim
from annotate.services.texts import check_day, check_rev
from annotate.store.base import new_id
from annotate.store.models import ClaimRow, PartyRow, ReplyRow
from annotate.store.queries import records as query
from annotate.store.queries.basis import as_reply
from annotate.store.session import UnitOfWork

EDITABLE = ("party_id", "channel", "question", "asked", "deadline", "answered", "outcome", "answer")
_DAYS = ("asked", "deadline", "answered")


@dataclass(frozen=True)
class NewReply:
    """Somebody was asked for their side. Days are YYYY-MM-DD; `asked` empty: today."""

    channel: str
    party_id: str = ""
    question: str = ""
    asked: str = ""
    deadline: str = ""
    answered: str = ""
    outcome: str = Outcome.WAITING
    answer: str = ""
    #: The party by its name, added if there is none; counts before `party_id`.
    party: str = ""


def add(uow: UnitOfWork, actor: Actor, claim_id: str, new: NewReply) -> Reply:
    """Record that a party was asked; an approved claim reopens."""
    demand(actor, Permission.EDIT_CLAIM)
    claim = lock_claim(uow, claim_id)
    values = {**new.__dict__, "asked": new.asked or uow.now[:10]}
    values["party_id"] = parties.named(uow, actor, values.pop("party"), "party") or new.party_id
    party = _checked(uow, values)
    open_claim(uow, actor, claim, f"it was recorded that *{party.name}* was asked")
    row = ReplyRow(
        id=new_id(), claim_id=claim.id, author_id=actor.id, withdrawn=False, created_at=uow.now, **values
    )  # fmt: skip
    recorder.add(uow, actor, row, _happening(Tag.REPLY_ADD, claim, row, party))
    return as_reply(row, party.name)


def edit(uow: UnitOfWork, actor: Actor, reply_id: str, rev: int, changes: Mapping[str, Any]) -> Reply:
    """Record what came back, or correct the record; an approved claim reopens. `party` as in `NewReply`."""
    row, claim = _locked(uow, actor, reply_id, rev)
    if row.withdrawn:
        raise Conflict("This question was taken back. Put it back before you change it.")
    if changes.get("party"):
        changes = {**changes, "party_id": parties.named(uow, actor, changes["party"], "party")}
    values = {n: changes[n] for n in EDITABLE if n in changes and changes[n] != getattr(row, n)}
    party = _checked(uow, {**{name: getattr(row, name) for name in EDITABLE}, **values})
    if values:
        open_claim(uow, actor, claim, f"what came from *{party.name}* was changed")
        happening = _happening(Tag.REPLY_EDIT, claim, row, party, values.get("outcome", row.outcome))
        recorder.change(uow, actor, row, values, happening)
    return as_reply(row, party.name)


def withdraw(uow: UnitOfWork, actor: Actor, reply_id: str, rev: int) -> Reply:
    """Take back that somebody was asked; the row stays."""
    return _set(uow, actor, reply_id, rev, True, Tag.REPLY_WITHDRAW)


def restore(uow: UnitOfWork, actor: Actor, reply_id: str, rev: int) -> Reply:
    """Put back what was taken back."""
    return _set(uow, actor, reply_id, rev, False, Tag.REPLY_RESTORE)


def _set(uow: UnitOfWork, actor: Actor, ident: str, rev: int, withdrawn: bool, tag: Tag) -> Reply:
    row, claim = _locked(uow, actor, ident, rev)
    if row.withdrawn == withdrawn:
        raise Conflict("The question was taken back already." if withdrawn else "The question stands already.")
    party = uow.session.get_one(PartyRow, row.party_id)
    done = "taken back" if withdrawn else "put back"
    open_claim(uow, actor, claim, f"that *{party.name}* was asked was {done}")
    recorder.change(uow, actor, row, {"withdrawn": withdrawn}, _happening(tag, claim, row, party))
    return as_reply(row, party.name)


def _locked(uow: UnitOfWork, actor: Actor, ident: str, rev: int) -> tuple[ReplyRow, ClaimRow]:
    demand(actor, Permission.EDIT_CLAIM)
    claim = lock_claim(uow, query.reply_row(uow.session, ident).claim_id)
    row = query.reply_row(uow.session, ident)
    check_rev(row.rev, rev, recorder.image(row), "question")
    return row, claim


def _checked(uow: UnitOfWork, values: Mapping[str, str]) -> PartyRow:
    """The party that was asked, once the whole record fits together."""
    check_texts(values)
    for name in _DAYS:
        check_day(values[name], name)
    party = uow.session.get(PartyRow, values["party_id"]) if values["party_id"] else None
    if party is None:
        raise Invalid("Name the person or body that was asked; a new one is added.", field="party")
    check_reply(Asked(**{name: values[name] for name in Asked.__dataclass_fields__}), uow.now[:10])
    return party


def _happening(tag: Tag, claim: ClaimRow, row: ReplyRow, party: PartyRow, outcome: str = "") -> Happening:
    said = Outcome(outcome or row.outcome).label.lower()
    return Happening(
        tag, claim.article_id, {"claim": str(claim.number), "party": party.name, "outcome": said}, claim.id
    )
