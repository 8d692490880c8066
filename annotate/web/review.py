"""Review: what waits for a second person, and the decision on one claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for

from annotate.audit.four_eyes import own_work
from annotate.domain.errors import DomainError, Invalid, NotFound, Stale
from annotate.domain.origins import Origins
from annotate.domain.passkeys import Assertion, read_assertion
from annotate.domain.policy import Permission, why_not
from annotate.domain.things import Article, Claim, Page
from annotate.domain.vocabulary import Decision
from annotate.services import origins, reviews
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as query
from annotate.store.queries import reviews as review_query
from annotate.store.queries.terms import terms
from annotate.web import review_page
from annotate.web.answers import Answer, see_other
from annotate.web.current import actor, passkey_rules, read, write
from annotate.web.forms.review import DecisionForm
from annotate.web.gate import needs
from annotate.web.keeping import forget, revive
from annotate.web.paging import after, first_url, next_url
from annotate.web.review_page import Sheet
from annotate.web.signing import signing

bp = Blueprint("review", __name__)
#: The button that approves with a passkey; the other one, `approve`, does it while signed in and no more.
SIGN = "sign"


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    claim: Claim
    article: Article
    at: str
    by: str
    counts: Origins
    round: int
    own: bool


@bp.get("/review")
@needs(Permission.READ)
def index() -> Answer:
    """Submitted claims, oldest first; one's own are shown with the reason why one cannot decide on them."""
    page = query.queue(read(), after(), 50)
    return render_template(
        "review/queue.html", rows=_rows(page), statuses=terms(read())["status"], next_url=next_url(page),
        first_url=first_url(), refusal=why_not(actor(), Permission.APPROVE), nav="desk",
    )  # fmt: skip


@bp.get("/review/<ident>")
@needs(Permission.READ)
def claim(ident: str) -> Answer:
    """One claim with all that it rests on."""
    sheet = review_page.load(read(), actor(), ident)
    form = DecisionForm(formdata=None)
    revive(form, f"review:{ident}")
    return _page(sheet, form)


@bp.post("/review/<ident>")
@needs(Permission.RETURN)
def decide(ident: str) -> Answer:
    """Approve or return, then on to the next in the queue. What changed meanwhile is shown, the comment kept."""
    form = DecisionForm()
    form.draft_key.data = f"review:{ident}"
    following = _next_in_queue(ident)
    try:
        number, decision = _decided(ident, form)
    except NotFound:
        raise
    except DomainError as error:
        status = form.refuse(error)
        sheet = review_page.load(read(), actor(), ident)
        return _page(sheet, form, status, isinstance(error, Stale))
    forget(f"review:{ident}")
    more = "" if following else " Nothing else waits for you."
    how = ", signed with your passkey" if request.form.get("decision") == SIGN else ""
    flash(f"Claim {number} is {decision.label.lower()}{how}.{more}")
    return see_other(url_for("review.claim", ident=following) if following else url_for("review.index"))


def _decided(ident: str, form: DecisionForm) -> tuple[int, Decision]:
    comment, how = form.comment.data or "", request.form.get("decision")
    if how in (Decision.APPROVE, SIGN):
        signed = _assertion(form) if how == SIGN else None
        with write() as uow:
            made = reviews.approve(uow, actor(), ident, form.digest.data or "", comment, signed, passkey_rules())
        return made.number, Decision.APPROVE
    if how == Decision.RETURN:
        rev = _whole(form.rev.data)
        with write() as uow:
            made = reviews.send_back(uow, actor(), ident, comment, rev)
        return made.number, Decision.RETURN
    raise Invalid("Choose what to do: approve or return.")


def _assertion(form: DecisionForm) -> Assertion:
    """What the passkey signed. Never taken for an approval without one: Invalid where it is missing."""
    if not form.assertion.data:
        raise Invalid("Your passkey was not asked: that needs scripts. Switch them on, or approve without the passkey.")
    return read_assertion(form.assertion.data)


def _page(sheet: Sheet, form: DecisionForm, status: int = 200, stale: bool = False) -> Answer:
    """A page with nothing to be decided any more, or a stale one, shows what changed since it was looked at."""
    seen = _whole(form.seen.data) if stale else None
    changes = review_page.changes(read(), sheet, seen)
    form.digest.data, form.rev.data, form.seen.data = sheet.digest, str(sheet.claim.rev), str(sheet.last_seen)
    form.assertion.data = ""
    return render_template(
        "review/claim.html", sheet=sheet, form=form, changes=changes, stale=stale, nav="desk",
        excerpt=review_page.excerpt(read(), sheet), statuses=sheet.terms["status"],
        refusal=sheet.refusal or why_not(actor(), Permission.RETURN),
        signing=signing(read(), actor(), sheet, form.comment.data or "", passkey_rules()),
    ), status  # fmt: skip


def _whole(value: str | None) -> int:
    """A number that our own page sent. Raises Invalid."""
    if not value or not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Invalid("The form does not say what was seen. Load the page anew, then decide.")
    return int(value)


def _rows(page: Page[tuple[Claim, str]]) -> list[Waiting]:
    """Seven more queries, however many rows."""
    found = [claim for claim, _ in page.items]
    ids = [claim.id for claim in found]
    own = own_work(read(), actor().id, ids)
    articles = article_query.by_ids(read(), {claim.article_id for claim in found})
    decisions = [r for r in review_query.reviews(read(), ids) if r.decision is Decision.SUBMIT]
    counts = origins.counts(read(), found)
    by = {r.claim_id: r.reviewer_name for r in decisions}
    rounds = [r.claim_id for r in decisions]
    return [
        Waiting(c, articles[c.article_id], at, by.get(c.id, ""), counts[c.id], rounds.count(c.id), c.id in own)
        for c, at in page.items
    ]


def _next_in_queue(ident: str) -> str | None:
    """The claim to look at after this one: the next that one may decide on, or the first, or none."""
    order = [claim.id for claim, _ in query.queue(read(), limit=200).items]
    own = own_work(read(), actor().id, order)
    return _following(order, ident, own)


def _following(order: Sequence[str], ident: str, own: frozenset[str]) -> str | None:
    start = order.index(ident) + 1 if ident in order else 0
    round_trip = [*order[start:], *order[:start]]
    return next((one for one in round_trip if one != ident and one not in own), None)
