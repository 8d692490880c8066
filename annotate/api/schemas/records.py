"""What is recorded on a claim beside its citations: searches, and questions to somebody."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotate.api.schemas.common import Long, Out, Patch, Rev, Short, Whose
from annotate.domain.limits import LIMITS
from annotate.domain.vocabulary import Outcome

WholeDay = Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", description="YYYY-MM-DD")]
Place = Annotated[str, Field(max_length=LIMITS["place"], description="register, archive, search engine")]
Channel = Annotated[str, Field(max_length=LIMITS["channel"], description="mail to whom, telephone, letter")]
Asked = Annotated[Whose, Field(min_length=1)]
Came = Annotated[Outcome, Field(strict=False)]


class LookupPatch(Patch):
    """What may be changed of a search."""

    place: Place = ""
    query: Short = Field(default="", description="what was looked for")
    found: Long = Field(default="", description="empty: nothing")
    looked: WholeDay = Field(default="", description="the day; of a new search today if it is left out")


class LookupIn(LookupPatch):
    """A search for a claim."""

    place: Place
    query: Short


class LookupOut(Out):
    """Looked there for this on a day."""

    id: str
    rev: Rev
    claim_id: str
    place: str
    query: str
    found: str
    looked: str
    author_id: str
    withdrawn: bool
    created_at: str


class LookupList(Out):
    """The searches for a claim that stand, by day."""

    items: list[LookupOut]


class ReplyPatch(Patch):
    """What may be changed of a question to somebody, and what came of it."""

    party: Asked = ""
    channel: Channel = ""
    question: Long = ""
    asked: WholeDay = Field(default="", description="the day; of a new question today if it is left out")
    deadline: WholeDay = ""
    outcome: Came = Field(
        default=Outcome.WAITING,
        description="`silent`, did not reply, needs a deadline that has passed or, without one, a day of closing",
    )
    answered: WholeDay = Field(default="", description="the day of the answer, or of closing the question")
    answer: Long = ""


class ReplyIn(ReplyPatch):
    """A party was asked for its side."""

    party: Asked
    channel: Channel


class ReplyOut(Out):
    """Asked whom, how, when, until when; and what came back."""

    id: str
    rev: Rev
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


class ReplyList(Out):
    """The questions about a claim that stand, by day."""

    items: list[ReplyOut]
