"""The library of the worked example: parties and their camps, sources and what they rest on, files, checklists."""

from __future__ import annotations

import io
from typing import Any

from annotate.domain.people import Actor
from annotate.services import answers, attachments, inspections, parties, sources
from annotate.services.demo_story import DATA, Story

#: Bytes of a file of the example, at most.
MOST = 10_000_000


def library(story: Story, data: dict[str, Any]) -> None:
    """Parties first, then their camps, then sources with what belongs to them."""
    keeper = story.keeper
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


def _evidence(story: Story, keeper: Actor, ident: str, source: dict[str, Any]) -> None:
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


def _details(story: Story, source: dict[str, Any]) -> dict[str, Any]:
    """The fields of a source; what it comes and derives from by their ids. Sources stand after what they rest on."""
    links = {"origin": story.parties, "derived_from": story.sources}
    named = {f"{name}_id": known[source[name]] for name, known in links.items() if name in source}
    left = {"key", "files", "answers", *links}
    return {name: value for name, value in source.items() if name not in left and value is not None} | named
