"""The claims of the worked example, as people would have made them: mark, cite, record, relate, and then hand in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from annotate.domain.people import Actor
from annotate.domain.spans import resolve_quote
from annotate.services import citations, claims, comments, coverage, lookups, relations, replies, reviews
from annotate.services.demo_story import Story
from annotate.store.queries import articles as article_query
from annotate.store.queries import claims as claim_query
from annotate.store.session import UnitOfWork


def work(story: Story, article: dict[str, Any]) -> None:
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
        for entry in claim["then"]:
            step(story, story.claims[key, claim["key"]], entry)


def _clear(uow: UnitOfWork, actor: Actor, slug: str, quote: str) -> None:
    row = article_query.article_row(uow.session, slug)
    revision = article_query.revision(uow.session, row.revision_id)
    span = resolve_quote(revision.text, quote, 1)
    coverage.clear(uow, actor, slug, coverage.Stretch(span.start, span.end, span.exact, revision.sha256))


def _claim(story: Story, article: str, claim: dict[str, Any]) -> None:
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


def _mark(uow: UnitOfWork, actor: Actor, story: Story, slug: str, claim: dict[str, Any]) -> str:
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


def _cite(story: Story, claim: str, citation: dict[str, Any]) -> None:
    left = ("by", "source", "file")
    said = {name: value for name, value in citation.items() if name not in left}
    file = story.files[citation["file"]] if "file" in citation else None
    new = citations.NewCitation(story.sources[citation["source"]], attachment_id=file, **said)
    story.do(citations.cite, story.people[citation["by"]], claim, new)


def step(story: Story, claim: str, entry: list[Any]) -> None:
    """One entry of `then`: [verb, who, …]."""
    verb, who, *rest = entry
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
