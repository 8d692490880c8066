"""Parties belong to parties: one camp, however long the chain; nobody comes back to themselves."""

from __future__ import annotations

from typing import Any

import pytest
from cases import every
from factories import approved_claim, make_article, make_party, make_source, read_claim, submitted_claim
from trails import leaves

from annotate.domain.errors import Invalid
from annotate.domain.people import Actor
from annotate.domain.things import Party
from annotate.services import parties
from annotate.store.queries.camps import camp, camps
from annotate.store.session import Database


def join(database: Database, who: Actor, party: Party, **changes: Any) -> Party:
    with database.write() as uow:
        return parties.edit(uow, who, party.id, party.rev, {"belongs_how": "part_of", **changes})


def test_a_party_joins_a_camp_that_is_added_on_the_way(database: Database, ana: Actor) -> None:
    with leaves(database, "party:party:add", "party:party:add"):
        police = make_party(database, ana, "State Police", "Government", "speaks_for")
    with leaves(database):
        assert make_party(database, ana, "State Police", "Somebody else") == police
    with database.read() as session:
        found = camps(session, [police.id])
    assert police.belongs_how == "speaks_for" and found[police.id].name == "Government"


def test_a_camp_is_the_whole_chain_and_all_below_it(database: Database, ana: Actor) -> None:
    head = make_party(database, ana, "Chief of police", "State Police")
    police = make_party(database, ana, "State Police")
    join(database, ana, police, belongs="Government")
    make_party(database, ana, "Ministry", "Government")
    with database.read() as session:
        found = camp(session, police)
    assert [(m.party.name, m.depth, m.onto) for m in found.lines] == [
        ("Government", 0, ""), ("State Police", 1, "Government"), ("Chief of police", 2, "State Police"),
    ]  # fmt: skip
    assert found.size == 4 and head.belongs_to == police.id


def test_a_party_leaves_its_camp(database: Database, ana: Actor) -> None:
    party = make_party(database, ana, "State Police", "Government")
    with leaves(database, "party:party:edit"):
        party = join(database, ana, party, belongs="", belongs_how="")
    assert (party.belongs_to, party.belongs_how) == (None, None)


@pytest.mark.parametrize("changes", [{"belongs": " state  POLICE "}, {"belongs_to": "itself"}])
def test_a_party_is_not_its_own_parent(database: Database, ana: Actor, changes: dict[str, str]) -> None:
    party = make_party(database, ana, "State Police")
    given = {name: party.id if value == "itself" else value for name, value in changes.items()}
    with leaves(database), pytest.raises(Invalid, match="cannot belong to itself") as refused:
        join(database, ana, party, **given)
    assert refused.value.problems[0].field == "belongs_to"
    with leaves(database), pytest.raises(Invalid, match="cannot belong to itself"):
        make_party(database, ana, "Government", "GOVERNMENT")


def test_a_party_is_not_its_own_parent_through_others_and_the_way_is_named(database: Database, ana: Actor) -> None:
    make_party(database, ana, "Chief of police", "State Police")
    make_party(database, ana, "State Police")
    government = make_party(database, ana, "Government")
    police = make_party(database, ana, "State Police")
    join(database, ana, police, belongs="Government")
    with leaves(database), pytest.raises(Invalid) as refused:
        join(database, ana, government, belongs="Chief of police")
    way = "“Government” → “Chief of police” → “State Police” → “Government”"
    assert way in refused.value.message and refused.value.problems[0].field == "belongs_to"


@every(
    ("changes", "field", "words"),
    [
        ({"belongs": "Government", "belongs_how": ""}, "belongs_how", "speaks for"),
        ({"belongs": "Government", "belongs_how": "owns"}, "belongs_how", "part of"),
        ({"belongs": "", "belongs_how": "part_of"}, "belongs_to", "Name the party"),
        ({"belongs": "x" * 301}, "belongs_to", "300"),
        ({"belongs": "a\x00b"}, "belongs_to", "NUL"),
        ({"belongs_to": "0190a000-0000-7000-8000-000000000000"}, "belongs_to", "no such party"),
    ],
)
def test_a_camp_that_cannot_be_is_refused_where_it_was_typed(
    database: Database, ana: Actor, changes: dict[str, str], field: str, words: str
) -> None:
    party = make_party(database, ana, "State Police")
    with leaves(database), pytest.raises(Invalid, match=words) as refused:
        join(database, ana, party, **changes)
    assert refused.value.problems[0].field == field


def test_another_camp_reopens_what_was_approved_on_it(database: Database, ana: Actor, mira: Actor) -> None:
    article, party = make_article(database, ana), make_party(database, ana, "State Police")
    source = make_source(database, ana, origin="State Police")
    approved = approved_claim(database, ana, mira, article, source)
    waiting = submitted_claim(database, ana, article, make_source(database, ana, "List"), claimant_id=party.id)
    with leaves(database, "party:party:add", "claim:state:reopen", "party:party:edit", "claim:digest:refresh"):
        join(database, ana, party, belongs="Government")
    assert read_claim(database, approved).stale
    assert read_claim(database, waiting).digest != waiting.digest
