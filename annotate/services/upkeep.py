"""What a change in the library does to the claims that rest on it: approved reopen, submitted get a new digest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from annotate.audit import recorder
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict
from annotate.domain.people import Actor
from annotate.domain.vocabulary import State
from annotate.services.claims import reopened
from annotate.services.digests import current_digest
from annotate.store.models import CitationRow, ClaimRow, PartyRow, ReplyRow, SourceRow
from annotate.store.queries import claims as query
from annotate.store.queries.basis import below
from annotate.store.session import UnitOfWork

_CLOSED = (State.SUBMITTED, State.APPROVED)


def lock_dependents(uow: UnitOfWork, source_id: str = "", party_id: str = "") -> list[ClaimRow]:
    """Lock the articles whose closed claims rest on a source or a party, then the library, and return those claims.

    A claim rests on all that its sources derive from, and on the camps of their origins and of its claimant.
    """
    first = _dependents(uow, source_id, party_id)
    uow.lock(*{row.article_id for row in first})
    uow.lock(LIBRARY)
    rows = _dependents(uow, source_id, party_id)
    if {r.article_id for r in rows} - {r.article_id for r in first}:
        raise Conflict("Somebody submitted a claim that rests on this at the same moment. Save again.")
    return [query.claim_row(uow.session, row.id) for row in rows]


def reopen(uow: UnitOfWork, actor: Actor, rows: Sequence[ClaimRow], cause: str) -> None:
    """Before the change: bring approved claims back to draft, so that the change is allowed at all."""
    for row in rows:
        if row.state == State.APPROVED:
            words = {"claim": str(row.number), "cause": cause}
            values = {**reopened(row), "updated_at": uow.now}
            recorder.change(uow, actor, row, values, Happening(Tag.CLAIM_REOPEN, row.article_id, words, row.id))


def refresh(uow: UnitOfWork, actor: Actor, rows: Sequence[ClaimRow], cause: str) -> None:
    """After the change: give submitted claims the digest of what a reviewer will see now."""
    for row in rows:
        if row.state == State.SUBMITTED:
            words = {"claim": str(row.number), "cause": cause}
            values = {"digest": current_digest(uow.session, row.id), "updated_at": uow.now}
            recorder.change(uow, actor, row, values, Happening(Tag.CLAIM_REFRESH, row.article_id, words, row.id))


def _dependents(uow: UnitOfWork, source_id: str, party_id: str) -> list[ClaimRow]:
    query_ = select(ClaimRow).where(ClaimRow.state.in_(_CLOSED)).order_by(ClaimRow.article_id, ClaimRow.number)
    camp = below(uow.session, PartyRow.id, PartyRow.belongs_to, party_id) if party_id else set()
    roots = [source_id] if source_id else uow.session.scalars(select(SourceRow.id).where(SourceRow.origin_id.in_(camp)))
    sources: set[str] = set()
    for root in roots:
        sources |= below(uow.session, SourceRow.id, SourceRow.derived_from_id, root)
    cites = select(CitationRow.claim_id).where(
        CitationRow.source_id.in_(sources),
        CitationRow.withdrawn == False,  # noqa: E712
    )
    asked = select(ReplyRow.claim_id).where(ReplyRow.party_id == party_id)
    rests = ClaimRow.id.in_(cites) | ClaimRow.claimant_id.in_(camp) | ClaimRow.id.in_(asked)
    return list(uow.session.scalars(query_.where(rests)))
