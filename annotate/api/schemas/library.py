"""Sources, parties, citations and terms."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from annotate.api.schemas.common import (
    Code,
    Credibility,
    Day,
    In,
    Letter,
    Line,
    ListQuery,
    Long,
    Medium,
    Name,
    Out,
    Patch,
    Publisher,
    Rev,
    Short,
    Title,
    Url,
)
from annotate.domain.limits import LIMITS
from annotate.domain.vocabulary import Belonging, Confidence, PartyKind, Stance

Kind = Annotated[PartyKind, Field(strict=False)]
Ident = Annotated[str, Field(min_length=1, max_length=36)]
How = Annotated[Belonging, Field(strict=False)]
Whose = Annotated[str, Field(max_length=LIMITS["name"], description="id or name of a party; a new name is added")]
Vocabulary = Literal["claim_type", "status", "source_kind", "checklist"]
Sure = Annotated[Confidence, Field(strict=False)]
Says = Annotated[Stance, Field(strict=False)]


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


class PartyPatch(Patch):
    """What may be changed of a party. A new name or camp brings the approved claims that rest on it back to draft."""

    name: Name = ""
    kind: Kind = PartyKind.ORGANISATION
    note: Long = ""
    belongs_to: Whose | None = None
    belongs_how: How | None = None


class PartyIn(PartyPatch):
    """Who says so. The same name is the same party. With `belongs_to` goes `belongs_how`."""

    name: Name


class PartyOut(Out):
    """A person or a body that makes claims."""

    id: str
    rev: Rev
    name: str
    kind: PartyKind
    note: str
    belongs_to: str | None
    belongs_how: Belonging | None


class PartyAdded(PartyOut):
    """A party, and whether it was there already."""

    existing: bool


class PartyItem(PartyOut):
    """A party in a list, with how many claims it makes."""

    claims: int


class PartyList(Out):
    """One page of parties, by name."""

    items: list[PartyItem]
    next: str | None


class CitationPatch(Patch):
    """What may be changed of a citation."""

    stance: Says = Stance.CONTEXT
    locator: Line = Field(
        default="",
        description="where in the source; with a file a media fragment: t=12.4,19, xywh=160,120,320,240, page=3",
    )
    excerpt: Long = ""
    credibility: Credibility | None = None
    note: Long = ""
    file: Annotated[str, Field(max_length=36)] | None = Field(default=None, description="id of a file of the source")
    visible: Medium | None = Field(default=None, description="what anybody can see or hear in it")
    inferred: Medium | None = Field(default=None, description="what the desk concludes from it")
    claimed: Medium | None = Field(default=None, description="what only the source says about it")

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were sent, as the service names them."""
        sent = super().changes
        return {("attachment_id" if name == "file" else name): value for name, value in sent.items()}


class CitationIn(CitationPatch):
    """What one source says about one claim."""

    source: Annotated[Ident, Field(description="id of a source")]
    stance: Says


class CitationQuery(In):
    """Also those that were taken back?"""

    withdrawn: Literal["true", "false"] = "false"


class CitationOut(Out):
    """One claim, one source."""

    id: str
    rev: Rev
    claim_id: str
    source: SourceOut
    stance: Stance
    locator: str
    excerpt: str
    credibility: Credibility | None
    note: str
    file: str | None
    visible: str | None
    inferred: str | None
    claimed: str | None
    author_id: str
    withdrawn: bool
    created_at: str


class CitationList(Out):
    """All citations of a claim, in the order in which they were made."""

    items: list[CitationOut]


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
