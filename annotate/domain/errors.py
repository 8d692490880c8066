"""The one tree of errors that every floor raises and each entrance maps to an answer in one table.

A message says what is wrong, where, and what to do about it, in a sentence that can be shown to a person as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: the field's name ("" for the whole) and a sentence that says how to mend it."""

    field: str
    message: str


class DomainError(Exception):
    """Base of all refusals. Nothing has been changed when one is raised out of a unit of work."""

    code = "error"
    title = "That did not work"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.problems: tuple[Problem, ...] = (Problem(field, message),)


class Invalid(DomainError):
    """The input breaks a rule of shape or content. 422."""

    code = "invalid"
    title = "Something needs to be corrected"

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> Invalid:
        """Gather several problems into one refusal, so that a person mends them in one go."""
        error = cls(problems[0].message, field=problems[0].field)
        error.problems = tuple(problems)
        return error


class TooLarge(Invalid):
    """The input is bigger than the stated limit. 413."""

    code = "too-large"
    title = "That is too large"


class Unreadable(Invalid):
    """The received bytes are not what they should be: wrong encoding, password, no text. 422."""

    code = "unreadable"
    title = "The file cannot be read"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the token is unknown, expired or revoked. 401."""

    code = "unauthenticated"
    title = "Sign in first"


class Forbidden(DomainError):
    """The actor may not do this. 403."""

    code = "forbidden"
    title = "You may not do this"


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it. 404."""

    code = "not-found"
    title = "Not found"


class Conflict(DomainError):
    """The thing is not in a state that allows this now. 409."""

    code = "conflict"
    title = "That does not fit what is there now"


@dataclass
class Versions:
    """What a stale writer is shown: the thing as it is now, and the fields that were sent."""

    current: Mapping[str, Any] = field(default_factory=dict)
    rev: int = 0


class Stale(Conflict):
    """The write was made from an older `rev`, digest or text than is there now. 409, with what is there now."""

    code = "stale"
    title = "Somebody saved before you"

    def __init__(self, message: str, *, versions: Versions | None = None, field: str = "") -> None:
        super().__init__(message, field=field)
        self.versions = versions or Versions()


class OutOfRoom(DomainError):
    """There is no room on the disk for what was to be written. Nothing was. 507."""

    code = "out-of-room"
    title = "The disk is full"


class Throttled(DomainError):
    """Too many attempts; try again later. 429."""

    code = "throttled"
    title = "Too many attempts"
