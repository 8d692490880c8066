"""Parties: who says so, and whose camp they are of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotate.api.schemas.common import Long, Name, Out, Patch, Rev, Whose
from annotate.domain.vocabulary import Belonging, PartyKind

Kind = Annotated[PartyKind, Field(strict=False)]
How = Annotated[Belonging, Field(strict=False)]


class PartyPatch(Patch):
    """What may be changed of a party. A new name or camp brings the approved claims that rest on it back to draft."""

    name: Name = ""
    kind: Kind = PartyKind.ORGANISATION
    note: Long = ""
    belongs_to: Whose | None = None
    belongs_how: How | None = None


class PartyIn(PartyPatch):
    """Who says so. The same name is the same party. With `belongs_to` goes `belongs_how`."""

    name: Name


class PartyOut(Out):
    """A person or a body that makes claims."""

    id: str
    rev: Rev
    name: str
    kind: PartyKind
    note: str
    belongs_to: str | None
    belongs_how: Belonging | None


class PartyAdded(PartyOut):
    """A party, and whether it was there already."""

    existing: bool


class PartyItem(PartyOut):
    """A party in a list, with how many claims it makes."""

    claims: int


class PartyList(Out):
    """One page of parties, by name."""

    items: list[PartyItem]
    next: str | None
