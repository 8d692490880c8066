"""Sources and their checklists."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotate.api.schemas.common import (
    Code,
    Day,
    Ident,
    In,
    Letter,
    Line,
    ListQuery,
    Long,
    Out,
    Patch,
    Publisher,
    Rev,
    Short,
    Title,
    Url,
    Whose,
)
from annotate.domain.limits import LIMITS
from annotate.domain.vocabulary import Confidence

Sure = Annotated[Confidence, Field(strict=False)]


class SourcePatch(Patch):
    """What may be changed of a source. Approved claims that cite it go back to draft."""

    kind: Code = ""
    title: Title = ""
    url: Url = ""
    archive_url: Url = ""
    publisher: Publisher = ""
    author: Line = ""
    published: Day = ""
    accessed: Day = ""
    reliability: Letter | None = None
    note: Long = ""
    origin: Whose | None = None
    derived_from: Ident | None = Field(default=None, description="id of the source that it repeats or was made from")
    interest: Short | None = Field(default=None, description="what those it comes from stand to gain")


class SourceIn(SourcePatch):
    """A source to be added to the library that all articles share. The same address is the same source."""

    kind: Code = Field(description="a term of `source_kind`")
    title: Title


class SourceQuery(ListQuery):
    """Which sources."""

    kind: Code | None = None


class SourceOut(Out):
    """A thing that bears on claims."""

    id: str
    rev: Rev
    kind: str
    title: str
    url: str
    archive_url: str
    publisher: str
    author: str
    published: str
    accessed: str
    reliability: Letter | None
    note: str
    retired: bool
    created_at: str
    origin_id: str | None = Field(description="the party that it comes from")
    derived_from_id: str | None
    interest: str | None


class SourceAdded(SourceOut):
    """A source, and whether it was there already."""

    existing: bool


class SourceItem(SourceOut):
    """A source in a list, with how often it is cited."""

    cited: int


class SourceList(Out):
    """One page of sources, newest first."""

    items: list[SourceItem]
    next: str | None


class AnswerIn(In):
    """What was found out about one question of a source’s checklist, in place of what was said before."""

    answer: Annotated[str, Field(min_length=1, max_length=LIMITS["answer"])]
    method: Short = Field(default="", description="how that was found out")
    confidence: Sure | None = None


class AnswerOut(Out):
    """An answer, by whom and when it was given as it stands."""

    rev: Rev
    answer: str
    method: str
    confidence: Confidence | None
    author_id: str
    created_at: str


class QuestionOut(Out):
    """One question, and the answer once there is one."""

    question: str
    label: str
    definition: str
    answer: AnswerOut | None


class ChecklistOut(Out):
    """The questions asked of a source of this kind, in their order."""

    items: list[QuestionOut]
