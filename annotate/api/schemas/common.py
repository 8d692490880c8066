"""What all schemas share: strictness, texts with the limits of the domain, parameters of lists, the problem."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from annotate.domain.limits import LIMITS


class In(BaseModel):
    """Something that is sent: no unknown field, no text for a number, no number for a text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _no_defaults(schema: dict[str, Any]) -> None:
    for field in schema.get("properties", {}).values():
        field.pop("default", None)


class Patch(In):
    """Something that is sent to change a thing: only the fields that are there change."""

    model_config = ConfigDict(json_schema_extra=_no_defaults)

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were sent, enums as their codes."""
        return {name: plain(getattr(self, name)) for name in self.model_fields_set}


class Out(BaseModel):
    """Something that is answered. Fields may be added in time, so a reader should ignore what it does not know."""

    model_config = ConfigDict(frozen=True)


def plain(value: Any) -> Any:
    """An enum's code as a plain text; any other value as it is."""
    return str(value) if isinstance(value, str) else value


def _digits(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    return value


#: A whole number in a query string: digits and nothing else.
Digits = Annotated[int, BeforeValidator(_digits)]


def _limit(name: str) -> Any:
    return Field(max_length=LIMITS[name])


Title = Annotated[str, Field(min_length=1, max_length=LIMITS["title"])]
Name = Annotated[str, Field(min_length=1, max_length=LIMITS["name"])]
Url = Annotated[str, _limit("url")]
Line = Annotated[str, Field(max_length=500)]
Publisher = Annotated[str, _limit("publisher")]
Long = Annotated[str, Field(max_length=20_000)]
Medium = Annotated[str, Field(max_length=5_000)]
Short = Annotated[str, Field(max_length=2_000)]
Day = Annotated[str, Field(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$", description="YYYY, YYYY-MM or YYYY-MM-DD")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Base64url = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=10_000)]
Letter = Annotated[Literal["A", "B", "C", "D", "E", "F"], Field(description="Admiralty code")]
Credibility = Annotated[int, Field(ge=1, le=6, description="Admiralty code: 1 confirmed … 6 cannot be judged")]
Search = Annotated[str, Field(max_length=200, pattern="^[^\x00]*$")]
Cursor = Annotated[str, Field(max_length=500, pattern="^[A-Za-z0-9_=-]*$", description="`next` of the page before")]
Rev = Annotated[int, Field(ge=1, description="rises by one with each change; send it as If-Match to change the thing")]
Ident = Annotated[str, Field(min_length=1, max_length=36)]
Whose = Annotated[str, Field(max_length=LIMITS["name"], description="id or name of a party; a new name is added")]


class Paging(In):
    """Which part of a list."""

    limit: Annotated[Digits, Field(ge=1, le=500)] = 50
    after: Cursor = ""


class ListQuery(Paging):
    """Which part of a list, and what to look for in it."""

    q: Search = ""


class ProblemItem(Out):
    """One thing wrong: the field ("" for the whole) and how to mend it."""

    field: str
    message: str


class Problem(Out):
    """A refusal (RFC 9457). Nothing was changed."""

    type: str
    title: str
    status: int
    detail: str
    problems: list[ProblemItem]
    request: str = Field(description="the request’s name in the log")
    current: dict[str, Any] | None = Field(default=None, description="409 for a stale rev: the thing as it is now")
