"""A complaint as the desk knows it."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.corrections import Complainant, Course, Ruling


@dataclass(frozen=True)
class Complaint:
    """What somebody complains of, about which edition and claim. Who they are, and how to reach them, is personal."""

    id: str
    rev: int
    number: int
    article_id: str
    slug: str
    title: str
    edition: int
    claim_number: int | None
    side: Complainant
    complainant: str
    contact: str
    words: str
    received: str
    deadline: str
    ruling: Ruling
    decided: str
    answer: str

    @property
    def course(self) -> Course:
        """How long it took, or waits."""
        return Course(self.received, self.deadline, self.decided, self.ruling)
