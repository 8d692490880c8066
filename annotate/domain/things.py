"""Plain results: what services return and templates, exports and the API read. Times are UTC text, ids UUIDv7 text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from annotate.domain.spans import Span
from annotate.domain.text import Block, Direction
from annotate.domain.vocabulary import (
    Attribution,
    Belonging,
    Confidence,
    Decision,
    PartyKind,
    Role,
    Stance,
    State,
    Worthiness,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a keyset-paged list; `next` is the cursor of the page after it, None at the end."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True)
class Term:
    """One entry of a vocabulary. `vocabulary` is claim_type, status, source_kind or checklist."""

    id: str
    rev: int
    vocabulary: str
    code: str
    label: str
    definition: str
    tone: str
    letter: str
    rating_value: int | None
    alternate_name: str
    position: int
    active: bool
    #: Of a checklist's question: codes of the source kinds that it is asked of, parted by spaces.
    applies_to: str | None = None


@dataclass(frozen=True)
class User:
    """An account."""

    id: str
    rev: int
    email: str
    name: str
    role: Role
    active: bool
    created_at: str


@dataclass(frozen=True)
class Party:
    """Who says so: a person or a body."""

    id: str
    rev: int
    name: str
    kind: PartyKind
    note: str
    #: The party that this one is a part of, speaks for or is affiliated with.
    belongs_to: str | None = None
    belongs_how: Belonging | None = None


@dataclass(frozen=True)
class Revision:
    """One frozen text. `length` is in code points."""

    id: str
    number: int
    sha256: str
    length: int
    text: str
    blocks: tuple[Block, ...]
    importer: str
    file_sha256: str | None
    created_at: str


@dataclass(frozen=True)
class Article:
    """The piece being checked. `dated` (YYYY-MM-DD) is the date that its weekdays refer to."""

    id: str
    rev: int
    slug: str
    title: str
    byline: str
    publisher: str
    url: str
    language: str
    direction: Direction
    dated: str
    revision_id: str
    example: bool
    created_at: str


@dataclass(frozen=True)
class Progress:
    """How far an article is: claims by state."""

    draft: int = 0
    submitted: int = 0
    returned: int = 0
    approved: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        """Claims that stand, that is all but the withdrawn ones."""
        return self.draft + self.submitted + self.returned + self.approved


@dataclass(frozen=True)
class ArticleRow:
    """An article in a list."""

    article: Article
    progress: Progress


@dataclass(frozen=True)
class Source:
    """A thing that bears on claims. `kind` is a term of `source_kind`."""

    id: str
    rev: int
    kind: str
    title: str
    url: str
    archive_url: str
    publisher: str
    author: str
    published: str
    accessed: str
    reliability: str | None
    note: str
    retired: bool
    created_at: str
    #: The party that it comes from, and the source that it repeats, quotes or was made from.
    origin_id: str | None = None
    derived_from_id: str | None = None
    #: What its origin stands to gain.
    interest: str | None = None


@dataclass(frozen=True)
class Citation:
    """One claim, one source: what the source says about the claim, and where.

    With a file, `locator` points into it (domain.locators). Of pictures and recordings `visible`, `inferred` and
    `claimed` part what can be seen from what is concluded and what only the source says.
    """

    id: str
    rev: int
    claim_id: str
    source: Source
    stance: Stance
    locator: str
    excerpt: str
    credibility: int | None
    note: str
    author_id: str
    created_at: str
    attachment_id: str | None = None
    #: SHA-256 of that file.
    file_sha256: str | None = None
    visible: str | None = None
    inferred: str | None = None
    claimed: str | None = None


@dataclass(frozen=True)
class Claim:
    """A statement to be checked, with its current spans in text order."""

    id: str
    rev: int
    article_id: str
    revision_id: str
    number: int
    state: State
    type: str
    status: str
    statement: str
    attribution: Attribution | None
    claimant_id: str | None
    claimant_name: str
    own_voice: bool
    rationale: str
    known: str
    unknown: str
    settle: str
    search_log: str
    confidence: Confidence | None
    worthiness: Worthiness | None
    assignee_id: str | None
    author_id: str
    digest: str | None
    stale: bool
    created_at: str
    updated_at: str
    spans: tuple[Span, ...]

    @property
    def quote(self) -> str:
        """The marked words, parts joined by an ellipsis."""
        return " … ".join(span.exact for span in self.spans)

    @property
    def wording(self) -> str:
        """The claim as checked, or the marked words while nobody has worded it."""
        return self.statement or self.quote


@dataclass(frozen=True)
class Review:
    """One decision: submit, approve or return, with the digest that was seen."""

    id: str
    claim_id: str
    claim_rev: int
    decision: Decision
    reviewer_id: str
    reviewer_name: str
    role: Role
    comment: str
    digest: str
    at: str
    #: The passkey that signed it; None: decided while signed in, and no more.
    passkey_id: str | None = None


@dataclass(frozen=True)
class Comment:
    """Discussion on a claim; a blocking one holds up approval until it is resolved."""

    id: str
    rev: int
    claim_id: str
    author_id: str
    author_name: str
    body: str
    blocking: bool
    resolved_by: str | None
    resolved_at: str | None
    created_at: str


@dataclass(frozen=True)
class Edition:
    """A numbered, frozen edition of an article's verdicts; `sha256` is that of its canonical JSON."""

    id: str
    article_id: str
    article_slug: str
    number: int
    sha256: str
    note: str
    published_by: str
    published_at: str
    #: A Correction from the second edition on; "" for a first one, and for those from before there were kinds.
    kind: str = ""
