"""Play the worked example through the verbs, as people would: its history reads as if the work had just been done.

The data lie in `annotate/demo/`; what they mean is said there. Everything happens in the days before `until`, a few
minutes apart, so that the trail is in order and no line of it lies in the future.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from annotate._paths import PACKAGE
from annotate.domain.people import SYSTEM, Actor
from annotate.domain.policy import Permission, may
from annotate.domain.report_parts import Organisation
from annotate.domain.spans import resolve_quote
from annotate.domain.vocabulary import Role
from annotate.services import (
    answers,
    articles,
    attachments,
    citations,
    claims,
    comments,
    coverage,
    inspections,
    lookups,
    parties,
    relations,
    replies,
    reports,
    reviews,
    setup,
    sources,
    users,
)
from annotate.store.evidence import Evidence
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.queries.users import users as all_users
from annotate.store.session import Database, UnitOfWork

T = TypeVar("T")
DATA = PACKAGE / "demo"
#: Days before now at which the story begins, and minutes between two steps of it.
DAYS, MINUTES = 3, 9
#: Bytes of a file of the example, at most.
MOST = 10_000_000


@dataclass
class _Story:
    """The example on its way into a database: whom and what the keys stand for."""

    database: Database
    evidence: Evidence
    organisation: Organisation
    people: dict[str, Actor] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    #: File of the example → its attachment.
    files: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    claims: dict[tuple[str, str], str] = field(default_factory=dict)

    def do(self, verb: Callable[..., T], who: Actor, *rest: Any, **more: Any) -> T:
        """One step, in a unit of work of its own."""
        with self.database.write() as uow:
            return verb(uow, who, *rest, **more)


def example() -> dict[str, Any]:
    """The example as data."""
    data: dict[str, Any] = json.loads((DATA / "example.json").read_text(encoding="utf-8"))
    return data


def load(database: Database, evidence: Evidence, organisation: Organisation) -> dict[str, str]:
    """Play the example into a database that nobody has used yet; returns the slug of each article's key."""
    data = example()
    story = _Story(database, evidence, organisation)
    steps = 80 + sum(3 + len(c["citations"]) + len(c["then"]) for a in data["articles"] for c in a["claims"])
    with _clock(database, steps):
        setup.prepare(database)
        _people(story, data["people"])
        _library(story, data)
        for article in data["articles"]:
            _article(story, article)
        for article in data["articles"]:
            _work(story, article)
        _report(story, data["report"])
        for key, *step in data["after_report"]:
            _step(story, story.claims[data["report"]["article"], key], step)
    return story.slugs


@contextmanager
def _clock(database: Database, steps: int) -> Iterator[None]:
    """Let the database's clock run through the past days, so that `steps` units of work end before now."""
    real, now = database.clock, datetime.now(UTC)
    apart = min(timedelta(minutes=MINUTES), timedelta(days=DAYS) / max(1, steps))
    moment = now - apart * (steps + 60)

    def tick() -> datetime:
        nonlocal moment
        moment += apart
        return min(moment, now)

    database.clock = tick
    try:
        yield
    finally:
        database.clock = real


def _people(story: _Story, people: list[dict[str, Any]]) -> None:
    for person in people:
        user = story.do(users.add, SYSTEM, person["email"], person["name"], person["role"])
        story.people[person["key"]] = Actor(user.id, user.name, Role(user.role))


def _library(story: _Story, data: dict[str, Any]) -> None:
    keeper = next(actor for actor in story.people.values() if may(actor, Permission.ADD_SOURCE))
    for party in data["parties"]:
        added, _ = story.do(parties.add, keeper, party["name"], party["kind"], party["note"])
        story.parties[party["key"]] = added.id
    for party in data["parties"]:
        if "belongs" in party:
            how, onto = party["belongs"]
            camp = {"belongs_how": how, "belongs_to": story.parties[onto]}
            story.do(parties.edit, keeper, story.parties[party["key"]], 1, camp)
    for source in data["sources"]:
        made, _ = story.do(sources.add, keeper, sources.NewSource(**_details(story, source)))
        story.sources[source["key"]] = made.id
        _evidence(story, keeper, made.id, source)


def _evidence(story: _Story, keeper: Actor, ident: str, source: dict[str, Any]) -> None:
    """The files of a source, looked at as any that are handed in, and the answers to its checklist."""
    for file in source.get("files", ()):
        taken = story.evidence.take(io.BytesIO((DATA / file["file"]).read_bytes()), MOST)
        said = {name: value for name, value in file.items() if name != "file"}
        new = attachments.NewAttachment(**said)
        story.files[file["file"]] = story.do(attachments.attach, keeper, ident, taken, new).id
        story.evidence.settle(taken.sha256)
    if source.get("files"):
        inspections.work_off(story.database, story.evidence)
    for who, question, answer, method, confidence in source.get("answers", ()):
        new_answer = answers.NewAnswer(answer, method, confidence)
        story.do(answers.answer, story.people[who], ident, question, new_answer)


def _details(story: _Story, source: dict[str, Any]) -> dict[str, Any]:
    """The fields of a source; what it comes and derives from by their ids. Sources stand after what they rest on."""
    links = {"origin": story.parties, "derived_from": story.sources}
    named = {f"{name}_id": known[source[name]] for name, known in links.items() if name in source}
    left = {"key", "files", "answers", *links}
    return {name: value for name, value in source.items() if name not in left and value is not None} | named


