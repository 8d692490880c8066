"""What the pages of the past show: a claim, an article, a source as it stood at an event, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit import states, trail
from annotate.audit.recorder import LIBRARY
from annotate.audit.states import Moment
from annotate.audit.tags import Tag
from annotate.domain.diff import Piece, condense, diff_words
from annotate.domain.events import Event
from annotate.domain.evidence import Attachment
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, may
from annotate.domain.things import Claim, Revision, Term
from annotate.domain.vocabulary import State
from annotate.services import past, restoring, sealing
from annotate.services.claims import WORK
from annotate.services.digests import digest_of
from annotate.services.past import ArticleThen, ClaimThen, SourceThen
from annotate.store.models import EventRow
from annotate.store.queries import articles as article_query
from annotate.store.queries import attachments as attachment_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.terms import terms
from annotate.web import blame, history, marks, review_page
from annotate.web.review_page import Excerpt
from annotate.web.working import Work

Terms = Mapping[str, Mapping[str, Term]]
_DECIDED = {Tag.CLAIM_SUBMIT: "handed to the reviewers by", Tag.CLAIM_APPROVE: "approved by"}


@dataclass(frozen=True)
class Standing:
    """Where one is in a history: the event, and the numbers of those before and after it, 0 for none."""

    event: Event
    before: int
    after: int


@dataclass(frozen=True)
class Difference:
    """A field that is something else now. `restorable`: it can be brought back."""

    name: str
    label: str
    then: str
    now: str
    restorable: bool

    @property
    def pieces(self) -> list[Piece]:
        """From what it said to what it says, word by word."""
        return condense(diff_words(self.then, self.now))


@dataclass(frozen=True)
class Proof:
    """The recorded digest of what somebody saw, beside the one that the history gives. `by`: what was done, by whom."""

    by: str
    at: str
    recorded: str
    found: str

    @property
    def same(self) -> bool:
        """Is it exactly what was seen?"""
        return self.recorded == self.found


@dataclass(frozen=True)
class ClaimSheet:
    """A claim's page. `others`: claims that it stood against or beside, by id."""

    at: Standing
    then: ClaimThen
    now: Claim
    differences: tuple[Difference, ...]
    #: Is what an approval covers the same now, to the last letter of a source?
    same: bool
    proof: Proof | None
    excerpt: Excerpt
    others: Mapping[str, Claim]

    @property
    def groups(self) -> list[str]:
        """The digest in eight groups of eight digits, to be compared by eye."""
        return [self.then.digest[i : i + 8] for i in range(0, 64, 8)]


def claim_sheet(session: Session, actor: Actor, work: Work, number: int, seq: int) -> ClaimSheet:
    """A claim as it stood; raises NotFound. Some thirty queries, and one for each field that names somebody."""
    now = work.claim(number)
    at = trail.one(session, work.article.id, seq)
    rows = states.of_claim(session, now.id)
    then = past.claim(session, rows, now.id, Moment(at.log, seq, at.at))
    other = {r.other_id if r.claim_id == now.id else r.claim_id for r in then.basis.relations}
    return ClaimSheet(
        at=_standing(session, actor, at, [row.seq for row in rows if row.log == at.log]), then=then, now=now,
        differences=differences(session, then, now, work.terms),
        same=then.digest == digest_of(session, now), proof=_proof(session, rows, then, seq),
        excerpt=_excerpt(session, then.claim, work.terms),
        others={one.id: one for one in claim_query.by_ids(session, list(other))} if other else {},
    )  # fmt: skip


def differences(session: Session, then: ClaimThen, now: Claim, words: Terms) -> tuple[Difference, ...]:
    """What is something else now than it was, in people's words."""
    found = []
    for name in (*restoring.RESTORABLE, *WORK, "state"):
        before, after = (_field(claim, name) for claim in (then.claim, now))
        if before != after:
            was, is_ = (history.say(session, name, value, words) for value in (before, after))
            found.append(Difference(name, blame.label(name), was, is_, name in restoring.RESTORABLE))
    return tuple(found)


