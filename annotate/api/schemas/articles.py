"""Articles, their frozen texts, editions and trail."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from annotate.api.schemas.common import Day, Digest, Digits, In, Line, Long, Out, Patch, Publisher, Rev, Title, Url
from annotate.domain.corrections import Correction
from annotate.domain.limits import LIMITS

Language = Annotated[
    str, Field(max_length=LIMITS["language"], pattern="^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$", description="BCP 47")
]
Way = Literal["ltr", "rtl"]


class ArticleIn(In):
    """A text to be frozen. Line ends become LF, a byte order mark goes; nothing else is touched."""

    title: Title
    text: str = Field(min_length=1, description="at most 2,000,000 bytes of UTF-8")
    language: Language = ""
    direction: Way | None = Field(default=None, description="guessed from the text where it is not given")
    publisher: Publisher = ""
    byline: Line = ""
    url: Url = ""
    dated: Day = ""


class ArticlePatch(Patch):
    """Corrections of what is said about an article; its text never changes."""

    title: Title = ""
    language: Language = ""
    direction: Way = "ltr"
    publisher: Publisher = ""
    byline: Line = ""
    url: Url = ""
    dated: Day = ""


class RevisionOut(Out):
    """One frozen text: SHA-256 of its UTF-8 bytes, length in Unicode code points."""

    number: int
    sha256: Digest
    length: int


class ProgressOut(Out):
    """Claims by state."""

    draft: int
    submitted: int
    returned: int
    approved: int
    withdrawn: int


class ArticleAdded(Out):
    """What came of adding an article."""

    slug: str
    rev: Rev
    revision: RevisionOut
    existing: bool = Field(description="this very text was there already, and nothing was written")


class ArticleItem(Out):
    """An article in a list."""

    id: str
    rev: Rev
    slug: str
    title: str
    byline: str
    publisher: str
    url: str
    language: str
    direction: Way
    dated: str
    example: bool
    created_at: str
    progress: ProgressOut


class ArticleOut(ArticleItem):
    """An article with its frozen text’s number and fingerprint."""

    revision: RevisionOut


class ArticleList(Out):
    """One page of articles, newest first."""

    items: list[ArticleItem]
    next: str | None


Does = Annotated[Correction, Field(strict=False)]


class EditionIn(In):
    """An edition to be published. From the second on, the public note says what changed."""

    note: Long = ""
    kind: Does = Field(default=Correction.UPDATE, description="what an edition after the first does")
    complaints: list[int] = Field(
        default_factory=list, max_length=100, description="numbers of complaints that it answers"
    )


class EditionOut(Out):
    """A published edition, which never changes."""

    article: str
    edition: int
    sha256: Digest
    note: str
    kind: str = Field(description="what an edition after the first does; empty for a first one")
    published_by: str
    published_at: str


class EditionList(Out):
    """All editions of an article, newest first."""

    items: list[EditionOut]


class TrailQuery(In):
    """Which part of the trail: events after this `seq`, in order."""

    after: Annotated[Digits, Field(ge=0, le=999_999_999)] = 0
    limit: Annotated[Digits, Field(ge=1, le=1000)] = 200


class EventActor(Out):
    """Who did it, with the role held then and the entrance used."""

    id: str
    name: str
    role: str
    via: str


class EventTarget(Out):
    """The thing, and the rev that this event made."""

    type: str
    id: str
    rev: int | None


class EventOut(Out):
    """One event. `hash` is SHA-256 of a zero byte and the UTF-8 bytes of `body` (RFC 6962, 2.1)."""

    log: str
    seq: int
    at: str
    actor: EventActor
    action: str
    target: EventTarget
    claim_id: str | None
    sentence: str
    reason: str
    changes: dict[str, list[Any]]
    prev: str
    hash: Digest
    body: str


class Trail(Out):
    """Events of one article in order; `next` is the `after` of the page after it, null at the end."""

    events: list[EventOut]
    next: int | None
