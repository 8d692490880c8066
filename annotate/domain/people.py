"""Who acts. The actor is an argument of every verb, never read from a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotate.domain.vocabulary import Role

Kind = Literal["human", "system"]
Via = Literal["web", "api", "cli", "import", "system"]


@dataclass(frozen=True)
class Actor:
    """A person (or the program itself) with the role held now and the entrance used."""

    id: str
    name: str
    role: Role
    kind: Kind = "human"
    via: Via = "web"


#: The program: seeds vocabularies, opens logs. It is no user and cannot sign in.
SYSTEM = Actor("system", "Annotate", Role.ADMIN, "system", "system")
