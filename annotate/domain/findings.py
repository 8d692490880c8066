"""What looking at a piece of evidence found: plain values that fit into an event, in whole numbers and texts.

Units stand in the names: `_ms` milliseconds since 1970 in UTC (a `duration_ms` or `at_ms` counts from the beginning),
`_cm` centimetres; coordinates are ten-millionths of a degree, north and east positive. A text that is not known is
empty, a number that is not known is None. All texts come from the file and may say anything: escape them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

#: done: looked at. refused: recognised, and too much or too broken to be decoded. failed: the inspection broke off.
Outcome = Literal["done", "refused", "failed"]
#: valid: intact and signed by somebody on the list of trust. untrusted: intact, the signer is on no list.
#: remote: kept elsewhere and not fetched. unexamined: nothing was there to look with.
CredentialState = Literal["absent", "valid", "untrusted", "invalid", "remote", "unreadable", "unexamined"]
#: What a drone's height is counted from.
HeightFrom = Literal["take-off", "sea level", "unsaid"]


@dataclass(frozen=True)
class Place:
    """Where, in 1e-7 degrees (WGS 84); `altitude_cm` above sea level; `at_ms` the satellites' own time."""

    latitude: int
    longitude: int
    altitude_cm: int | None
    at_ms: int | None


@dataclass(frozen=True)
class Personal:
    """What may point at a person: kept out of reports unless somebody asks for it."""

    place: Place | None
    author: str
    owner: str
    serials: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """An image. Width and height in pixels as it is shown, after its orientation; `frames` 1 for a still one.

    `taken` is the camera's clock, `YYYY-MM-DDTHH:MM:SS`; `taken_ms` is known only if the zone is. `dhash` is 64 bits
    as 16 hex digits, see `distance`.
    """

    width: int
    height: int
    frames: int
    animated: bool
    dhash: str
    taken: str
    taken_ms: int | None
    make: str
    model: str
    software: str


@dataclass(frozen=True)
class Document:
    """A PDF. `pages` is None where a password is needed; `created` as written, `created_ms` if it could be read."""

    pages: int | None
    encrypted: bool
    title: str
    producer: str
    creator: str
    created: str
    created_ms: int | None


@dataclass(frozen=True)
class Recording:
    """Video or sound. `frame_rate` is frames per second, as a fraction ("30000/1001") or a decimal number."""

    duration_ms: int | None
    container: str
    video_codec: str
    audio_codec: str
    width: int | None
    height: int | None
    frame_rate: str
    created_ms: int | None
    make: str
    model: str


@dataclass(frozen=True)
class Action:
    """One thing that content credentials say was done, such as "c2pa.cropped"."""

    name: str
    source_type: str
    agent: str


@dataclass(frozen=True)
class Credentials:
    """Content credentials (C2PA). `note` says the state in a sentence; that there are none proves nothing.

    `source_types` are the IPTC digital source types that any action names; `remote` is an address, never fetched.
    """

    state: CredentialState
    note: str
    generator: str
    signer: str
    issuer: str
    signed_ms: int | None
    actions: tuple[Action, ...]
    source_types: tuple[str, ...]
    remote: str
    validator: str


@dataclass(frozen=True)
class TrackPoint:
    """Where a drone was at a moment of its video; 1e-7 degrees."""

    at_ms: int
    latitude: int
    longitude: int
    height_cm: int | None


@dataclass(frozen=True)
class Telemetry:
    """A drone's log. `path` is thinned to at most 500 points; `started` and `ended` are its own clock, zone unknown."""

    points: int
    path: tuple[TrackPoint, ...]
    started: str
    ended: str
    max_height_cm: int | None
    height_from: HeightFrom


@dataclass(frozen=True)
class Subtitles:
    """Lines of text with their times. `start_ms` and `end_ms` are of the first and the last."""

    cues: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Archive:
    """A ZIP or what is built like one. `unpacked_bytes` is what its own list says; nothing is ever unpacked."""

    entries: int
    unpacked_bytes: int


@dataclass(frozen=True)
class Findings:
    """All that was found. `warnings` are sentences for people; `unexamined` says what was not looked at, and why."""

    picture: Picture | None = None
    document: Document | None = None
    recording: Recording | None = None
    credentials: Credentials | None = None
    telemetry: Telemetry | None = None
    subtitles: Subtitles | None = None
    archive: Archive | None = None
    personal: Personal | None = None
    warnings: tuple[str, ...] = ()
    unexamined: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """What is kept of one look at a file. `media_type` is by content; `problem` a sentence, "" when all went well.

    `inspector` names the inspector and the libraries that were used, each with its version.
    """

    outcome: Outcome
    media_type: str
    findings: Findings
    problem: str
    inspector: str


@dataclass(frozen=True)
class Inspection(Record):
    """A record, and the thumbnail: a JPEG of at most 480 pixels a side, without metadata. No event can hold that."""

    thumbnail: bytes | None = field(default=None, repr=False)


def distance(a: str, b: str) -> int:
    """In how many of their 64 bits two `dhash` values differ: 0 to 4 are all but surely the same picture."""
    return (int(a, 16) ^ int(b, 16)).bit_count()


def without_personal(findings: Findings) -> Findings:
    """The same without places, names and serial numbers: what a report may show when nobody asked for more."""
    telemetry = findings.telemetry and replace(findings.telemetry, path=())
    return replace(findings, personal=None, telemetry=telemetry)
