"""How claims stand to each other, and conflicting accounts side by side."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from annotate.api.schemas.common import In, Medium, Out, Patch, Rev
from annotate.domain.limits import LIMITS
from annotate.domain.vocabulary import Outcome, RelationKind, State

Stands = Annotated[RelationKind, Field(strict=False)]
Topic = Annotated[str, Field(max_length=LIMITS["topic"])]


class RelationPatch(Patch):
    """What may be changed of a relation; which claims, and how they stand, is said anew."""

    topic: Topic = Field(default="", description="pairs of one topic stand in one row of the conflicts")
    settle: Medium = Field(default="", description="what would settle it")


class RelationIn(RelationPatch):
    """“The claim of this address *kind* the other”, which is named by its id or by its number in the article."""

    kind: Stands
    other: Annotated[str, Field(max_length=36, description="id of a claim of the same article")] = ""
    number: Annotated[int, Field(ge=0, le=999_999_999, description="its number, where no id is given")] = 0


class RelationQuery(In):
    """Also those that were taken back?"""

    withdrawn: Literal["true", "false"] = "false"


class RelationOut(Out):
    """“claim *kind* other”. All kinds but supports and repeats are conflicts."""

    id: str
    rev: Rev
    article_id: str
    claim_id: str
    other_id: str
    kind: RelationKind
    conflict: bool
    topic: str
    settle: str
    author_id: str
    withdrawn: bool
    created_at: str


class RelationList(Out):
    """What a claim stands in, from either side, oldest first."""

    items: list[RelationOut]


class CampOut(Out):
    """A party with all that belong to it; `own` is the article’s own voice, `nobody` where nobody is named."""

    id: str
    name: str
    members: list[str]


class OriginsOut(Out):
    """What stands behind a claim: links, and how many independent origins these come down to."""

    citations: int
    independent: int
    supporting: int
    undermining: int


class AccountOut(Out):
    """What one side says."""

    claim_id: str
    number: int
    quote: str
    claimant: str
    camp: str
    status: str
    state: State
    settled: bool
    origins: OriginsOut


class AskedOut(Out):
    """Who was asked, and what came of it."""

    party: str
    asked: str
    outcome: Outcome


class LookedOut(Out):
    """Where somebody looked, and what they found; empty: nothing."""

    place: str
    looked: str
    found: str


class TopicOut(Out):
    """One row: accounts of the first side, of the second, and of all others."""

    topic: str = Field(description="the kind of the conflict where no topic was given")
    settled: bool
    pairs: list[RelationOut]
    accounts: list[list[AccountOut]]
    settle: list[str]
    asked: list[AskedOut]
    looked: list[LookedOut]


class ConflictsOut(Out):
    """Conflicting accounts, unsettled topics first. `sides` are at most two camps, in the order of `accounts`."""

    sides: list[CampOut]
    others: list[CampOut]
    topics: list[TopicOut]
