"""What the panel of the working page shows: one claim, all claims, sources, history, or the form for a new claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from annotate.audit import trail
from annotate.audit.four_eyes import contributors
from annotate.domain.policy import ClaimFacts, Permission, why_not
from annotate.domain.things import Claim, Review, User
from annotate.domain.vocabulary import Decision, Role, State
from annotate.services import drafts, origins
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries import comments as comment_query
from annotate.store.queries import marks as mark_query
from annotate.store.queries import reviews as review_query
from annotate.store.queries import sources as source_query
from annotate.store.queries.camps import standings
from annotate.store.queries.claims import Filter
from annotate.store.queries.users import users
from annotate.web import blame, coverage, history, marks, standing
from annotate.web.current import actor, read
from annotate.web.forms.citations import CitationForm, CiteForm
from annotate.web.forms.claims import ClaimForm, MarkForm
from annotate.web.placing import placing, prefill
from annotate.web.records import records
from annotate.web.working import Work

TABS = ("claim", "claims", "sources", "history", "mark")
#: Names of parties and sources that the browser offers while one types.
OFFERED = 300
#: Characters up to which the list says how many sentences are unread.
COUNTED = 100_000
#: Claims that the list shows at once: what most articles have altogether.
LISTED = 40
#: The same beside a text with so many that its marks follow: a screen full and some.
LISTED_OF_MANY = 20
#: What a claim's state lets people do with it.
_CLOSED = {
    State.SUBMITTED: "It waits for a reviewer. Ask for its return to change it.",
    State.WITHDRAWN: "It is withdrawn. Restore it to change it.",
}


def base(work: Work, tab: str, claim: Claim | None) -> dict[str, Any]:
    """What every face of the panel needs."""
    around = mark_query.Around()
    if claim:
        around = mark_query.around(read(), work.article.id, claim.spans[0].start, claim.number)
    return {
        "work": work, "tab": tab, "claim": claim, "around": around,
        "section": marks.section_of(work.revision, claim.spans[0].start) if claim else None,
        "total": work.progress.total, "why_not_mark": why_not(actor(), Permission.EDIT_CLAIM),
    }  # fmt: skip


def claim_panel(work: Work, claim: Claim, form: ClaimForm | None = None, **more: Any) -> dict[str, Any]:
    """The form of a claim and all that belongs to it. `versions`: what a stale writer sent beside what is there."""
    people = workers()
    kept = None if form else drafts.find(read(), actor(), f"claim:{claim.id}")
    form = form or claim_form(work, claim, people, kept.data if kept else None)
    reviews = review_query.reviews(read(), [claim.id])
    return {
        **base(work, "claim", claim), "form": form, "draft_at": kept.at if kept else "",
        "returned": last(reviews, Decision.RETURN), "approved": last(reviews, Decision.APPROVE),
        "parties": source_query.parties(read(), limit=OFFERED).items, "versions": None,
        **citing(work, claim), **standing.standing(work, claim), **records(claim), **talk(claim), **more,
    }  # fmt: skip


def citing(work: Work, claim: Claim, form: CiteForm | None = None, **more: Any) -> dict[str, Any]:
    """The citations of a claim with the person's rights, and the form for one more citation where it is open."""
    cited = citation_query.citations(read(), [claim.id])
    return {
        "work": work, "claim": claim, "citations": cited, "grounds": origins.grounds(read(), claim, cited),
        "cite": form, "editing": None, "edit_form": None,
        "offered": source_query.sources(read(), limit=OFFERED).items if form else (), **rights(claim), **more,
        "placing": placing(cited, form, more.get("editing"), more.get("edit_form")),
    }  # fmt: skip


def new_cite(work: Work) -> CiteForm:
    """An empty form for citing."""
    return prefill(CiteForm(formdata=None).offer(work.terms["source_kind"].values()))


def edit_cite(citation: Any) -> CitationForm:
    """The form of a citation that is there."""
    said = ("rev", "locator", "excerpt", "attachment_id", "visible", "inferred", "claimed")
    values = {name: getattr(citation, name) for name in said}
    credibility = str(citation.credibility or "")
    made = CitationForm(
        formdata=None, **values, stance=citation.stance.value, credibility=credibility, cite_note=citation.note
    )
    return made.offer()


def talk(claim: Claim, error: str = "", body: str = "") -> dict[str, Any]:
    """The comments on a claim."""
    return {
        "comments": comment_query.comments(read(), claim.id), "comment_error": error, "comment_body": body,
        "why_not_comment": why_not(actor(), Permission.COMMENT),
    }  # fmt: skip


