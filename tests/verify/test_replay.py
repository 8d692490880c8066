"""A desk that rewrites its own history with all its keys: rules and replay are left, and they name the event."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from bundle_story import Forged, Story, rewritten

Event = dict[str, Any]


def test_an_approval_of_own_work_is_named(forged: Forged, story: Story) -> None:
    claim = story.claims[1].id
    at = forged.find("claim:state:approve", claim)
    worker = next(e for e in forged.events if e.get("work") and e["claim"] == claim)["actor"]

    def own(event: Event) -> None:
        event["actor"] = worker

    review = forged.find("review:decision:record", claim)
    values = forged.events
    own(values[review])
    values[review]["after"]["reviewer_id"] = worker["id"]
    forged.lines(values)
    forged.rechained(review)
    said = rewritten(forged, story, at, own)
    assert f"event {at + 1}: Mira Lindqvist approved claim 2 and had worked on it in event" in said


def test_work_that_is_not_counted_is_named(forged: Forged, story: Story) -> None:
    at = forged.find("citation:citation:add")
    said = rewritten(forged, story, at, lambda event: event.update(work=False))
    assert f"event {at + 1}: “citation:citation:add” is not an action" in said


@pytest.mark.parametrize(
    ("action", "name", "value", "place"),
    [
        ("claim:state:approve", "rationale", "Another reason.", "claim 2: the report says rationale"),
        ("claim:state:approve", "status", "false", "claim 2: the report says status"),
        ("claim:state:approve", "digest", "0" * 64, "claim 2: the report says digest"),
        ("claim:state:approve", "state", "draft", "claim 2: the report says state"),
        ("citation:citation:add", "stance", "refutes", "its citation on claim 2 is not in the report"),
        ("citation:citation:add", "excerpt", "Other words", "its citation on claim 2 is not in the report"),
        ("lookup:lookup:add", "found", "A whole file", "its search on claim 1 is not in the report"),
        ("relation:relation:add", "topic", "Something else", "its relation on its claims is not in the report"),
        ("review:decision:record", "comment", "Well done", "the report says comment"),
        ("article:article:add", "title", "Another headline", "the article: the report says title"),
        ("revision:text:freeze", "sha256", "0" * 64, "the text: the report says sha256"),
        ("report:edition:publish", "sha256", "0" * 64, "it publishes other bytes than report.json"),
        ("report:edition:publish", "number", 2, "the report says number"),
        ("source:source:add", "reliability", "A", "source “Footage of the gate”: the report says reliability"),
        ("party:party:add", "name", "Somebody else", "the report says name"),
    ],
)
def test_events_that_do_not_add_up_to_the_report_are_named(
    forged: Forged, story: Story, action: str, name: str, value: object, place: str
) -> None:
    at = forged.find(action)
    said = rewritten(forged, story, at, lambda event: event["after"].__setitem__(name, value))
    assert place in said, said


def test_a_report_that_says_other_than_its_events_is_named(forged: Forged, story: Story) -> None:
    """The desk publishes other words than were approved, and its edition event names them: replay finds it."""
    forged.files["report.json"] = forged.files["report.json"].replace(
        b"The hospital confirms it.", b"The hospital denies it!!."
    )
    sha256 = hashlib.sha256(forged.files["report.json"]).hexdigest()
    said = rewritten(
        forged, story, forged.find("report:edition:publish"), lambda event: event["after"].update(sha256=sha256)
    )
    assert said == (
        "claim 2: the report says rationale “The hospital denies it!!.”, its events “The hospital confirms it.”"
    )


def test_an_event_that_skips_what_the_one_before_left_is_named(forged: Forged, story: Story) -> None:
    at = forged.find("claim:state:submit")
    said = rewritten(forged, story, at, lambda event: event["after"].update(statement="Slipped in"))
    assert "statement is not what event" in said
