"""The trail of an article as a file: JSON with the exact events and their proof, or CSV to be read in a spreadsheet.

In the JSON each event stands as the very bytes that were hashed (the whole file is RFC 8785, so that an object taken
out of it is canonical again), with its leaf hash, its place in the tree of all events, and the audit path to the root
of the newest checkpoint, whose signed note is part of the file. Hashes are in hex. For personal texts events have a
commitment; `openings` has what opens them, unless it was erased: the SHA-256 of its canonical bytes is the commitment.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.domain.canonical import canonical
from annotate.domain.errors import NotFound
from annotate.domain.events import Event
from annotate.domain.openings import Opening
from annotate.exports.csv import harmless

FORMAT, VERSION = "annotate-trail", 2
COLUMNS = ("seq", "at", "person", "role", "action", "sentence", "reason", "hash")


@dataclass(frozen=True)
class Entry:
    """One event with its exact bytes. `position` is None outside the tree, `proof` where no checkpoint covers it."""

    event: Event
    body: bytes
    position: int | None
    proof: Sequence[bytes] | None


@dataclass(frozen=True)
class Trail:
    """All events of an article's log, in order, and the newest checkpoint: its size and its note, "" without one."""

    article_id: str
    slug: str
    title: str
    entries: Sequence[Entry]
    size: int
    note: str
    #: What opens the commitments in the events, as far as nobody erased it, by commitment.
    openings: Sequence[Opening] = ()


@dataclass(frozen=True)
class Form:
    """One form of the file. `name` stands in requests, `label` is for people, `suffix` ends the file's name."""

    name: str
    label: str
    suffix: str
    media_type: str
    render: Callable[[Trail], bytes]


def as_json(trail: Trail) -> bytes:
    """The events with their proof; canonical, so that the same trail gives the same bytes."""
    checkpoint = {"size": trail.size, "note": trail.note} if trail.note else None
    return canonical(
        {
            "format": FORMAT, "version": VERSION, "checkpoint": checkpoint,
            "article": {"id": trail.article_id, "slug": trail.slug, "title": trail.title},
            "events": [_entry(entry) for entry in trail.entries],
            "openings": [dict(opening.__dict__) for opening in trail.openings],
        }
    )  # fmt: skip


def as_csv(trail: Trail) -> bytes:
    """A header and one row per event; UTF-8 with BOM, CRLF, every cell quoted, no cell ever a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in _row(entry.event)] for entry in trail.entries)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("json", "JSON", ".trail.json", "application/json", as_json),
        Form("csv", "CSV", ".trail.csv", "text/csv; charset=utf-8", as_csv),
    )
}


def form_named(name: str) -> Form:
    """The form of this name; raises NotFound."""
    if name not in FORMS:
        raise NotFound(f"There is no format “{name[:40]}”. There are {', '.join(FORMS)}.")
    return FORMS[name]


def _entry(entry: Entry) -> dict[str, Any]:
    proof = None if entry.proof is None else [node.hex() for node in entry.proof]
    return {"event": json.loads(entry.body), "hash": entry.event.hash, "position": entry.position, "proof": proof}


def _row(event: Event) -> tuple[str, ...]:
    sentence = event.sentence.replace("*", "")
    return (
        str(event.seq), event.at, event.actor_name, event.actor_role, event.action, sentence, event.reason, event.hash,
    )  # fmt: skip
