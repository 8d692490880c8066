"""Review: submit, approve, return, withdraw, restore. An approval names the digest of what was seen."""

from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import func, select

from annotate.audit import recorder
from annotate.audit.four_eyes import contributors
from annotate.audit.recorder import LIBRARY, Happening
from annotate.audit.tags import Tag
from annotate.domain.errors import Conflict, Invalid, Stale, Versions
from annotate.domain.limits import check_texts
from annotate.domain.passkeys import Assertion, PasskeyRules
from annotate.domain.people import Actor
from annotate.domain.policy import ClaimFacts, Permission, demand
from annotate.domain.things import Claim
from annotate.domain.vocabulary import Decision, State
from annotate.domain.workflow import Readiness, Step, advance, check_submit
from annotate.services.claims import lock_claim
from annotate.services.digests import digest_of
from annotate.services.passkeys import signed
from annotate.services.texts import check_rev
from annotate.store.base import new_id
from annotate.store.models import ClaimRow, CommentRow, ReviewRow
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as query
from annotate.store.queries.basis import lookups
from annotate.store.session import UnitOfWork


def submit(uow: UnitOfWork, actor: Actor, claim_id: str, rev: int | None = None) -> Claim:
    """Hand a claim to the reviewers; raises Invalid with everything that it still lacks."""
    demand(actor, Permission.SUBMIT)
    row = _locked(uow, claim_id, rev)
    after = advance(State(row.state), Step.SUBMIT)
    claim = query.claim(uow.session, row.id)
    citations = citation_query.citations(uow.session, [row.id])
    looked = len(lookups(uow.session, [row.id]))
    check_submit(Readiness(claim.status, claim.rationale, claim.search_log, [c.stance for c in citations], looked))
    digest = digest_of(uow.session, claim)
    _decide(uow, actor, row, Decision.SUBMIT, digest, "")
    values = {"state": after, "digest": digest, "submitted_at": uow.now}
    return _turn(uow, actor, row, values, Tag.CLAIM_SUBMIT)


def approve(
    uow: UnitOfWork, actor: Actor, claim_id: str, digest: str, comment: str = "", assertion: Assertion | None = None,
    rules: PasskeyRules = PasskeyRules(),  # noqa: B008 - it is frozen
) -> Claim:  # fmt: skip
    """Approve exactly what was seen. Forbidden to whoever worked on it; Stale if anything changed since.

    `assertion`: the decision, signed by a passkey of the actor. Without one it is an approval while signed in, and
    Forbidden where the desk's `rules` demand a signature.
    """
    demand(actor, Permission.APPROVE)
    row = _locked(uow, claim_id, None)
    demand(actor, Permission.APPROVE, ClaimFacts(row.author_id, contributors(uow.session, row.id)))
    after = advance(State(row.state), Step.APPROVE)
    _check_comments(uow, row)
    claim = query.claim(uow.session, row.id)
    now = digest_of(uow.session, claim)
    if not hmac.compare_digest(now.encode(), digest.encode()):
        raise Stale(
            "The claim is not what you saw any more. Look at it again before you decide.",
            versions=Versions(recorder.image(row) | {"digest": now}, row.rev),
            field="digest",
        )
    passkey = signed(uow, actor, claim, now, comment, assertion, rules)
    proof = {"passkey_id": passkey.id, "assertion": assertion.text} if passkey and assertion else {}
    _decide(uow, actor, row, Decision.APPROVE, now, comment, **proof)
    return _turn(uow, actor, row, {"state": after, "digest": now, "stale_digest": None}, Tag.CLAIM_APPROVE)


def send_back(uow: UnitOfWork, actor: Actor, claim_id: str, comment: str, rev: int | None = None) -> Claim:
    """Return a claim to its author with a comment that says what is missing."""
    demand(actor, Permission.RETURN)
    row = _locked(uow, claim_id, rev)
    after = advance(State(row.state), Step.RETURN)
    if not comment.strip():
        raise Invalid("Say in a comment what is missing or wrong.", field="comment")
    _decide(uow, actor, row, Decision.RETURN, str(row.digest), comment)
    values = {"state": after, "digest": None, "submitted_at": None}
    return _turn(uow, actor, row, values, Tag.CLAIM_RETURN, comment)


def withdraw(uow: UnitOfWork, actor: Actor, claim_id: str, reason: str, rev: int | None = None) -> Claim:
    """Take a claim out of the article; it stays in the trail and can be restored."""
    row = _locked(uow, claim_id, rev)
    demand(actor, Permission.WITHDRAW, ClaimFacts(row.author_id))
    after = advance(State(row.state), Step.WITHDRAW)
    check_texts({"reason": reason})
    if not reason.strip():
        raise Invalid("Give the reason why the claim is withdrawn.", field="reason")
    stale = row.digest if row.state == State.APPROVED else row.stale_digest
    values = {"state": after, "digest": None, "stale_digest": stale, "submitted_at": None}
    return _turn(uow, actor, row, values, Tag.CLAIM_WITHDRAW, reason)


def restore(uow: UnitOfWork, actor: Actor, claim_id: str, rev: int | None = None) -> Claim:
    """Bring a withdrawn claim back as a draft."""
    row = _locked(uow, claim_id, rev)
    demand(actor, Permission.WITHDRAW, ClaimFacts(row.author_id))
    after = advance(State(row.state), Step.RESTORE)
    return _turn(uow, actor, row, {"state": after}, Tag.CLAIM_RESTORE)


def _locked(uow: UnitOfWork, claim_id: str, rev: int | None) -> ClaimRow:
    row = lock_claim(uow, claim_id)
    # Held shared, so that no source or party changes between the digest and the commit.
    uow.lock_shared(LIBRARY)
    if rev is not None:
        check_rev(row.rev, rev, recorder.image(row), "claim")
    return row


def _check_comments(uow: UnitOfWork, row: ClaimRow) -> None:
    blocking = select(func.count()).where(
        CommentRow.claim_id == row.id,
        CommentRow.blocking == True,  # noqa: E712
        CommentRow.resolved_at.is_(None),
    )
    if uow.session.scalar(blocking):
        raise Conflict("An open comment blocks the approval. Resolve it first.")


def _decide(
    uow: UnitOfWork, actor: Actor, row: ClaimRow, decision: Decision, digest: str, comment: str, **proof: str
) -> None:
    check_texts({"comment": comment})
    review = ReviewRow(
        id=new_id(), claim_id=row.id, claim_rev=row.rev, decision=decision, reviewer_id=actor.id, role=actor.role,
        comment=comment, digest=digest, at=uow.now, **proof,
    )  # fmt: skip
    how = " with a passkey" if proof else ""
    words = {"claim": str(row.number), "decision": f"{decision.label.lower()}{how}"}
    recorder.add(uow, actor, review, Happening(Tag.REVIEW_RECORD, row.article_id, words, row.id, comment))


def _turn(uow: UnitOfWork, actor: Actor, row: ClaimRow, values: dict[str, Any], tag: Tag, reason: str = "") -> Claim:
    words = {"claim": str(row.number), "status": row.status.replace("_", " ")}
    happening = Happening(tag, row.article_id, words, row.id, reason)
    recorder.change(uow, actor, row, values | {"updated_at": uow.now}, happening)
    return query.claim(uow.session, row.id)
