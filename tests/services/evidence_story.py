"""What stories do with evidence and accounts: camps, origins, derivations, files, and claims that contradict."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from annotate.domain.people import Actor
from annotate.services import attachments, claims, parties, relations, sources
from annotate.services.attachments import NewAttachment
from annotate.services.relations import NewRelation
from annotate.store.evidence import Taken
from annotate.store.queries import sources as source_query
from annotate.store.queries.attachments import attachments as held_by
from annotate.store.queries.relations import of_claim
from annotate.store.session import Database, UnitOfWork

WHO = st.sampled_from(["ana", "mira", "jonas"])
WHICH = st.integers(0, 2)
PARTY = st.sampled_from(["Council", "Ministry", "Police"])
SOURCE = st.integers(0, 1)


class EvidenceRules:
    """Rules for a story that has `people`, `claims`, `sources` and `attempt`."""

    database: Database
    people: dict[str, Actor]
    claims: list[str]
    sources: list[str]
    attempt: Callable[[Callable[[UnitOfWork], Any]], None]
    claim: Callable[[UnitOfWork, int], Any]

    @precondition(lambda self: len(self.claims) > 1)
    @rule(who=WHO, which=WHICH, other=WHICH, kind=st.sampled_from(["contradiction", "denial", "supports"]))
    def relate(self, who: str, which: int, other: int, kind: str) -> None:
        def verb(uow: UnitOfWork) -> None:
            new = NewRelation(kind, self.claim(uow, other).id, topic="Injured")
            relations.declare(uow, self.people[who], self.claim(uow, which).id, new)

        self.attempt(verb)

    @precondition(lambda self: len(self.claims) > 1)
    @rule(who=WHO, which=WHICH)
    def take_back_a_relation(self, who: str, which: int) -> None:
        def verb(uow: UnitOfWork) -> None:
            for relation in of_claim(uow.session, self.claim(uow, which).id)[:1]:
                relations.withdraw(uow, self.people[who], relation.id, relation.rev)

        self.attempt(verb)

    @precondition(lambda self: self.claims)
    @rule(who=WHO, which=WHICH, name=PARTY)
    def attribute(self, who: str, which: int, name: str) -> None:
        def verb(uow: UnitOfWork) -> None:
            claim, party = self.claim(uow, which), parties.add(uow, self.people[who], name)[0]
            claims.edit(uow, self.people[who], claim.id, claim.rev, {"claimant_id": party.id})

        self.attempt(verb)

    @rule(who=WHO, name=PARTY, onto=PARTY)
    def join_a_camp(self, who: str, name: str, onto: str) -> None:
        def verb(uow: UnitOfWork) -> None:
            party, camp = (parties.add(uow, self.people[who], named)[0] for named in (name, onto))
            parties.edit(uow, self.people[who], party.id, party.rev, {"belongs_how": "part_of", "belongs_to": camp.id})

        self.attempt(verb)

    @rule(who=WHO, source=SOURCE, name=PARTY)
    def name_an_origin(self, who: str, source: int, name: str) -> None:
        def verb(uow: UnitOfWork) -> None:
            found = source_query.source(uow.session, self.sources[source])
            origin = parties.add(uow, self.people[who], name)[0].id
            sources.edit(uow, self.people[who], found.id, found.rev, {"origin_id": origin})

        self.attempt(verb)

    @rule(who=WHO, source=SOURCE, onto=SOURCE)
    def derive(self, who: str, source: int, onto: int) -> None:
        def verb(uow: UnitOfWork) -> None:
            found = source_query.source(uow.session, self.sources[source])
            sources.edit(uow, self.people[who], found.id, found.rev, {"derived_from_id": self.sources[onto]})

        self.attempt(verb)

    @rule(who=WHO, source=SOURCE, number=st.integers(0, 3))
    def attach(self, who: str, source: int, number: int) -> None:
        taken = Taken(hashlib.sha256(bytes([number])).hexdigest(), 1, True)
        new = NewAttachment(f"{number}.bin")
        self.attempt(lambda uow: attachments.attach(uow, self.people[who], self.sources[source], taken, new))

    @rule(who=WHO, source=SOURCE)
    def take_back_a_file(self, who: str, source: int) -> None:
        def verb(uow: UnitOfWork) -> None:
            for held in held_by(uow.session, [self.sources[source]]).get(self.sources[source], ())[:1]:
                attachments.withdraw(uow, self.people[who], held.id, held.rev, "The wrong file.")

        self.attempt(verb)
