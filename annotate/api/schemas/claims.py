"""Claims and the decisions on them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotate.api.schemas.common import (
    Base64url,
    Code,
    Digest,
    Digits,
    In,
    Long,
    Medium,
    Out,
    Patch,
    Rev,
    Search,
    Short,
)
from annotate.domain.spans import MAX_SPANS
from annotate.domain.vocabulary import Attribution, Confidence, State, Worthiness

_Lax = Field(strict=False)
Was = Annotated[Attribution, _Lax]
Sure = Annotated[Confidence, _Lax]
Worth = Annotated[Worthiness, _Lax]
Standing = Annotated[State, _Lax]
Offset = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
Who = Annotated[str, Field(min_length=1, max_length=300)]


class SpanIn(In):
    """A half-open run of Unicode code points, with the words that stand there.

    Context is read from the text; `prefix` and `suffix` may be sent along and are not compared.
    """

    start: Offset
    end: Offset
    exact: str = Field(min_length=1)
    prefix: str = ""
    suffix: str = ""


class ClaimPatch(Patch):
    """What may be changed of a claim, its spans apart."""

    type: Code = ""
    status: Code = Field(default="", description="a term of `status`")
    statement: Short = Field(default="", description="the claim as it is checked; the marked words where empty")
    attribution: Was | None = Field(default=None, description="was it said?")
    claimant: Who | None = Field(default=None, description="id or name of a party; one of a new name is added")
    own_voice: bool = Field(default=False, description="the reporter says so, and no party")
    rationale: Long = ""
    known: Medium = ""
    unknown: Medium = ""
    settle: Medium = ""
    search_log: Long = ""
    confidence: Sure | None = None
    worthiness: Worth | None = None
    assignee: Who | None = Field(default=None, description="id or e-mail address of an account")


class ClaimIn(ClaimPatch):
    """A claim to be marked in the current revision of an article."""

    type: Code = Field(description="a term of `claim_type`")
    spans: list[SpanIn] = Field(min_length=1, max_length=MAX_SPANS)
    revision_sha256: Digest


class MoveIn(In):
    """Other spans for a claim."""

    spans: list[SpanIn] = Field(min_length=1, max_length=MAX_SPANS)
    revision_sha256: Digest


class ClaimQuery(In):
    """Which claims of an article, by number. Withdrawn ones come only with `state=withdrawn`."""

    limit: Annotated[Digits, Field(ge=1, le=5000)] = 50
    after: Annotated[str, Field(pattern="^([0-9]{1,9})?$", description="`next` of the page before")] = ""
    status: Code | None = None
    state: Standing | None = None
    type: Code | None = None
    q: Search = ""


class SpanOut(Out):
    """A half-open run of Unicode code points of the revision, with its words and up to 32 code points on each side."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


class Claimant(Out):
    """The party that says so."""

    id: str
    name: str


class ClaimOut(Out):
    """A claim. `digest` is what an approval of it as it stands now would name; null in lists unless submitted."""

    id: str
    rev: Rev
    article_id: str
    revision_id: str
    number: int
    state: State
    type: str
    status: str
    statement: str
    wording: str = Field(description="the statement, or the marked words where there is none")
    attribution: Attribution | None
    claimant: Claimant | None
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
    digest: Digest | None
    stale: bool = Field(description="an earlier approval was overtaken by a change")
    created_at: str
    updated_at: str
    spans: list[SpanOut]


class ClaimList(Out):
    """One page of an article’s claims, by number."""

    items: list[ClaimOut]
    next: str | None


class SubmitIn(In):
    """Nothing is needed."""


class AssertionIn(In):
    """What a passkey signed, in base64url without padding: its challenge is that of GET /claims/{id}/decision."""

    authenticator_data: Base64url
    client_data_json: Base64url
    credential_id: Base64url
    signature: Base64url


class ApproveIn(In):
    """The digest of what was seen, as the claim gave it; where a passkey signed the decision, what it signed."""

    digest: Digest
    comment: Long = ""
    assertion: AssertionIn | None = None


class DecisionQuery(In):
    """The comment that the decision will carry: it is signed with it."""

    comment: Annotated[str, Field(max_length=20_000, pattern="^[^\x00]*$")] = ""


class DecisionOut(Out):
    """What a passkey of yours signs to approve the claim as it is now."""

    decision: str = Field(description="canonical JSON (RFC 8785), to be hashed as it is")
    challenge: str = Field(description="its SHA-256, base64url without padding")
    code: str = Field(description="the beginning of it in hex, as the review page shows it")
    rp_id: str = Field(description="the name under which passkeys of this desk are made; empty: none at this address")
    passkeys: list[str] = Field(description="credential ids of your passkeys")


class ReturnIn(In):
    """What is missing or wrong."""

    comment: Annotated[str, Field(min_length=1, max_length=20_000)]


class WithdrawIn(In):
    """Why the claim goes out of the article."""

    reason: Annotated[str, Field(min_length=1, max_length=2_000)]


class Decided(Out):
    """The claim after a step."""

    id: str
    number: int
    rev: Rev
    state: State
    status: str
    digest: Digest


class CommentIn(In):
    """A remark on a claim. A blocking one holds up approval until it is resolved."""

    body: Annotated[str, Field(min_length=1, max_length=20_000)]
    blocking: bool = False


class CommentOut(Out):
    """A remark on a claim."""

    id: str
    rev: Rev
    claim_id: str
    author_id: str
    author_name: str
    body: str
    blocking: bool
    resolved_by: str | None
    resolved_at: str | None
    created_at: str


class CommentList(Out):
    """All remarks on a claim, oldest first."""

    items: list[CommentOut]
