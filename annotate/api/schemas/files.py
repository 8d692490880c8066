"""Files of sources."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from annotate.api.schemas.common import In, Long, Out, Patch, Rev, Short
from annotate.domain.limits import LIMITS
from annotate.domain.vocabulary import Access, Capture

Opens = Annotated[Access, Field(strict=False)]
Came = Annotated[Capture, Field(strict=False)]
Moment = Annotated[
    str, Field(max_length=LIMITS["captured"], description="YYYY, YYYY-MM, YYYY-MM-DD, or UTC: 2026-11-23T14:41Z")
]
Ident = Annotated[str, Field(max_length=36)]
Readers = Annotated[
    list[Ident], Field(max_length=100, description="ids of the people who may open it while it is sealed")
]


class FileQuery(In):
    """What is said of a file that is handed in. A query string holds one text for each."""

    name: Annotated[str, Field(min_length=1, max_length=1_000, description="its name, for showing; never a path")]
    access: Opens = Access.DESK
    method: Came = Capture.RECEIVED
    origin: Short = ""
    captured: Moment = ""
    note: Annotated[str, Field(max_length=2_000)] = ""
    readers: Annotated[
        str,
        Field(max_length=3_700, pattern=r"^([0-9a-f-]{36}(,[0-9a-f-]{36}){0,99})?$", description="ids, with commas"),
    ] = ""
    derived_from: Ident | None = Field(default=None, description="id of the file that it was made from")
    derivation: Short = Field(default="", description="what was done to it")


class FilePatch(Patch):
    """What may be changed of what is said of a file. No claim reopens."""

    access: Opens = Access.DESK
    readers: Readers = []
    origin: Short = ""
    captured: Moment = ""
    note: Long = ""
    metadata_public: bool = Field(default=False, description="may place, device and persons be published?")


class FileWithdraw(In):
    """Why a file is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=LIMITS["reason"])]


class FileOut(Out):
    """A file as a source holds it. `hidden`: it is sealed, and you are not named for it; then nothing else is said."""

    id: str
    rev: Rev
    source_id: str
    hidden: bool
    sha256: str
    size: int | None = Field(description="bytes")
    media_type: str = Field(description="by content; empty until somebody looked at it")
    name: str
    origin: str
    captured: str
    method: Capture
    access: Access
    readers: list[str]
    derived_from_id: str | None
    derivation: str
    metadata_public: bool
    note: str
    author_id: str
    withdrawn: bool
    created_at: str


class FileListQuery(In):
    """Also those that were taken back?"""

    withdrawn: Literal["true", "false"] = "false"


class FileList(Out):
    """The files of a source, in the order in which they came."""

    items: list[FileOut]
