"""Openings in a bundle: each is held against what events commit to; one left out breaks nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from bundle_story import Forged, Story, faults, rewritten

from annotate import verify
from annotate.domain.canonical import canonical

Line = dict[str, str]


def lines(forged: Forged) -> list[Line]:
    """The openings of a bundle."""
    return [json.loads(line) for line in forged.files["openings.jsonl"].splitlines()]


def put(forged: Forged, values: list[Line]) -> None:
    forged.files["openings.jsonl"] = b"".join(sorted(canonical(dict(value)) + b"\n" for value in values))


def test_a_bundle_opens_the_names_that_the_report_prints_and_nothing_else(forged: Forged) -> None:
    found = lines(forged)
    assert {(line["type"], line["field"]) for line in found} == {("user", "name")}
    assert {line["value"] for line in found} == {"Ana Kelmendi", "Farid Nouri", "Mira Lindqvist", "Jonas Weber"}
    note = next(e["after"]["note"] for e in forged.events if e.get("action") == "party:party:add")
    assert note == "" or note.keys() == {"commitment"}


@pytest.mark.parametrize(
    "change",
    [
        {"value": "Somebody Else"},
        {"salt": "0" * 64},
        {"id": "x"},
        {"type": "party", "field": "note"},
        {"field": "email"},
    ],
)
def test_an_opening_says_what_was_committed_to_or_is_refused(forged: Forged, story: Story, change: Line) -> None:
    found = lines(forged)
    put(forged, [found[0] | change, *found[1:]])
    assert "openings.jsonl: no open event commits to its text" in faults(forged.signed(), story)


def test_a_name_that_is_not_opened_is_noted_and_no_fault(forged: Forged, story: Story) -> None:
    put(forged, [])
    found = verify.check(forged.signed(), story.key)
    notes = "\n".join(found.notes)
    assert found.faults == [] and "who published the report: the name in the event was erased" in notes
    assert "who worked on claim 1 in event" in notes and "name; the personal text of the event was erased" in notes
    assert "Claim 1, disputed: approved by Mira Lindqvist" in "\n".join(found.facts), "as the report has it"


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        (lambda data: data + data, "its lines are not in their order, or one stands there twice"),
        (lambda data: b"".join(sorted(data.splitlines(True), reverse=True)), "its lines are not in their order"),
        (lambda data: data[:-1], "its lines are not in their order"),
        (lambda data: data.replace(b'"value":', b'"value" :', 1), "openings.jsonl"),
        (lambda data: b"{}\n" + data, "openings.jsonl"),
        (lambda data: data.replace(b'"type":"user"', b'"type":"claim"'), "is not the opening of a personal text"),
        (lambda data: b"\xff" + data, "openings.jsonl"),
    ],
)
def test_another_spelling_of_the_openings_is_refused(
    forged: Forged, story: Story, how: Callable[[bytes], bytes], fault: str
) -> None:
    forged.files["openings.jsonl"] = how(forged.files["openings.jsonl"])
    found = faults(forged.signed(), story)
    assert fault in found and "openings.jsonl" in found


def test_a_desk_cannot_hide_a_verdict_behind_a_commitment(forged: Forged, story: Story) -> None:
    def hide(event: dict[str, Any]) -> None:
        event["after"]["rationale"] = {"commitment": "0" * 64}

    at = forged.find("claim:state:approve", story.claims[0].id)
    assert f"event {at + 1}: its rationale is no personal text" in rewritten(forged, story, at, hide)


def test_the_name_of_somebody_else_is_refused(forged: Forged, story: Story) -> None:
    events = forged.events
    at = forged.find("claim:state:approve", story.claims[0].id)
    other = next(
        e["actor"]["name"] for e in events if "actor" in e and e["actor"]["name"] != events[at]["actor"]["name"]
    )

    def act(event: dict[str, Any]) -> None:
        event["actor"]["name"] = other

    said = rewritten(forged, story, at, act)
    assert f"event {at + 1}: openings.jsonl has for it the text of something else" in said
