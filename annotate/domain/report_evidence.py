"""What a report says of the evidence: files, origins, searches, replies, and how its claims stand to each other.

Times are UTC text with milliseconds, days YYYY-MM-DD, sizes in bytes, numbers integers.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.vocabulary import Capture, Outcome, RelationKind


@dataclass(frozen=True)
class Fact:
    """Something that was found in a file, in words."""

    name: str
    value: str


@dataclass(frozen=True)
class ReportFile:
    """A file of a source, named by its SHA-256. `facts` hold place and device only where somebody ticked them in."""

    sha256: str
    name: str
    #: Bytes.
    size: int
    #: By content.
    media_type: str
    method: Capture
    received_at: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Behind:
    """How many independent origins stand behind a claim: the rule is in domain.origins and in the method note."""

    citations: int
    supporting: int
    undermining: int
    independent: int
    #: Citations whose origin nobody named, and citations that are the claim’s own voice.
    unnamed: int
    own: int


@dataclass(frozen=True)
class ReportLookup:
    """Where the desk looked, for what; `found` is empty where it found nothing."""

    place: str
    query: str
    found: str
    looked: str


@dataclass(frozen=True)
class ReportReply:
    """Who was asked for their side, and what came of it. How they were reached stays with the desk."""

    party: str
    asked: str
    deadline: str
    outcome: Outcome
    answered: str
    answer: str


@dataclass(frozen=True)
class ReportRelation:
    """“claim *kind* other”, both by their numbers in the report."""

    claim: int
    other: int
    kind: RelationKind
    topic: str
    settle: str
