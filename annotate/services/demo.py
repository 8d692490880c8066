"""Play the worked example through the verbs, as people would: its history reads as if the work had just been done.

The data lie in `annotate/demo/`; what they mean is said there. Everything happens in the days before now, a few
minutes apart, so that the trail is in order and no line of it lies in the future.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from annotate.domain.people import SYSTEM, Actor
from annotate.domain.report_parts import Organisation
from annotate.domain.vocabulary import Role
from annotate.services import articles, reports, setup, users
from annotate.services.demo_claims import step, work
from annotate.services.demo_library import library
from annotate.services.demo_story import DATA, Story
from annotate.store.evidence import Evidence
from annotate.store.queries.users import users as all_users
from annotate.store.session import Database

#: Days before now at which the story begins, and minutes between two steps of it.
DAYS, MINUTES = 3, 9


def example() -> dict[str, Any]:
    """The example as data."""
    data: dict[str, Any] = json.loads((DATA / "example.json").read_text(encoding="utf-8"))
    return data


def load(database: Database, evidence: Evidence, organisation: Organisation) -> dict[str, str]:
    """Play the example into a database that nobody has used yet; returns the slug of each article's key."""
    data = example()
    story = Story(database, evidence, organisation)
    steps = 80 + sum(3 + len(c["citations"]) + len(c["then"]) for a in data["articles"] for c in a["claims"])
    with _clock(database, steps):
        setup.prepare(database)
        _people(story, data["people"])
        library(story, data)
        for article in data["articles"]:
            _article(story, article)
        for article in data["articles"]:
            work(story, article)
        _report(story, data["report"])
        for key, *entry in data["after_report"]:
            step(story, story.claims[data["report"]["article"], key], entry)
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


def _people(story: Story, people: list[dict[str, Any]]) -> None:
    for person in people:
        user = story.do(users.add, SYSTEM, person["email"], person["name"], person["role"])
        story.people[person["key"]] = Actor(user.id, user.name, Role(user.role))


def _article(story: Story, article: dict[str, Any]) -> None:
    raw = (DATA / article["text"]).read_bytes()
    names = ("title", "byline", "publisher", "url", "language", "direction", "dated")
    new = articles.NewArticle(
        text=raw.decode(), headings={0}, received=articles.Received(raw, article["text"], "text/plain"),
        importer="worked example", example=True, **{name: article[name] for name in names},
    )  # fmt: skip
    story.slugs[article["key"]] = story.do(articles.add, story.keeper, new, story.evidence).article.slug


def _report(story: Story, report: dict[str, Any]) -> None:
    slug, who = story.slugs[report["article"]], story.people[report["by"]]
    story.do(reports.publish, who, slug, report["note"], story.organisation)


def is_empty(database: Database) -> bool:
    """Has nobody an account here?"""
    with database.read() as session:
        return not all_users(session)
