"""The digest of a claim as it stands now."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.domain.digest import claim_digest
from annotate.domain.things import Claim
from annotate.store.models import RevisionRow
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as query
from annotate.store.queries.basis import bases


def current_digest(session: Session, claim_id: str) -> str:
    """SHA-256 in hex of what an approver would see now. Eleven queries at most."""
    return digest_of(session, query.claim(session, claim_id))


def digest_of(session: Session, claim: Claim) -> str:
    """The same, for a claim that has been read. Nine queries at most."""
    sha256 = session.scalar(select(RevisionRow.sha256).where(RevisionRow.id == claim.revision_id))
    citations = citation_query.citations(session, [claim.id])
    return claim_digest(claim, sha256 or "", citations, bases(session, [claim], citations)[claim.id])
