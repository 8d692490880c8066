"""Vocabularies and their terms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from annotate.api.schemas.common import In, Out, Rev

Vocabulary = Literal["claim_type", "status", "source_kind", "checklist"]


class TermQuery(In):
    """Of which vocabulary; all of them if it is not said."""

    vocabulary: Vocabulary | None = None


class TermOut(Out):
    """One entry of a vocabulary. Only active ones can be chosen."""

    id: str
    rev: Rev
    vocabulary: Vocabulary
    code: str
    label: str
    definition: str
    tone: str
    letter: str
    rating_value: int | None
    alternate_name: str
    position: int
    active: bool
    applies_to: str | None = Field(description="of a question of a checklist: codes of source kinds, parted by spaces")


class TermList(Out):
    """Vocabularies, each in its order."""

    items: list[TermOut]
