"""Plain things of evidence: files as sources hold them, answers to checklists. Times are UTC text, ids UUIDv7 text."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.vocabulary import Access, Capture, Confidence


@dataclass(frozen=True)
class Attachment:
    """A file as a source holds it. `size` is in bytes, `media_type` by content; `readers` are ids of people."""

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
