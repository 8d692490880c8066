"""Claims: mark, edit, move, assign, undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select

from annotate.audit import recorder
from annotate.audit.recorder import Happening
from annotate.audit.tags import Tag, say_fields
from annotate.domain.errors import Invalid, NotFound, Problem, Stale
from annotate.domain.limits import check_texts
from annotate.domain.openings import Personal
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.spans import Span, check_spans
from annotate.domain.things import Claim, Revision
from annotate.domain.vocabulary import UNCHECKED, Attribution, Confidence, State, Worthiness
from annotate.domain.workflow import Step, advance
from annotate.services.texts import check_rev
from annotate.services.users import spoken
from annotate.store.base import new_id, table, unbound
from annotate.store.models import ClaimRow, PartyRow, SpanRow, UserRow
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as query
from annotate.store.queries.terms import active
from annotate.store.session import UnitOfWork

_INSERT_SPAN = insert(table(SpanRow))

#: Content: a change of any of these reopens an approved claim.
CONTENT = (
    "type", "status", "statement", "attribution", "claimant_id", "own_voice", "rationale", "known", "unknown", "settle",
    "search_log", "confidence",
)  # fmt: skip
#: What organises the work and says nothing about the claim.
WORK = ("assignee_id", "worthiness")
#: Codes that come from a closed list in the code.
_CLOSED = {"attribution": Attribution, "confidence": Confidence, "worthiness": Worthiness}


@dataclass(frozen=True)
class NewClaim:
    """A claim to be marked. `spans` refer to the revision whose text has `revision_sha256`."""

    type: str
    spans: Sequence[Span]
    revision_sha256: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def mark(uow: UnitOfWork, actor: Actor, slug: str, new: NewClaim) -> Claim:
    """Mark a new claim, a draft, in the current revision of the article."""
    demand(actor, Permission.EDIT_CLAIM)
    values = {"type": new.type, "status": UNCHECKED, **_known(new.fields)}
    article = article_query.under_check(uow, slug, str(values["type"]), str(values["status"]))
    revision = article_query.revision_in(uow, article.revision_id)
    spans = checked_spans(revision, new.spans, new.revision_sha256)
    _check(uow, values, {}, article.offered)
    row = unbound(ClaimRow)(
        id=new_id(), article_id=article.article_id, revision_id=revision.id, number=article.last_number + 1,
        spans_rev=1, position=spans[0].start, state=State.DRAFT, author_id=actor.id, created_at=uow.now,
        updated_at=uow.now, digest=None, stale_digest=None, submitted_at=None, **_defaults(values),
    )  # fmt: skip
    recorder.insert_row(uow, row)
    _insert_spans(uow, row, spans)
    words = {"claim": str(row.number), "quote": _short(spans)}
    happening = Happening(Tag.CLAIM_MARK, article.article_id, words, row.id, more={"spans": _image(spans)})
    recorder.record(uow, actor, happening, row, before=None)
    party = uow.session.get(PartyRow, row.claimant_id) if row.claimant_id else None
    return query.as_claim(row, spans, party.name if party else "")


def edit(
    uow: UnitOfWork, actor: Actor, claim_id: str, rev: int, changes: Mapping[str, Any], restored: int = 0
) -> Claim:
    """Change wording, verdict and what supports it; an approved claim reopens. Raises Stale if `rev` is old.

    `restored` is the event that these values are brought back from, if they are.
    """
    demand(actor, Permission.EDIT_CLAIM)
    row = lock_claim(uow, claim_id)
    check_rev(row.rev, rev, recorder.image(row), "claim")
    values = {n: v for n, v in _known(changes).items() if getattr(row, n) != v}
    offered = active(uow.connection) if {"type", "status"} & set(values) else frozenset()
    _check(uow, values, recorder.image(row), offered)
    if set(values) & set(CONTENT):
        values |= reopened(row)
    if values:
        recorder.change(uow, actor, row, values | {"updated_at": uow.now}, _edit_happening(uow, row, values, restored))
    return query.claim(uow.session, row.id)


def move(uow: UnitOfWork, actor: Actor, claim_id: str, rev: int, spans: Sequence[Span], revision_sha256: str) -> Claim:
    """Set other spans for a claim; an approved claim reopens."""
    demand(actor, Permission.EDIT_CLAIM)
    row = lock_claim(uow, claim_id)
    check_rev(row.rev, rev, recorder.image(row), "claim")
    revision = article_query.revision(uow.session, row.revision_id)
    checked = checked_spans(revision, spans, revision_sha256)
    if checked != query.claim(uow.session, row.id).spans:
        set_spans(uow, actor, row, checked, Tag.CLAIM_SPANS)
    return query.claim(uow.session, row.id)


def set_spans(uow: UnitOfWork, actor: Actor, row: ClaimRow, spans: Sequence[Span], tag: Tag, **words: str) -> None:
    """Write a new set of spans as the next revision of the claim; `words` go into the tag's sentence."""
    before = recorder.image(row) | {"spans": _image(query.claim(uow.session, row.id).spans)}
    values = {**reopened(row), "spans_rev": row.rev + 1, "position": spans[0].start, "updated_at": uow.now}
    for name, value in values.items():
        setattr(row, name, value)
    row.rev += 1
    uow.session.flush()
    _insert_spans(uow, row, spans)
    said = {"claim": str(row.number), **words}
    happening = Happening(tag, row.article_id, said, row.id, more={"spans": _image(spans)})
    recorder.record(uow, actor, happening, row, before=before)


