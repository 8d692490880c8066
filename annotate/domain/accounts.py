"""Plain things of conflicting accounts: how claims stand to each other, what was looked for, who was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.domain.evidence import Answer
from annotate.domain.origins import Graph
from annotate.domain.vocabulary import Outcome, RelationKind


@dataclass(frozen=True)
class Relation:
    """“claim *kind* other”, both by id, of one article."""

    id: str
    rev: int
    article_id: str
    claim_id: str
    other_id: str
    kind: RelationKind
    topic: str
    settle: str
    author_id: str
    withdrawn: bool
    created_at: str


@dataclass(frozen=True)
class Lookup:
    """Looked in a place for something on a day (YYYY-MM-DD); `found` is empty where nothing was."""

    id: str
    rev: int
    claim_id: str
    place: str
    query: str
    found: str
    looked: str
    author_id: str
    withdrawn: bool
    created_at: str


@dataclass(frozen=True)
class Reply:
    """A party was asked for its side. Days are YYYY-MM-DD; deadline and day of the answer may be empty."""

    id: str
    rev: int
    claim_id: str
    party_id: str
    party_name: str
    channel: str
    question: str
    asked: str
    deadline: str
    answered: str
    outcome: Outcome
    answer: str
    author_id: str
    withdrawn: bool
    created_at: str


@dataclass(frozen=True)
class Cleared:
    """A stretch of a revision, in code points, that holds nothing to check."""

    id: str
    rev: int
    article_id: str
    revision_id: str
    start: int
    end: int
    author_id: str
    withdrawn: bool
    created_at: str


@dataclass(frozen=True)
class Basis:
    """All that one claim rests on beside its own row and its citations."""

    #: Source id → SHA-256 of the files that it holds now, sorted.
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Source id → answers to its checklist.
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    relations: tuple[Relation, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    replies: tuple[Reply, ...] = ()
