"""Reading single records of a claim; those of many claims are in basis.py."""

from __future__ import annotations

from sqlalchemy.orm import Session

from annotate.domain.accounts import Lookup, Reply
from annotate.domain.errors import NotFound
from annotate.store.models import LookupRow, PartyRow, ReplyRow
from annotate.store.queries.basis import as_lookup, as_reply


def lookup_row(session: Session, ident: str) -> LookupRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(LookupRow, ident, populate_existing=True)
    if row is None:
        raise NotFound("There is no such search.")
    return row


def reply_row(session: Session, ident: str) -> ReplyRow:
    """The table row, for changing; raises NotFound."""
    row = session.get(ReplyRow, ident, populate_existing=True)
    if row is None:
        raise NotFound("There is no such question.")
    return row


def lookup(session: Session, ident: str) -> Lookup:
    """One search, also a withdrawn one; raises NotFound. One query."""
    return as_lookup(lookup_row(session, ident))


def reply(session: Session, ident: str) -> Reply:
    """One question to somebody, also a withdrawn one; raises NotFound. Two queries."""
    row = reply_row(session, ident)
    return as_reply(row, session.get_one(PartyRow, row.party_id).name)
