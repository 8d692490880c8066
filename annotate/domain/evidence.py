"""Plain things of evidence: files as sources hold them, answers to checklists. Times are UTC text, ids UUIDv7 text."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.findings import Findings
from annotate.domain.policy import FileFacts
from annotate.domain.vocabulary import Access, Capture, Confidence


@dataclass(frozen=True)
class Attachment:
    """A file as a source holds it. `size` is in bytes; `media_type` is by content, "" until somebody looked at it.

    `readers` are ids of the people who may open it while it is sealed, beside whoever attached it.
    """

    id: str
    rev: int
    source_id: str
    file_id: str
    sha256: str
    size: int
    media_type: str
    name: str
    origin: str
    captured: str
    method: Capture
    access: Access
    readers: tuple[str, ...]
    derived_from_id: str | None
    derivation: str
    metadata_public: bool
    note: str
    author_id: str
    withdrawn: bool
    created_at: str

    @property
    def facts(self) -> FileFacts:
        """What the rules of `policy` need to know of it."""
        return FileFacts(self.author_id, self.access, frozenset(self.readers))

    @property
    def sealed(self) -> bool:
        """May only the people named for it open it?"""
        return self.access is Access.SEALED


#: What is said of a sealed file, in the trail and to everybody who is not named for it.
SEALED_NAME = "a sealed file"


@dataclass(frozen=True)
class Seen:
    """What the inspector last found in a file. `thumbnail` is the hash of a small JPEG in the evidence store."""

    id: str
    rev: int
    file_id: str
    outcome: str
    media_type: str
    findings: Findings
    problem: str
    inspector: str
    thumbnail: str | None
    created_at: str


@dataclass(frozen=True)
class Answer:
    """What somebody answered to one question of a source's checklist; `question` is a term of `checklist`."""

    id: str
    rev: int
    source_id: str
    question: str
    answer: str
    method: str
    confidence: Confidence | None
    author_id: str
    created_at: str
