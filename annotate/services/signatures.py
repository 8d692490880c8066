"""Proving signed approvals: what each passkey signed is exactly what rows and events say now.

Whoever owns the database can rewrite rows and events until they agree, and whoever owns the key of the checkpoints can
sign the result. The passkey of a reviewer does neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.domain.errors import Invalid
from annotate.domain.passkeys import Assertion, Passkey, PasskeyRules, challenge, decision, read_assertion
from annotate.domain.spans import Span
from annotate.domain.things import Claim
from annotate.services.passkeys import ceremonies
from annotate.services.past import row
from annotate.store.models import ClaimRow, EventRow, PasskeyRow, ReviewRow, SpanRow
from annotate.store.queries.claims import as_claim
from annotate.store.queries.passkeys import as_passkey


def verify_signatures(session: Session) -> Iterator[Fault]:
    """Check every decision that a passkey signed. Three queries for each."""
    query = select(ReviewRow, PasskeyRow).join(PasskeyRow, PasskeyRow.id == ReviewRow.passkey_id)
    for review, key in session.execute(query.order_by(ReviewRow.id)).all():
        problem = _problem(session, review, as_passkey(key))
        if problem:
            yield Fault(f"review {review.id}", problem)


def _problem(session: Session, review: ReviewRow, key: Passkey) -> str:
    """What is wrong with a signed decision; nothing if it is what was signed."""
    claim = _claim(session, review)
    if claim is None:
        return "a passkey signed it, and the approval that it made is not in the trail"
    if key.user_id != review.reviewer_id or key.created_at > review.at:
        return "it was signed by a passkey that was not its reviewer’s then"
    try:
        assertion = read_assertion(review.assertion or "")
        rules = PasskeyRules(key.rp_id, _origin(assertion, key.rp_id))
        wanted = challenge(decision(claim, review.reviewer_id, review.digest, review.comment, rules))
        ceremonies().check(assertion, wanted, rules, key)
    except Invalid as error:
        return f"its passkey signed something else: {error.message}"
    return "" if assertion.credential_id == key.credential_id else "its assertion is that of another passkey"


def _claim(session: Session, review: ReviewRow) -> Claim | None:
    """The claim as the approval left it, by its event, at the revision that was decided on."""
    made = EventRow.target_id == review.claim_id, EventRow.target_rev == review.claim_rev + 1
    body = session.scalar(select(EventRow.body).where(*made))
    if body is None:
        return None
    image = json.loads(body)["after"]
    query = select(SpanRow).where(SpanRow.claim_id == review.claim_id, SpanRow.rev == image["spans_rev"])
    rows = session.scalars(query.order_by(SpanRow.start)).all()
    spans = tuple(Span(r.start, r.end, r.exact, r.prefix, r.suffix) for r in rows)
    return replace(as_claim(row(ClaimRow, image), spans, ""), rev=review.claim_rev)


def _origin(assertion: Assertion, desk: str) -> str:
    """The address at which it was signed, if that is one of this desk: a desk may have moved to another port since."""
    origin = assertion.said("origin")
    try:
        url = urlsplit(origin)
    except ValueError:
        return ""
    return origin if url.hostname == desk and (url.scheme == "https" or desk == "localhost") else ""
