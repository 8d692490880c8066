"""Personal text in events: a commitment stands in the event, and what opens it lies beside the trail, to be erased.

An event is for ever, and a person's right to be forgotten is law. So an event never holds personal text itself but the
SHA-256 of an *opening*: the canonical bytes of type, id and field of what it belongs to, 32 random bytes, and the text.
Whoever has the opening can show that this very text was committed to; once it is erased, nobody can guess the text from
the event, however short it is, because of the random bytes. docs/decisions/0016-erasure.md: what counts as personal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.domain.canonical import canonical

#: The one member of the object that stands in an event in the place of a text.
MEMBER = "commitment"
#: Random bytes of an opening.
SALT = 32
#: What stands in a column after the text in it was erased, where no other rule says something else.
ERASED = "[erased]"

Body = dict[str, Any]


@dataclass(frozen=True)
class Personal:
    """A personal text and what it belongs to; stands for the text in the words of an event."""

    type: str
    id: str
    field: str
    value: str

    @property
    def bare(self) -> bool:
        """Is there nothing to commit to: no text, or only what is left of an erased one?"""
        return not self.value or self.value == placeholder(self.type, self.id, self.field)


@dataclass(frozen=True)
class Opening:
    """What opens a commitment. `salt` is hex."""

    type: str
    id: str
    field: str
    value: str
    salt: str

    def line(self) -> bytes:
        """Its canonical bytes: those that are hashed, and the line of `openings.jsonl`."""
        return canonical(dict(self.__dict__))

    @property
    def commitment(self) -> str:
        """SHA-256 of its bytes, in hex."""
        return hashlib.sha256(self.line()).hexdigest()


def placeholder(kind: str, ident: str, field: str) -> str:
    """What stands in the column of an erased text: the same wherever it is asked for, and naming nobody."""
    if kind == "user":
        return f"erased-{ident[-12:]}@erased.invalid" if field == "email" else f"erased person {ident[-4:]}"
    return "{}" if kind == "inspection" else ERASED


def committed(commitment: str) -> Body:
    """What stands in the event for the text."""
    return {MEMBER: commitment}


def commitment_in(value: Any) -> str | None:
    """The commitment that stands here in the place of a text, None for everything else."""
    found = value[MEMBER] if isinstance(value, dict) and value.keys() == {MEMBER} else None
    return found if isinstance(found, str) else None


def commitments(body: Body) -> Iterator[tuple[str, tuple[str, str, str] | None]]:
    """Every commitment in an event with what it must belong to: (type, id, field), or None where that is not said."""
    if body["v"] == 1:
        return
    actor, target = body["actor"], body["target"]
    if commitment := commitment_in(actor["name"]):
        yield commitment, ("user", actor["id"], "name")
    for value in body["words"].values():
        if type(value) is dict and (commitment := commitment_in(value)):
            yield commitment, None
    after, changes = body["after"], body["changes"]
    held = [(name, value) for name, value in after.items() if type(value) is dict] if dict in _kinds(after) else []
    held += [(name, value) for name, pair in changes.items() for value in pair if type(value) is dict]
    for name, value in held:
        if commitment := commitment_in(value):
            yield commitment, (target["type"], target["id"], name)


def _kinds(values: Body) -> set[type]:
    return set(map(type, values.values()))


def opened(body: Body, text: Callable[[str], Any]) -> Body:
    """The event with `text(commitment)` in the place of each commitment; the body itself is left as it is."""
    if body["v"] == 1:
        return body

    def shown(value: Any) -> Any:
        commitment = commitment_in(value)
        return value if commitment is None else text(commitment)

    return {
        **body,
        "actor": {**body["actor"], "name": shown(body["actor"]["name"])},
        "words": _each(body["words"], shown),
        "changes": {name: [shown(value) for value in pair] for name, pair in body["changes"].items()},
        "after": _each(body["after"], shown),
    }


def _each(values: Mapping[str, Any], how: Callable[[Any], Any]) -> Body:
    return {name: how(value) for name, value in values.items()}
