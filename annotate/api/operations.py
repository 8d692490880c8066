"""What the API can do: a table of operations, each declared beside the function that does it.

The table is read twice: `running.py` answers requests from it, `openapi.py` describes it. So neither can know an
operation, a schema or a status that the other does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.policy import Permission
from annotate.exports import FORMATS
from annotate.store.evidence import Taken
from annotate.store.session import UnitOfWork

B = TypeVar("B", bound=BaseModel | None)
Q = TypeVar("Q", bound=BaseModel | None)

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
#: What a part of a path may look like. Anything else names nothing, which is a 404, and never reaches the database.
PATHS = {
    "slug": "[a-z0-9-]{1,100}",
    "id": _UUID,
    "question": "[a-z][a-z0-9_]{0,59}",
    "edition": "[1-9][0-9]{0,5}",
    "format": "|".join(FORMATS),
}

#: Bytes of a request body, unless an operation says otherwise.
BODY_LIMIT = 2_000_000


@dataclass(frozen=True)
class Reading(Generic[Q]):
    """A request that changes nothing."""

    desk: Desk
    actor: Actor
    session: Session
    query: Q


@dataclass(frozen=True)
class Writing(Generic[B]):
    """A request that changes something, inside its one transaction. `rev` is that of If-Match, None where not sent."""

    desk: Desk
    actor: Actor
    uow: UnitOfWork
    body: B
    rev: int | None
    query: Any = None

    @property
    def session(self) -> Session:
        """The session of the transaction."""
        return self.uow.session

    @property
    def seen(self) -> int:
        """The rev of an operation that demands If-Match."""
        assert self.rev is not None  # running.py answers 428 before the view is reached
        return self.rev


@dataclass(frozen=True)
class Received:
    """The body of an operation that takes a file: kept before the transaction begins, and what it was sent as."""

    taken: Taken
    media_type: str


@dataclass(frozen=True)
class Admitting:
    """What is known of a file before its first byte is kept. `size` is None where only its end will tell."""

    session: Session
    actor: Actor
    query: Any
    media_type: str
    size: int | None


@dataclass(frozen=True)
class Answer:
    """What to answer: plain JSON values, or bytes (or an open file of `size` bytes) with their media type."""

    data: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    size: int | None = None


View = Callable[..., Answer]
#: The thing of a path as `GET` would show it, for whoever sent a stale `rev`.
Current = Callable[[Session, str], dict[str, Any]]


@dataclass(frozen=True)
class Operation:
    """One method of one path. `answers` maps each status of success to a schema, or to the media types of raw bytes."""

    method: Literal["GET", "POST", "PATCH", "PUT"]
    path: str
    summary: str
    permission: Permission
    answers: Mapping[int, type[BaseModel] | tuple[str, ...]]
    body: type[BaseModel] | None = None
    #: May the body be left out?
    optional_body: bool = False
    query: type[BaseModel] | None = None
    if_match: Literal["required", "optional", ""] = ""
    current: Current | None = None
    limit: int = BODY_LIMIT
    #: The body is a file, of up to `max_file` bytes; this refuses what need not be read first.
    admit: Callable[..., None] | None = None
    #: May a GET come too early, so that it is answered with 409? What changes something always may.
    early: bool = False
    view: View = field(default=lambda: Answer(None), repr=False)

    @property
    def noun(self) -> str:
        """The group it is listed under: the noun that its result belongs to."""
        words = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return words[2] if len(words) > 2 else words[-1] if words[-1] in NOUNS else words[0]


NOUNS = (
    "articles", "claims", "citations", "sources", "parties", "reports", "trail", "terms", "relations", "conflicts",
    "lookups", "replies",
)  # fmt: skip

#: path → method → operation.
OPERATIONS: dict[str, dict[str, Operation]] = {}


def operation(declared: Operation) -> Callable[[View], View]:
    """Enter an operation into the table, with the decorated function as its view."""

    def enter(view: View) -> View:
        known = OPERATIONS.setdefault(declared.path, {})
        if declared.method in known:
            raise ValueError(f"{declared.method} {declared.path} is declared twice")
        known[declared.method] = Operation(**{**declared.__dict__, "view": view})
        return view

    return enter
