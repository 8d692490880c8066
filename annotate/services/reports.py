"""Reports: draw a working copy at any time, publish approved claims as a frozen edition, read editions back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.audit import recorder, trail
from annotate.audit.recorder import SYSTEM_LOG, Happening
from annotate.audit.tags import Tag
from annotate.domain.corrections import Correction
from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.limits import check_texts
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, demand
from annotate.domain.report import Report, canonical_bytes, nameless, report_sha256
from annotate.domain.report_parts import (
    ROLES,
    FrozenText,
    LeftOut,
    Organisation,
    Person,
    ReportArticle,
    ReportSource,
    ReportTerm,
    ReportTerms,
    TrailHead,
)
from annotate.domain.things import Article, Claim, Edition, Revision, Source, Term
from annotate.domain.vocabulary import Reliability, State
from annotate.services.organisations import standing
from annotate.services.report_claims import report_claims
from annotate.services.report_evidence import Grounds, grounds, relations, source_words
from annotate.services.report_history import continued
from annotate.store.base import new_id
from annotate.store.models import ArticleRow, ReportRow, UserRow
from annotate.store.queries import articles as article_query
from annotate.store.queries import citations as citation_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.complaints import numbers_about
from annotate.store.queries.terms import terms as all_terms
from annotate.store.session import UnitOfWork

METHOD = (
    "The text was frozen before it was checked and is identified by its fingerprint. Each claim was marked in the "
    "text, given a type, attributed to whoever makes it, and checked against the sources listed with it; sources that "
    "support and sources that undermine it are both printed, even where there are none. Where a claim was made does "
    "not count as support for it, and neither do sources of the claimant’s own side or sources that repeat it: what is "
    "counted are independent origins, not links. A second person, who had not worked on the claim, approved exactly "
    "the version printed here. Two questions are answered apart: was it said, and is it so."
)

#: How many claims one edition may have.
MOST = 5_000


def assemble(
    session: Session, slug: str, organisation: Organisation, now: str, actor: Actor, *, working_copy: bool = True
) -> Report:
    """The report as it would be now. A working copy has every claim that stands; else only approved ones are in.

    `organisation` is who publishes as the settings say it; what an admin said since counts before that.
    """
    article = article_query.article(session, slug)
    return _draw(session, article, organisation, now, actor, edition=0, note="", working_copy=working_copy)


def publish(
    uow: UnitOfWork, actor: Actor, slug: str, note: str, organisation: Organisation,
    kind: Correction = Correction.UPDATE, complaints: Sequence[int] = (),
) -> Edition:  # fmt: skip
    """Freeze the approved claims as the next edition. Conflict if there are none, or no word on what changed.

    `kind` says what an edition after the first does, `complaints` which it answers, by number; a first one does
    neither. A retraction may hold no claim at all.
    """
    demand(actor, Permission.PUBLISH)
    check_texts({"note": note})
    uow.lock(article_query.article_row(uow.session, slug).id)
    article = article_query.article(uow.session, slug)
    last = _last(uow.session, article.id)
    number = (last.number if last else 0) + 1
    # Who waited for the article began before whom they waited for: no edition is older than the one before it.
    now = max(uow.now, last.published_at if last else "")
    report = _draw(uow.session, article, organisation, now, actor, edition=number, note=note, working_copy=False)
    if not report.claims and not (last and kind is Correction.RETRACT):
        raise Conflict("No claim of this article is approved yet. A report takes approved claims.")
    if last and not note.strip():
        raise Conflict("Say in the public note what changed since the edition before, and why.", field="note")
    if last:
        known = numbers_about(uow.session, article.id)
        if set(complaints) - known:
            raise Invalid("A report answers complaints about itself. Choose from the list.", field="complaints")
        report = continued(report, read(last.body), kind, tuple(sorted(set(complaints))))
    row = ReportRow(
        id=new_id(), article_id=article.id, number=number, sha256=report_sha256(report), body=canonical_bytes(report),
        note=note, kind=report.correction, published_by=actor.id, published_at=now,
    )  # fmt: skip
    recorder.add(uow, actor, row, Happening(Tag.REPORT_PUBLISH, article.id, {"number": str(number)}))
    return _as_edition(row, article.slug, actor.name)


@lru_cache(maxsize=64)
def read(body: bytes) -> Report:
    """The record of its canonical bytes. Those read last are kept: they never change, and readers ask for the same."""
    return Report.from_dict(json.loads(body))


def newest(session: Session, slug: str) -> Edition | None:
    """The newest edition of an article without its content, None where nothing is published. Two queries."""
    found = editions(session, article_query.article(session, slug))
    return found[0] if found else None


def edition(session: Session, slug: str, number: int) -> tuple[Edition, Report]:
    """One published edition, as it was frozen; NotFound. One query."""
    found = session.execute(
        select(ReportRow, UserRow.name)
        .join(ArticleRow, ArticleRow.id == ReportRow.article_id)
        .join(UserRow, UserRow.id == ReportRow.published_by)
        .where(ArticleRow.slug == slug, ReportRow.number == number)
    ).first()
    if found is None:
        raise NotFound("There is no such edition.")
    row, name = found
    return _as_edition(row, slug, name), read(row.body)


def editions(session: Session, article: Article) -> list[Edition]:
    """Editions of an article, newest first, without their content. One query."""
    columns = (
        ReportRow.id, ReportRow.article_id, ReportRow.number, ReportRow.sha256, ReportRow.note, ReportRow.published_at,
        UserRow.name, ReportRow.kind,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(UserRow, UserRow.id == ReportRow.published_by)
        .where(ReportRow.article_id == article.id)
        .order_by(ReportRow.number.desc())
    )
    return [
        Edition(row[0], row[1], article.slug, row[2], row[3], row[4], row[6], row[5], row[7] or "")
        for row in session.execute(query).all()
    ]


def note_export(uow: UnitOfWork, actor: Actor, article: Article, what: str, format_: str, sha256: str) -> None:
    """Record that somebody took a report away, with the fingerprint of the bytes they got."""
    demand(actor, Permission.EXPORT)
    words = {"what": what, "format": format_}
    happening = Happening(Tag.REPORT_EXPORT, SYSTEM_LOG, words, more={"sha256": sha256})
    recorder.note(uow, actor, happening, ("article", article.id))


def _draw(
    session: Session, article: Article, organisation: Organisation, now: str, actor: Actor, *, edition: int, note: str,
    working_copy: bool,
) -> Report:  # fmt: skip
    revision = article_query.revision(session, article.revision_id)
    where = claim_query.Filter(state=None if working_copy else State.APPROVED)
    claims = claim_query.claims(session, article.id, where, limit=MOST).items
    citations = citation_query.citations(session, [c.id for c in claims])
    found = grounds(session, claims, citations)
    sources = {c.source.id: c.source for c in citations if c.source.id not in found.sealed}
    progress = article_query.progress(session, [article.id]).get(article.id)
    seq, head = trail.last_seq(session, article.id)
    newsroom = standing(session, organisation)
    report = Report(
        organisation=newsroom, article=_article(article, revision), edition=edition,
        published_at=now, published_by=Person(actor.name, actor.role), note=note, working_copy=working_copy,
        example=article.example, method=METHOD, terms=_terms(all_terms(session), claims, list(sources.values())),
        claims=report_claims(session, claims, citations, found),
        sources=tuple(_source(s, found) for s in sorted(sources.values(), key=lambda s: s.id)),
        left_out=_left_out(progress.__dict__ if progress else {}, working_copy),
        trail=TrailHead(article.id, seq, head), relations=relations(claims, found), withheld=len(found.sealed),
    )  # fmt: skip
    return nameless(report) if newsroom.people == ROLES else report


def _article(article: Article, revision: Revision) -> ReportArticle:
    return ReportArticle(
        slug=article.slug, title=article.title, byline=article.byline, publisher=article.publisher, url=article.url,
        language=article.language, direction=article.direction, dated=article.dated,
        revision=FrozenText(revision.number, revision.sha256, revision.length), text=revision.text,
        blocks=revision.blocks,
    )  # fmt: skip


def _terms(terms: Mapping[str, Mapping[str, Term]], claims: Sequence[Claim], sources: Sequence[Source]) -> ReportTerms:
    used = {
        "claim_type": {c.type for c in claims},
        "status": {c.status for c in claims},
        "source_kind": {s.kind for s in sources},
    }
    drawn = {name: tuple(_term(t) for t in terms[name].values() if t.code in codes) for name, codes in used.items()}
    return ReportTerms(drawn["claim_type"], drawn["status"], drawn["source_kind"])


def _term(term: Term) -> ReportTerm:
    return ReportTerm(
        term.code, term.label, term.definition, term.tone, term.letter, term.rating_value, term.alternate_name
    )


def _source(source: Source, found: Grounds) -> ReportSource:
    reliability = Reliability(source.reliability) if source.reliability else None
    return ReportSource(
        id=source.id, kind=source.kind, title=source.title, url=source.url, archive_url=source.archive_url,
        publisher=source.publisher, author=source.author, published=source.published, accessed=source.accessed,
        reliability=reliability, note=source.note, files=found.files.get(source.id, ()), **source_words(source, found),
    )  # fmt: skip


def _left_out(progress: Mapping[str, int], working_copy: bool) -> LeftOut:
    names = ("withdrawn",) if working_copy else ("draft", "submitted", "returned", "withdrawn")
    return LeftOut(**{name: progress.get(name, 0) for name in names})


def _last(session: Session, article_id: str) -> ReportRow | None:
    number = select(func.max(ReportRow.number)).where(ReportRow.article_id == article_id).scalar_subquery()
    return session.scalar(select(ReportRow).where(ReportRow.article_id == article_id, ReportRow.number == number))


def _as_edition(row: ReportRow, slug: str, name: str) -> Edition:
    return Edition(
        row.id, row.article_id, slug, row.number, row.sha256, row.note, name, row.published_at, row.kind or ""
    )
