"""All that a reviewer sees of one claim, read in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from annotate.audit import trail
from annotate.audit.four_eyes import contributors
from annotate.domain.accounts import Basis
from annotate.domain.digest import claim_digest
from annotate.domain.events import Event
from annotate.domain.people import Actor
from annotate.domain.policy import ClaimFacts, Permission, why_not
from annotate.domain.text import Block
from annotate.domain.things import Article, Citation, Claim, Comment, Review, Revision, Term
from annotate.domain.vocabulary import NOT_CHECKABLE, SUPPORTING, UNDERMINING, Decision, Stance, State
from annotate.services.origins import Grounds, grounds
from annotate.store.queries import articles as article_query
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as query
from annotate.store.queries import comments as comment_query
from annotate.store.queries import marks as mark_query
from annotate.store.queries import reviews as review_query
from annotate.store.queries.basis import bases
from annotate.store.queries.review_queue import Place, place
from annotate.store.queries.terms import terms
from annotate.web import marks
from annotate.web.review_changes import Changes, last_decision, since


@dataclass(frozen=True)
class Check:
    """One thing looked at before an approval. `stops`: without it there is none."""

    ok: bool
    text: str
    stops: bool = True


@dataclass(frozen=True)
class Excerpt:
    """The paragraphs that a claim stands in, as markup, and their numbers among all paragraphs."""

    markup: Markup
    first: int
    last: int
    total: int


@dataclass(frozen=True)
class Sheet:
    """The page. `citations` are by column: supports, undermines, context, silent, origin."""

    claim: Claim
    article: Article
    revision: Revision
    terms: Mapping[str, Mapping[str, Term]]
    citations: Mapping[str, Sequence[Citation]]
    comments: Sequence[Comment]
    reviews: Sequence[Review]
    events: Sequence[Event]
    digest: str
    place: Place | None
    refusal: str | None
    own: bool
    #: What the claim rests on beside its citations, and the claims that it stands against or beside, by id.
    basis: Basis
    others: Mapping[str, Claim]
    grounds: Grounds

    @property
    def submission(self) -> Review | None:
        """Who submitted it, and when."""
        return next((r for r in reversed(self.reviews) if r.decision is Decision.SUBMIT), None)

    @property
    def decisions(self) -> list[Review]:
        """Earlier approvals and returns, newest first."""
        return [r for r in reversed(self.reviews) if r.decision is not Decision.SUBMIT]

    def event_of(self, decision: Review) -> int:
        """Number of the event by which the claim took a decision; 0 if it is not among those shown."""
        made = (e.seq for e in self.events if e.target_id == self.claim.id and e.target_rev == decision.claim_rev + 1)
        return next(made, 0)

    @property
    def round(self) -> int:
        """How many times it was submitted."""
        return sum(r.decision is Decision.SUBMIT for r in self.reviews)

    @property
    def groups(self) -> list[str]:
        """The digest in eight groups of eight digits, to be compared by eye."""
        return [self.digest[i : i + 8] for i in range(0, 64, 8)]

    @property
    def last_seen(self) -> int:
        """Number of the last event on this page."""
        return self.events[-1].seq if self.events else 0

    @property
    def waits(self) -> bool:
        """Is there anything to decide?"""
        return self.claim.state is State.SUBMITTED

    @property
    def checks(self) -> list[Check]:
        """What is looked at before an approval."""
        blocking = sum(c.blocking and not c.resolved_at for c in self.comments)
        return [
            Check(not self.own, "You worked on it" if self.own else "You have not edited or cited for it"),
            Check(not blocking, _blocking(blocking)),
            self._both_sides(),
        ]

    def _both_sides(self) -> Check:
        missing = [name for name in ("supports", "undermines") if not self.citations[name]]
        if not missing:
            return Check(True, "Citations on both sides", False)
        words = " or ".join(missing)
        said = bool(self.claim.search_log.strip() or self.basis.lookups) or self.claim.status == NOT_CHECKABLE
        if said:
            return Check(True, f"Nothing cited that {words} it, and the search is on record", False)
        return Check(False, f"Nothing cited that {words} it, and no search log says that anybody looked", False)


def load(session: Session, actor: Actor, claim_id: str) -> Sheet:
    """Everything about one claim. Some twenty queries, whatever the length of the article."""
    claim = query.claim(session, claim_id)
    article = article_query.article_by_id(session, claim.article_id)
    revision = article_query.revision(session, claim.revision_id)
    facts = ClaimFacts(claim.author_id, contributors(session, claim.id))
    citations = citation_query.citations(session, [claim.id])
    basis = bases(session, [claim], citations)[claim.id]
    return Sheet(
        claim=claim, article=article, revision=revision, terms=terms(session), citations=_columns(citations),
        comments=comment_query.comments(session, claim.id), reviews=review_query.reviews(session, [claim.id]),
        events=trail.history(session, claim.id), digest=claim_digest(claim, revision.sha256, citations, basis),
        place=place(session, claim.id), refusal=why_not(actor, Permission.APPROVE, facts),
        own=actor.id in facts.contributors, basis=basis, others=_others(session, claim, basis),
        grounds=grounds(session, claim, citations, basis.graph),
    )  # fmt: skip


def _others(session: Session, claim: Claim, basis: Basis) -> dict[str, Claim]:
    idents = {r.other_id if r.claim_id == claim.id else r.claim_id for r in basis.relations}
    return {other.id: other for other in query.by_ids(session, list(idents))} if idents else {}


def changes(session: Session, sheet: Sheet, seen: int | None = None) -> Changes | None:
    """What changed since `seen`, or else since the last decision; None on a first round."""
    if seen is None:
        decision = last_decision(sheet.events)
        seen = decision.seq if decision else None
    return None if seen is None else since(session, sheet.events, seen, sheet.terms)


def excerpt(session: Session, sheet: Sheet) -> Excerpt:
    """The paragraphs of the claim with all marks in them. One query."""
    revision, claim = sheet.revision, sheet.claim
    blocks = [block for block, _ in _touched(revision, claim)]
    found = mark_query.marked(session, claim.article_id, revision.id, blocks[0].start, blocks[-1].end) if blocks else []
    statuses = sheet.terms["status"]
    looks = {m.number: marks.Look(statuses[m.status].tone, statuses[m.status].letter) for m in found}
    return drawn(revision, claim, marks.Marks({m.number: m.spans for m in found}, looks, claim.number))


def drawn(revision: Revision, claim: Claim, shown: marks.Marks) -> Excerpt:
    """The paragraphs of a claim with these marks in them."""
    touched = _touched(revision, claim)
    numbers = [number for _, number in touched] or [0]
    total = sum(block.kind == "paragraph" for block in revision.blocks)
    lines = [marks.one_block(revision, block, number, shown) for block, number in touched]
    return Excerpt(Markup("\n").join(lines), numbers[0], numbers[-1], total)


def _touched(revision: Revision, claim: Claim) -> list[tuple[Block, int]]:
    numbered = _numbered(revision.blocks)
    return [(b, n) for b, n in numbered if any(s.start < b.end and s.end > b.start for s in claim.spans)]


def _numbered(blocks: Sequence[Block]) -> list[tuple[Block, int]]:
    paragraph, found = 0, []
    for block in blocks:
        paragraph += block.kind == "paragraph"
        found.append((block, paragraph))
    return found


def _columns(citations: Sequence[Citation]) -> dict[str, list[Citation]]:
    return {
        "supports": [c for c in citations if c.stance in SUPPORTING],
        "undermines": [c for c in citations if c.stance in UNDERMINING],
        "context": [c for c in citations if c.stance is Stance.CONTEXT],
        "silent": [c for c in citations if c.stance is Stance.SILENT],
        "origin": [c for c in citations if c.stance is Stance.CLAIM_ORIGIN],
    }


def _blocking(number: int) -> str:
    if not number:
        return "No open comment blocks it"
    return "An open comment blocks it" if number == 1 else f"{number} open comments block it"