def article_then(session: Session, actor: Actor, article_id: str, seq: int) -> tuple[Standing, ArticleThen]:
    """An article as it stood; raises NotFound. Some six queries, whatever the number of claims."""
    at = trail.one(session, article_id, seq)
    last, _ = trail.last_seq(session, article_id)
    found = past.article(session, article_id, Moment(article_id, seq, at.at))
    return _standing(session, actor, at, range(max(1, seq - 1), min(last, seq + 1) + 1)), found


def article_text(revision: Revision, found: ArticleThen, statuses: Mapping[str, Term]) -> Markup:
    """The text with the marks of the claims that stood then, in the looks of their statuses."""
    standing = [c for c in found.claims if c.state is not State.WITHDRAWN and c.revision_id == revision.id]
    looks = {c.number: marks.Look(statuses[c.status].tone, statuses[c.status].letter) for c in standing}
    return Markup("\n").join(marks.sections(revision, marks.Marks({c.number: c.spans for c in standing}, looks)))


def source_then(session: Session, actor: Actor, source_id: str, seq: int) -> tuple[Standing, SourceThen]:
    """A source as it stood, its sealed files as the actor may see them; raises NotFound. Some ten queries."""
    at = trail.one(session, LIBRARY, seq)
    found = past.source(session, source_id, Moment(LIBRARY, seq, at.at))
    live = attachment_query.by_ids(session, [file.id for file in found.attachments])
    shown = tuple(_shown(actor, file, live[file.id]) for file in found.attachments)
    return _standing(session, actor, at, of_source(session, source_id)), replace(found, attachments=shown)


def of_source(session: Session, source_id: str) -> list[int]:
    """Numbers of the library's events about a source, its files and its answers. Three queries."""
    idents = {source_id} | states.held(session, {source_id})
    query = select(EventRow.seq).where(EventRow.target_id.in_(idents), EventRow.target_rev.is_not(None))
    return list(session.scalars(query.where(EventRow.log == LIBRARY).order_by(EventRow.seq)))


def source_events(session: Session, actor: Actor, source_id: str) -> list[Event]:
    """What happened to a source, its files and its answers, newest first, as the actor may read it. Five queries."""
    rows = states.of_things(session, {source_id} | states.held(session, {source_id}))
    found = sorted(trail.read(session, rows), key=lambda event: event.seq, reverse=True)
    return list(sealing.veil(session, actor, found))


def _shown(actor: Actor, then: Attachment, now: Attachment) -> Attachment:
    """A file that is closed to the actor now is closed in its past, too."""
    if may(actor, Permission.OPEN_FILE, now.facts):
        return then
    return sealing.shown(actor, replace(then, access=now.access, readers=now.readers, author_id=now.author_id))


def _standing(session: Session, actor: Actor, at: Event, seqs: Sequence[int]) -> Standing:
    before, after = [n for n in seqs if n < at.seq], [n for n in seqs if n > at.seq]
    (veiled,) = sealing.veil(session, actor, [at])
    return Standing(veiled, max(before, default=0), min(after, default=0))


def _proof(session: Session, rows: Sequence[EventRow], then: ClaimThen, seq: int) -> Proof | None:
    """Only a submitted or approved claim has a digest on record."""
    recorded = then.image["digest"]
    made = [row for row in rows if row.seq <= seq and row.action in _DECIDED and row.target_id == then.claim.id]
    if not recorded or not made:
        return None
    event = trail.read(session, made[-1:])[0]
    return Proof(f"{_DECIDED[Tag(event.action)]} {event.actor_name}", event.at, recorded, then.digest)


def _excerpt(session: Session, claim: Claim, words: Terms) -> Excerpt:
    status = words["status"][claim.status]
    looks = {claim.number: marks.Look(status.tone, status.letter)}
    shown = marks.Marks({claim.number: claim.spans}, looks, claim.number)
    return review_page.drawn(article_query.revision(session, claim.revision_id), claim, shown)


def _field(claim: Claim, name: str) -> Any:
    value = getattr(claim, name)
    return [span.__dict__ for span in value] if name == restoring.SPANS else value


def vocabulary(session: Session) -> Terms:
    """All terms, the retired ones too. One query."""
    return terms(session)