def _article(story: _Story, article: dict[str, Any]) -> None:
    raw = (DATA / article["text"]).read_bytes()
    names = ("title", "byline", "publisher", "url", "language", "direction", "dated")
    new = articles.NewArticle(
        text=raw.decode(), headings={0}, received=articles.Received(raw, article["text"], "text/plain"),
        importer="worked example", example=True, **{name: article[name] for name in names},
    )  # fmt: skip
    keeper = next(actor for actor in story.people.values() if may(actor, Permission.ADD_SOURCE))
    story.slugs[article["key"]] = story.do(articles.add, keeper, new, story.evidence).article.slug


def _work(story: _Story, article: dict[str, Any]) -> None:
    """Mark and cite first, then say how the claims stand to each other, and only then hand them in."""
    key = article["key"]
    for claim in article["claims"]:
        _claim(story, key, claim)
    for conflict in article["conflicts"]:
        new = relations.NewRelation(
            conflict["kind"], story.claims[key, conflict["b"]], topic=conflict["topic"], settle=conflict["settle"]
        )
        story.do(relations.declare, story.people[conflict["by"]], story.claims[key, conflict["a"]], new)
    for who, quote in article.get("cleared", ()):
        story.do(_clear, story.people[who], story.slugs[key], quote)
    for claim in article["claims"]:
        for step in claim["then"]:
            _step(story, story.claims[key, claim["key"]], step)


def _clear(uow: UnitOfWork, actor: Actor, slug: str, quote: str) -> None:
    row = article_query.article_row(uow.session, slug)
    revision = article_query.revision(uow.session, row.revision_id)
    span = resolve_quote(revision.text, quote, 1)
    coverage.clear(uow, actor, slug, coverage.Stretch(span.start, span.end, span.exact, revision.sha256))


def _claim(story: _Story, article: str, claim: dict[str, Any]) -> None:
    made = story.do(_mark, story.people[claim["by"]], story, story.slugs[article], claim)
    story.claims[article, claim["key"]] = made
    for citation in claim["citations"]:
        _cite(story, made, citation)
    for who, *record in claim.get("lookups", ()):
        story.do(lookups.add, story.people[who], made, lookups.NewLookup(*record))
    for who, party, *record in claim.get("replies", ()):
        new = replies.NewReply(record[0], story.parties[party], *record[1:])
        story.do(replies.add, story.people[who], made, new)
    for comment in claim["comments"]:
        story.do(comments.add, story.people[comment["by"]], made, comment["body"], comment["blocking"])


def _mark(uow: UnitOfWork, actor: Actor, story: _Story, slug: str, claim: dict[str, Any]) -> str:
    row = article_query.article_row(uow.session, slug)
    revision = article_query.revision(uow.session, row.revision_id)
    spans = [resolve_quote(revision.text, quote["exact"], quote["nth"]) for quote in claim["quotes"]]
    names = (
        "status", "statement", "attribution", "own_voice", "rationale", "known", "unknown", "settle", "search_log",
        "confidence", "worthiness",
    )  # fmt: skip
    values = {name: claim[name] for name in names}
    values["claimant_id"] = story.parties[claim["claimant"]] if claim["claimant"] else None
    values["assignee_id"] = story.people[claim["assignee"]].id if claim["assignee"] else None
    return claims.mark(uow, actor, slug, claims.NewClaim(claim["type"], spans, revision.sha256, values)).id


def _cite(story: _Story, claim: str, citation: dict[str, Any]) -> None:
    left = ("by", "source", "file")
    said = {name: value for name, value in citation.items() if name not in left}
    file = story.files[citation["file"]] if "file" in citation else None
    new = citations.NewCitation(story.sources[citation["source"]], attachment_id=file, **said)
    story.do(citations.cite, story.people[citation["by"]], claim, new)


def _step(story: _Story, claim: str, step: list[Any]) -> None:
    """One entry of `then`: [verb, who, …]."""
    verb, who, *rest = step
    if verb == "cite":
        _cite(story, claim, rest[0])
    else:
        story.do(_STEPS[verb], story.people[who], claim, *rest)


def _edit(uow: UnitOfWork, actor: Actor, claim: str, changes: dict[str, Any]) -> None:
    claims.edit(uow, actor, claim, claim_query.claim_row(uow.session, claim).rev, changes)


def _approve(uow: UnitOfWork, actor: Actor, claim: str) -> None:
    reviews.approve(uow, actor, claim, str(claim_query.claim_row(uow.session, claim).digest))


_STEPS: dict[str, Callable[..., Any]] = {
    "submit": reviews.submit,
    "return": reviews.send_back,
    "edit": _edit,
    "approve": _approve,
    "withdraw": reviews.withdraw,
}


def _report(story: _Story, report: dict[str, Any]) -> None:
    slug, who = story.slugs[report["article"]], story.people[report["by"]]
    story.do(reports.publish, who, slug, report["note"], story.organisation)


def is_empty(database: Database) -> bool:
    """Has nobody an account here?"""
    with database.read() as session:
        return not all_users(session)
