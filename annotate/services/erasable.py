"""Things that hold personal text: how each is found, locked and called, and what an erasure does to claims on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, SYSTEM_LOG, Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.people import Actor
from annotate.domain.vocabulary import State
from annotate.services.claims import lock_claim
from annotate.store.base import AuditedRow, personal_columns
from annotate.store.models import (
    ArticleRow,
    AttachmentRow,
    ClaimRow,
    CommentRow,
    ComplaintRow,
    InspectionRow,
    PartyRow,
    PasskeyRow,
    ReplyRow,
    UserRow,
)
from annotate.store.session import UnitOfWork

#: Kinds of things that hold personal text, with their model.
KINDS: Mapping[str, type[AuditedRow]] = {
    "comment": CommentRow, "reply": ReplyRow, "party": PartyRow, "attachment": AttachmentRow,
    "inspection": InspectionRow, "user": UserRow, "passkey": PasskeyRow, "complaint": ComplaintRow,
}  # fmt: skip
_CLOSED = (State.SUBMITTED, State.APPROVED)


@dataclass(frozen=True)
class Thing:
    """A row that holds personal text. `name` is how an event speaks of it, without saying any of that text."""

    type: str
    row: AuditedRow
    name: str
    log: str
    claim_id: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    #: Where it can be looked at: article's short name and claim's number.
    slug: str = ""

    @property
    def id(self) -> str:
        """Its id."""
        return self.row.id

    @property
    def fields(self) -> tuple[str, ...]:
        """Its columns of personal text."""
        return personal_columns(type(self.row))


def find(session: Session, kind: str, ident: str) -> Thing:
    """The thing, read as it is; a person also by their e-mail address, what was found in a file by
    the file. Raises Invalid, and NotFound."""
    if kind not in KINDS:
        raise Invalid(
            f"“{kind[:40]}” holds no personal text that can be erased. Kinds: {', '.join(KINDS)}.", field="type"
        )
    if kind == "user" and "@" in ident:
        ident = session.scalar(select(UserRow.id).where(UserRow.email == ident.strip().lower())) or ""
    if kind == "inspection":
        ident = _inspection(session, ident) or ident
    row = session.get(KINDS[kind], ident, populate_existing=True)
    if row is None:
        raise NotFound(f"There is no {kind} “{ident[:40]}”.")
    return _thing(session, kind, row)


def locked(uow: UnitOfWork, kind: str, ident: str) -> Thing:
    """The thing once its log is locked, so that nobody changes it meanwhile."""
    thing = find(uow.session, kind, ident)
    if thing.claim_id:
        lock_claim(uow, thing.claim_id)
    uow.lock(thing.log)
    return find(uow.session, kind, thing.id)


def check(uow: UnitOfWork, thing: Thing) -> None:
    """Raise Conflict where the text is still needed: an account has to be switched off first."""
    if isinstance(thing.row, UserRow) and thing.row.active:
        raise Conflict("The account is switched on. Switch it off first: nobody can work under no name.")


def reopen(uow: UnitOfWork, actor: Actor, thing: Thing, fields: Collection[str]) -> None:
    """Bring a submitted or approved claim back to draft whose digest covers the text: it rests on less from now on."""
    if not isinstance(thing.row, ReplyRow):
        return
    claim = uow.session.get_one(ClaimRow, thing.row.claim_id)
    if claim.state not in _CLOSED:
        return
    stale = claim.digest if claim.state == State.APPROVED else claim.stale_digest
    values = {
        "state": State.DRAFT, "digest": None, "stale_digest": stale, "submitted_at": None, "updated_at": uow.now,
    }  # fmt: skip
    cause = f"what *{thing.words['party']}* was asked, or answered, was erased"
    words = {"claim": str(claim.number), "cause": cause}
    recorder.change(uow, actor, claim, values, Happening(Tag.CLAIM_REOPEN, claim.article_id, words, claim.id))


def _inspection(session: Session, ident: str) -> str | None:
    """Id of the inspection of a file, by the id of the file or of the attachment that it is held by."""
    held = select(AttachmentRow.file_id).where(AttachmentRow.id == ident)
    of_file = (InspectionRow.file_id == ident) | InspectionRow.file_id.in_(held)
    return session.scalar(select(InspectionRow.id).where(of_file))


def _thing(session: Session, kind: str, row: AuditedRow) -> Thing:
    if isinstance(row, CommentRow | ReplyRow):
        return _of_claim(session, kind, row)
    if isinstance(row, PartyRow):
        return Thing(kind, row, f"the party *{row.name}*", LIBRARY, words={"name": row.name})
    if isinstance(row, UserRow):
        return Thing(kind, row, "an account", SYSTEM_LOG)
    if isinstance(row, ComplaintRow):
        return Thing(kind, row, f"complaint {row.number}", SYSTEM_LOG, words={"number": str(row.number)})
    if isinstance(row, PasskeyRow):
        return Thing(kind, row, "a passkey", SYSTEM_LOG)
    return Thing(kind, row, "a file", LIBRARY)


def _of_claim(session: Session, kind: str, row: CommentRow | ReplyRow) -> Thing:
    claim = session.get_one(ClaimRow, row.claim_id)
    slug = session.get_one(ArticleRow, claim.article_id).slug
    words, name = {"claim": str(claim.number)}, f"a comment on claim {claim.number}"
    if isinstance(row, ReplyRow):
        words["party"] = session.get_one(PartyRow, row.party_id).name
        name = f"what *{words['party']}* was asked on claim {claim.number}"
    return Thing(kind, row, name, claim.article_id, claim.id, words, slug)