def lock_claim(uow: UnitOfWork, claim_id: str) -> ClaimRow:
    """The claim's row as it is once its article's log is locked; raises NotFound."""
    article_id = uow.session.scalar(select(ClaimRow.article_id).where(ClaimRow.id == claim_id))
    if article_id is None:
        raise NotFound("There is no such claim.")
    uow.lock(article_id)
    return query.claim_row(uow.session, claim_id)


def reopened(row: ClaimRow) -> dict[str, Any]:
    """The values that a change of content brings with it: back to draft, the old approval kept as stale."""
    after = advance(State(row.state), Step.EDIT)
    stale = row.digest if row.state == State.APPROVED else row.stale_digest
    return {"state": after, "digest": None, "stale_digest": stale, "submitted_at": None}


def open_claim(uow: UnitOfWork, actor: Actor, claim: ClaimRow, cause: str) -> None:
    """Before a change of what belongs to a claim: bring an approved or returned one to draft; Conflict if closed."""
    if advance(State(claim.state), Step.EDIT) != claim.state:
        words = {"claim": str(claim.number), "cause": cause}
        values = {**reopened(claim), "updated_at": uow.now}
        recorder.change(uow, actor, claim, values, Happening(Tag.CLAIM_REOPEN, claim.article_id, words, claim.id))


def checked_spans(revision: Revision, spans: Sequence[Span], sha256: str) -> tuple[Span, ...]:
    """The spans in order and with context, if they were made on this very revision."""
    if sha256 != revision.sha256:
        raise Stale(
            "These words were marked in another revision of the text. Reload the article and mark them again.",
            field="revision_sha256",
        )
    return check_spans(revision.text, spans)


def _known(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: changes[name] for name in (*CONTENT, *WORK) if name in changes}


def _check(
    uow: UnitOfWork, values: Mapping[str, Any], before: Mapping[str, Any], offered: frozenset[tuple[str, str]]
) -> None:
    check_texts(values)
    problems = [
        Problem(name, f"“{values[name]}” is not one of {', '.join(members)}.")
        for name, members in _CLOSED.items()
        if values.get(name) is not None and values[name] not in list(members)
    ]
    for name, vocabulary in (("type", "claim_type"), ("status", "status")):
        if name in values and (vocabulary, values[name]) not in offered:
            problems.append(Problem(name, f"“{values[name]}” is not an active {name} of this desk. Choose another."))
    if values.get("claimant_id") and uow.session.get(PartyRow, values["claimant_id"]) is None:
        problems.append(Problem("claimant", "There is no such party. Choose one from the list, or add it."))
    if values.get("assignee_id") and not _may_work(uow, values["assignee_id"]):
        problems.append(Problem("assignee", "Nobody of that name can work on claims."))
    if values.get("own_voice", before.get("own_voice")) and values.get("claimant_id", before.get("claimant_id")):
        problems.append(Problem("claimant", "Either the reporter says so in their own voice, or a party does."))
    if problems:
        raise Invalid.of(problems)


def _may_work(uow: UnitOfWork, user_id: str) -> bool:
    user = uow.session.get(UserRow, user_id)
    return user is not None and user.active and user.role in ("checker", "reviewer")


def _defaults(values: Mapping[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(("statement", "rationale", "known", "unknown", "settle", "search_log"), "")
    nothing = dict.fromkeys(("attribution", "claimant_id", "confidence", "worthiness", "assignee_id"), None)
    return {**empty, **nothing, "own_voice": False, **values}


def _edit_happening(uow: UnitOfWork, row: ClaimRow, values: Mapping[str, Any], restored: int) -> Happening:
    words: dict[str, str | Personal] = {"claim": str(row.number)}
    named = set(values) & {*CONTENT, *WORK}
    if restored:
        words |= {"fields": say_fields(sorted(named)), "event": str(restored)}
        return Happening(Tag.CLAIM_BRING_BACK, row.article_id, words, row.id)
    if named == {"status"}:
        words |= {"before": row.status.replace("_", " "), "after": str(values["status"]).replace("_", " ")}
        return Happening(Tag.CLAIM_STATUS, row.article_id, words, row.id)
    if named == {"assignee_id"}:
        user = uow.session.get(UserRow, values["assignee_id"]) if values["assignee_id"] else None
        return Happening(
            Tag.CLAIM_ASSIGN, row.article_id, words | {"assignee": spoken(user) if user else "nobody"}, row.id
        )
    if named == {"worthiness"}:
        return Happening(Tag.CLAIM_WEIGH, row.article_id, words, row.id)
    return Happening(Tag.CLAIM_EDIT, row.article_id, words | {"fields": say_fields(sorted(named))}, row.id)


def _insert_spans(uow: UnitOfWork, row: ClaimRow, spans: Sequence[Span]) -> None:
    for n, span in enumerate(spans):
        whose = {"claim_id": row.id, "rev": row.rev, "ordinal": n, "revision_id": row.revision_id}
        uow.put(_INSERT_SPAN, whose | span.__dict__)


def _image(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [dict(span.__dict__) for span in spans]


def _short(spans: Sequence[Span]) -> str:
    quote = " … ".join(span.exact for span in spans)
    return quote if len(quote) <= 80 else f"{quote[:79]}…"
