"""Direct SQL against checklists, searches, questions and camps, by somebody who writes proper events."""

from __future__ import annotations

from typing import Any

import pytest
from audit_world import NOW, World, forge, insert, row_of
from sqlalchemy import Connection, text
from test_attacks_on_approval import FOUR_EYES, decide, edit_row

from annotate.domain.things import Claim
from annotate.store.base import new_id

CLOSED = "the claim is closed; reopen it before recording"
LATER = "2099-01-01T00:00:00.000Z"


def source_of(connection: Connection, claim: Claim) -> str:
    return str(connection.scalar(text("SELECT source_id FROM citation WHERE claim_id = :id"), {"id": claim.id}))


def answer(world: World, connection: Connection, source: str, who: str = "farid", at: str = NOW) -> None:
    """A first answer to a source's checklist, with its event."""
    values = {
        "id": new_id(), "rev": 1, "source_id": source, "question": "provenance", "answer": "x", "method": "",
        "author_id": world.people[who].id, "created_at": NOW,
    }  # fmt: skip
    insert(connection, "answer", values)
    forge(connection, "library", ("answer", values["id"], 1), world.people[who].id, "answer:answer:add", work=1, at=at)


def record(world: World, connection: Connection, table: str, claim: Claim, **changed: Any) -> None:
    """A search or a question, with its event."""
    values = {**row_of(connection, table), "id": new_id(), "rev": 1, "claim_id": claim.id, **changed}
    insert(connection, table, values)
    target = (table, str(values["id"]), 1)
    forge(connection, world.article.id, target, world.people["ana"].id, f"{table}:{table}:add", claim_id=claim.id)


def test_nothing_is_answered_under_an_approved_claim(world: World) -> None:
    why = "an approved claim rests on the source of this answer"
    world.refuses(lambda w, c: answer(w, c, source_of(c, w.approved)), why)

    def moved(world: World, connection: Connection) -> None:
        """An answer that was given elsewhere is put under it."""
        row = row_of(connection, "answer")
        edit_row(world, connection, "answer", row["id"], "farid", source_id=source_of(connection, world.approved))

    world.refuses(moved, f"{why}|an answer stays with its source")


@pytest.mark.parametrize("column", ["source_id", "question"])
def test_an_answer_stays_with_its_source_and_its_question(world: World, column: str) -> None:
    def attack(world: World, connection: Connection) -> None:
        value = world.source.id if column == "source_id" else "harm"
        edit_row(world, connection, "answer", row_of(connection, "answer")["id"], "farid", **{column: value})

    world.refuses(attack, "an answer stays with its source|rests on the source of this answer")


def test_who_answered_a_checklist_after_it_was_cited_approves_nothing_that_cites_it(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        answer(world, connection, source_of(connection, world.submitted), "jonas", LATER)
        decide(world, connection, world.submitted, "jonas")

    world.refuses(attack, FOUR_EYES)


def test_who_answered_before_it_was_cited_may_approve(world: World) -> None:
    """The control: what was done before the citation is not work on the claim."""
    with world.database.engine.connect() as connection, connection.begin() as transaction:
        answer(world, connection, source_of(connection, world.submitted), "jonas", "2000-01-01T00:00:00.000Z")
        decide(world, connection, world.submitted, "jonas")
        transaction.rollback()


@pytest.mark.parametrize("table", ["lookup", "reply"])
@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_nothing_is_recorded_on_a_closed_claim(world: World, table: str, state: str) -> None:
    world.refuses(lambda w, c: record(w, c, table, getattr(w, state)), CLOSED)

    def moved(world: World, connection: Connection) -> None:
        ident = row_of(connection, table)["id"]
        edit_row(world, connection, table, ident, "ana", claim_id=getattr(world, state).id)

    world.refuses(moved, f"{CLOSED}|a {table} stays with its claim")


@pytest.mark.parametrize("table", ["lookup", "reply"])
def test_a_record_stays_with_its_claim(world: World, table: str) -> None:
    def attack(world: World, connection: Connection) -> None:
        edit_row(world, connection, table, row_of(connection, table)["id"], "ana", claim_id=world.returned.id)

    world.refuses(attack, f"a {table} stays with its claim")


@pytest.mark.parametrize("table", ["lookup", "reply"])
def test_a_record_on_an_open_claim_is_taken(world: World, table: str) -> None:
    """The control: it is the closed claim that is refused, not the record."""
    with world.database.engine.connect() as connection, connection.begin() as transaction:
        record(world, connection, table, world.draft)
        transaction.rollback()


@pytest.mark.parametrize("changed", [{"outcome": "maybe"}, {"outcome": "answered", "answer": ""}])
def test_an_answer_that_nobody_gave_is_no_answer(world: World, changed: dict[str, str]) -> None:
    world.refuses(lambda w, c: record(w, c, "reply", w.draft, **changed), "(?i)check")


def test_no_camp_changes_under_an_approved_claim(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        party = {
            **row_of(connection, "party", world.party.id),
            "id": new_id(),
            "name": "Cabinet",
            "name_key": "cabinet",
        }
        insert(connection, "party", {**party, "rev": 1})
        forge(connection, "library", ("party", party["id"], 1), world.people["ana"].id, "party:party:add")
        edit_row(world, connection, "party", world.party.id, "ana", belongs_to=party["id"], belongs_how="part_of")

    world.refuses(attack, "an approved claim names this party")


def test_no_party_belongs_to_itself(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        party = {**row_of(connection, "party", world.party.id), "id": new_id(), "name": "Own", "name_key": "own"}
        insert(connection, "party", {**party, "rev": 1, "belongs_to": party["id"], "belongs_how": "part_of"})

    world.refuses(attack, "(?i)check")
