"""The worked example on its way into a database: whom and what the keys of its data stand for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from annotate._paths import PACKAGE
from annotate.domain.people import Actor
from annotate.domain.policy import Permission, may
from annotate.domain.report_parts import Organisation
from annotate.store.evidence import Evidence
from annotate.store.session import Database

T = TypeVar("T")
DATA = PACKAGE / "demo"


@dataclass
class Story:
    """What the keys stand for so far, and who does a step."""

    database: Database
    evidence: Evidence
    organisation: Organisation
    people: dict[str, Actor] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    #: File of the example → its attachment.
    files: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    claims: dict[tuple[str, str], str] = field(default_factory=dict)

    def do(self, verb: Callable[..., T], who: Actor, *rest: Any, **more: Any) -> T:
        """One step, in a unit of work of its own."""
        with self.database.write() as uow:
            return verb(uow, who, *rest, **more)

    @property
    def keeper(self) -> Actor:
        """Who looks after the library."""
        return next(actor for actor in self.people.values() if may(actor, Permission.ADD_SOURCE))