def rights(claim: Claim) -> dict[str, Any]:
    """What the person may not do with the claim, each as a sentence that says why; None if they may."""
    who, facts = actor(), ClaimFacts(claim.author_id, contributors(read(), claim.id))
    closed = _CLOSED.get(claim.state)
    finished = "It is approved. Change something first." if claim.state is State.APPROVED else None
    return {
        "why_not_edit": why_not(who, Permission.EDIT_CLAIM) or closed,
        "why_not_submit": why_not(who, Permission.SUBMIT) or closed or finished,
        "why_not_withdraw": why_not(who, Permission.WITHDRAW, facts),
        "why_not_approve": why_not(who, Permission.APPROVE, facts),
    }


def claim_form(work: Work, claim: Claim, people: list[User], typed: Mapping[str, Any] | None = None) -> ClaimForm:
    """The form of a claim, with what was typed into it and not saved."""
    names = (
        "statement", "own_voice", "type", "status", "rationale", "known", "unknown", "settle", "search_log",
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(claim, name) for name in names}
    values |= {"rev": claim.rev, "claimant": claim.claimant_name, "assignee_id": claim.assignee_id or ""}
    values |= {n: str(getattr(claim, n) or "") for n in ("attribution", "confidence", "worthiness")}
    if typed:
        values |= {name: value for name, value in typed.items() if name in values and isinstance(value, str)}
        values["own_voice"] = bool(typed.get("own_voice"))
    return ClaimForm(formdata=None, **values).offer(work.terms, people, claim)


def workers() -> list[User]:
    """People who can be given a claim."""
    return [user for user in users(read()) if user.active and user.role in (Role.CHECKER, Role.REVIEWER)]


def mark_panel(work: Work, form: MarkForm | None = None, quote: str = "", **more: Any) -> dict[str, Any]:
    """The form for a new claim, with a quote filled in. `found_places`: where an ambiguous one stands, with context."""
    kept = None if form else drafts.find(read(), actor(), f"mark:{work.article.id}")
    typed = {k: v for k, v in kept.data.items() if isinstance(v, str)} if kept else {}
    typed |= {"quote": quote} if quote else {}
    form = form or MarkForm(formdata=None, **typed).offer(work.terms)
    return {
        **base(work, "mark", None), "form": form, "draft_at": kept.at if kept else "", "found_places": {},
        "parties": source_query.parties(read(), limit=OFFERED).items, **more,
    }  # fmt: skip


def list_panel(work: Work, claim: Claim | None) -> dict[str, Any]:
    """All claims, filtered and paged."""
    asked = {name: request.args.get(name, "") for name in ("state", "status", "type", "q", "only")}
    where = Filter(
        asked["state"] or None, asked["status"] or None, asked["type"] or None, asked["q"][:200],
        asked["only"] or None, actor().id,
    )  # fmt: skip
    after = request.args.get("after") or None
    limit = LISTED_OF_MANY if work.many else LISTED
    found = claim_query.claims(read(), work.article.id, where, after, limit, by="position")
    args = {name: value for name, value in asked.items() if value}
    counts = origins.counts(read(), found.items)
    return {
        **base(work, "claims", claim), "found": found, "counts": counts, "asked": asked, "args": args, "State": State,
        "unread": len(coverage.counted(work).unread) if work.revision.length <= COUNTED else None,
    }  # fmt: skip


def sources_panel(work: Work, claim: Claim | None) -> dict[str, Any]:
    """What the article rests on, and whose word that is."""
    found = source_query.sources_of(read(), work.article.id)
    every = [source for source, _ in found]
    camps, unnamed = origins.camps_behind(read(), every)
    return {
        **base(work, "sources", claim), "sources": found, "standings": standings(read(), every), "camps": camps,
        "unnamed": unnamed,
    }  # fmt: skip


def history_panel(work: Work, claim: Claim) -> dict[str, Any]:
    """What happened to a claim, newest first; or, with `by=field`, who last changed each of its fields."""
    by_field = request.args.get("by", "") == "field"
    events = list(reversed(trail.history(read(), claim.id))) if not by_field else []
    own = next((event for event in events if event.claim_id == claim.id), None)
    return {
        **base(work, "history", claim), **rights(claim), "days": history.days(read(), events, work.terms),
        "undoable": own is not None and own.actor_id == actor().id,
        "fields": blame.lines(read(), trail.of_thing(read(), claim.id), work.terms) if by_field else None,
    }  # fmt: skip


def last(reviews: list[Review], decision: Decision) -> Review | None:
    """The latest decision of a kind."""
    return next((r for r in reversed(reviews) if r.decision is decision), None)
