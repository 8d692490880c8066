"""What a report is made of: the article as it was checked, its claims with their verdicts, the sources, the labels.

Times are UTC text with milliseconds, offsets are code points into the article's text, numbers are integers.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotate.domain.codec import later
from annotate.domain.report_evidence import Behind, ReportFile, ReportLookup, ReportReply
from annotate.domain.spans import Span
from annotate.domain.text import Block, Direction
from annotate.domain.vocabulary import Attribution, Confidence, PartyKind, Reliability, Role, Stance, State, Worthiness

#: Where a desk prints its people by their roles.
ROLES = "roles"


@dataclass(frozen=True)
class Organisation:
    """The newsroom that publishes the report, as it described itself at publication: see domain/organisation.py."""

    name: str
    url: str = ""
    #: SHA-256 of the logo, and its type by content.
    logo: str = later("")
    logo_type: str = later("")
    #: Policies: each a text, or the address of a page.
    ownership: str = later("")
    ethics: str = later("")
    corrections: str = later("")
    feedback: str = later("")
    #: Under which licence the reports may be used: a text, or the address of a page.
    licence: str = later("")
    #: How its people are printed: ROLES, or by name where this is empty.
    people: str = later("")


@dataclass(frozen=True)
class Person:
    """Somebody of the newsroom, as named to the public: by role alone where the name is empty."""

    name: str
    role: Role

    @property
    def called(self) -> str:
        """The name, or what somebody without one is: “a reviewer”."""
        return self.name or f"{'an' if self.role.label[0] in 'AEIOU' else 'a'} {self.role.label.lower()}"

    @property
    def signed(self) -> str:
        """Name and role."""
        return f"{self.name}, {self.role.label.lower()}" if self.name else self.called


@dataclass(frozen=True)
class FrozenText:
    """Which text was checked. `length` is in code points, `sha256` is that of its UTF-8 bytes."""

    number: int
    sha256: str
    length: int


@dataclass(frozen=True)
class ReportArticle:
    """The article as it was checked, text and all. `dated` (YYYY-MM-DD) is the date that its weekdays refer to."""

    slug: str
    title: str
    byline: str
    publisher: str
    url: str
    language: str
    direction: Direction
    dated: str
    revision: FrozenText
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ReportTerm:
    """A label as it was defined at publication. Tone, letter and rating are those of statuses."""

    code: str
    label: str
    definition: str = ""
    tone: str = ""
    letter: str = ""
    rating_value: int | None = None
    alternate_name: str = ""


@dataclass(frozen=True)
class ReportTerms:
    """The labels used in this report, each list in its vocabulary's order."""

    claim_types: tuple[ReportTerm, ...]
    statuses: tuple[ReportTerm, ...]
    source_kinds: tuple[ReportTerm, ...] = ()


@dataclass(frozen=True)
class Claimant:
    """Who says so."""

    name: str
    kind: PartyKind


@dataclass(frozen=True)
class ReportCitation:
    """What one source says about a claim. `source` is the id of one of the report's sources."""

    source: str
    stance: Stance
    locator: str = ""
    excerpt: str = ""
    credibility: int | None = None
    note: str = ""
    #: SHA-256 of the file that the locator points into.
    file: str | None = later(None)
    #: Of pictures and recordings: what can be seen, what is concluded from it, what only the source says.
    visible: str = later("")
    inferred: str = later("")
    claimed: str = later("")


@dataclass(frozen=True)
class ReportClaim:
    """A claim with its verdict. `digest` names what the approver saw; both are None while nobody has approved."""

    id: str
    number: int
    state: State
    statement: str
    type: str
    status: str
    attribution: Attribution | None
    own_voice: bool
    claimant: Claimant | None
    rationale: str
    known: str
    unknown: str
    settle: str
    search_log: str
    confidence: Confidence | None
    worthiness: Worthiness | None
    spans: tuple[Span, ...]
    citations: tuple[ReportCitation, ...]
    digest: str | None
    approved_by: Person | None
    approved_at: str
    checked_by: tuple[Person, ...]
    comment: str = ""
    #: The camp that the claimant belongs to, by name.
    camp: str = later("")
    behind: Behind | None = later(None)
    lookups: tuple[ReportLookup, ...] = later(())
    replies: tuple[ReportReply, ...] = later(())
    #: Citations of sources that are withheld to protect them.
    withheld: int = later(0)
    #: Was the approval signed with a passkey? Otherwise it was given while signed in, and no more.
    passkey: bool = later(False)

    @property
    def quote(self) -> str:
        """The marked words, parts joined by an ellipsis."""
        return " … ".join(span.exact for span in self.spans)

    @property
    def wording(self) -> str:
        """The claim as checked, or the marked words while nobody has worded it."""
        return self.statement or self.quote


@dataclass(frozen=True)
class ReportSource:
    """A source that at least one claim cites. `kind` is the code of a source kind."""

    id: str
    kind: str
    title: str
    url: str = ""
    archive_url: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    accessed: str = ""
    reliability: Reliability | None = None
    note: str = ""
    #: Who it comes from and the camp they belong to, by name; the title of what it derives from.
    origin: str = later("")
    camp: str = later("")
    derived_from: str = later("")
    interest: str = later("")
    files: tuple[ReportFile, ...] = later(())


@dataclass(frozen=True)
class LeftOut:
    """Claims of the article that are not in the report, by state."""

    draft: int = 0
    submitted: int = 0
    returned: int = 0
    withdrawn: int = 0


@dataclass(frozen=True)
class TrailHead:
    """The last event of the article's log when the report was drawn: what the trail must still contain."""

    log: str
    seq: int
    hash: str
