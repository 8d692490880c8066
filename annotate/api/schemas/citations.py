"""Citations: one claim, one source."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from annotate.api.schemas.common import Credibility, Ident, In, Line, Long, Medium, Out, Patch, Rev
from annotate.api.schemas.sources import SourceOut
from annotate.domain.vocabulary import Stance

Says = Annotated[Stance, Field(strict=False)]


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
