"""The bundles of a published edition: the same parts and signature are the same bytes, on every machine.

The evidence bundle is what a reader checks; the complete one is the same with every form of the report in it.

A zip of stored files, sorted by name, dated 1 January 1980, with nothing added: there is one spelling of it, so a
reader can compare every byte. The parts are read from the database by services/bundles.py; what goes in, and what
stays at the desk, is in docs/decisions/0014-bundle.md.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from annotate.domain.openings import Opening
from annotate.domain.report import Report, canonical_bytes
from annotate.exports import FORMATS, PageContext, render
from annotate.exports.archive import zipped

FORMAT, VERSION = "annotate-bundle", 1
MEDIA_TYPE = "application/zip"


@dataclass(frozen=True)
class Kind:
    """A bundle as it is offered beside the formats, described as they are. `forms` go in beside report.json."""

    name: str
    label: str
    suffix: str
    forms: tuple[str, ...]
    use: str
    lacks: str = ""


#: With the forms whose bytes are all our own: it is packed in milliseconds, for every edition of a site (decision 24).
EVIDENCE = Kind(
    "bundle", "Evidence bundle", ".bundle.zip", ("html", "md", "csv", "claimreview", "mediareview", "annotations"),
    "Readers who check: the record, the history behind it, the files that may be handed on, and the proof",
    "PDF, Word and spreadsheet",
)  # fmt: skip
COMPLETE = Kind(
    "complete", "Complete bundle", ".complete.zip", tuple(name for name in FORMATS if name != "json"),
    "Whoever keeps all of it: the evidence bundle with every form of this table in it",
)  # fmt: skip
BUNDLES = {kind.name: kind for kind in (EVIDENCE, COMPLETE)}
#: Draws a report in the format of this name.
Draw = Callable[[str, Report, PageContext], bytes]
#: A part of the bundle names itself by these; its own hash cannot stand in the list that it is.
_MANIFEST, _SIGNED = "manifest.json", "manifest.note"

README = """\
This is a published fact-checking report with the evidence for it.

  report.json      the report as it was published, in its canonical form
  report.html      and every other report.*, in a complete bundle PDF, Word and spreadsheet as well: drawn from it. The
                   newsroom's signature vouches for these forms; to check a bundle does not draw them again
  events.jsonl     the history behind it, one event a line, first the article's events in order, then the library's,
                   then those that registered the passkeys which signed approvals; an event that stays with the
                   newsroom is there by its hash alone
  openings.jsonl   personal texts (names) for which events have a hash alone, as far as they may leave the newsroom:
                   each line is one, and its own SHA-256 is what stands in the events
  proof.json       where each event stands in the newsroom's tree of all events, and what leads from there to its root
  checkpoint.txt   size and root of that tree, signed by the newsroom
  log.vkey         the key that it is signed with - compare it with the one that the newsroom publishes elsewhere
  evidence/        files that the newsroom may hand on, each under its SHA-256
  manifest.json    size and SHA-256 of every file here; manifest.note is the newsroom's signature on it

To check it you need no network and no trust in the newsroom's server: get the newsroom's key from a place that you
trust, and verify.py, a single file, from the program's source. With Python 3.11 and the package "cryptography":

  python verify.py THIS-FILE.zip --key log.vkey

It says "Valid" only if not one byte of this file was changed since the newsroom signed it, if every listed event stands
in the signed history, if the events lead to the report, and if nobody approved their own work as far as events are
shown. It also lists what this bundle cannot prove. If you kept a checkpoint.txt of the same newsroom from before, add
--since that-file: two histories will not pass. If you know a witness of the newsroom, add --witness its-key.

Without Python: the page /verify on the newsroom's server, or a saved copy of it (annotate-verify.html), checks the same
in a browser. It sends nothing anywhere and needs no network.
"""


@dataclass(frozen=True)
class Listed:
    """One event of the trail as the bundle shows it: its bytes, or None where only its hash goes out."""

    position: int
    hash: str
    body: bytes | None


@dataclass(frozen=True)
class Older:
    """Another checkpoint, and what proves that both are of one history."""

    size: int
    root: bytes
    nodes: tuple[bytes, ...]


@dataclass(frozen=True)
class Parts:
    """What a bundle is made of. `article` are all events of the article's log up to the publication, in order.

    `beside` are events of the library, then of the system, each in the order of their log.
    """

    report: Report
    article: tuple[Listed, ...]
    beside: tuple[Listed, ...]
    size: int
    nodes: tuple[bytes, ...]
    checkpoint: str
    key: str
    evidence: Mapping[str, bytes] = field(default_factory=dict)
    older: tuple[Older, ...] = ()
    #: What opens commitments in open events.
    openings: tuple[Opening, ...] = ()


def files(parts: Parts, page: PageContext, kind: Kind = EVIDENCE, draw: Draw = render) -> dict[str, bytes]:
    """Name → bytes of all files but the manifest and its signature. Raises Conflict as a PDF does, if one is in it."""
    return {
        **{f"report{FORMATS[name].suffix}": draw(name, parts.report, page) for name in kind.forms},
        "report.json": canonical_bytes(parts.report),
        "events.jsonl": b"".join(_line(event) for event in (*parts.article, *parts.beside)),
        "openings.jsonl": b"".join(sorted(opening.line() + b"\n" for opening in parts.openings)),
        "proof.json": rfc8785.dumps(_proof(parts)),
        "checkpoint.txt": parts.checkpoint.encode(),
        "log.vkey": f"{parts.key}\n".encode(),
        "README.txt": README.encode(),
        **{f"evidence/{sha256}": data for sha256, data in parts.evidence.items()},
    }


def manifest(report: Report, content: Mapping[str, bytes]) -> bytes:
    """Size and SHA-256 of every file."""
    listed: dict[str, Any] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in content.items()
    }
    return rfc8785.dumps(
        {
            "format": FORMAT, "version": VERSION, "article": report.article.slug, "edition": report.edition,
            "log": report.trail.log, "files": listed,
        }
    )  # fmt: skip


def statement(origin: str, listed: bytes) -> str:
    """What is signed of a manifest. Its second line is no number, so that nobody can take it for a checkpoint."""
    return f"{origin}\n{FORMAT}/{VERSION}\n{base64.b64encode(hashlib.sha256(listed).digest()).decode()}\n"


def pack(content: Mapping[str, bytes], listed: bytes, signed: str) -> bytes:
    """The bundle: the files, their manifest and the signed note on it."""
    return zipped({**content, _MANIFEST: listed, _SIGNED: signed.encode()})


def filename(report: Report, kind: Kind = EVIDENCE) -> str:
    """The file's name for a download, such as "camp-raid-edition-2.bundle.zip"."""
    return f"{report.article.slug}-edition-{report.edition}{kind.suffix}"


def _line(event: Listed) -> bytes:
    return (rfc8785.dumps({"hidden": event.hash}) if event.body is None else event.body) + b"\n"


def _proof(parts: Parts) -> dict[str, Any]:
    return {
        "size": parts.size,
        "article": len(parts.article),
        "leaves": [[event.position, event.hash] for event in (*parts.article, *parts.beside)],
        "nodes": _encoded(parts.nodes),
        "consistency": [
            {"size": older.size, "root": base64.b64encode(older.root).decode(), "nodes": _encoded(older.nodes)}
            for older in parts.older
        ],
    }


def _encoded(nodes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(node).decode() for node in nodes]
