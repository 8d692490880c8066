"""Direct SQL against every audited table: no change without its event, nothing deleted, spans as they were."""

from __future__ import annotations

from typing import Any

import pytest
from audit_world import NOW, UNRECORDED, World, forge, insert, row_of
from sqlalchemy import Connection, text

from annotate.store.base import new_id
from annotate.store.models import AUDITED

TABLES = [str(model.__tablename__) for model in AUDITED]
FROZEN = ("revision", "review", "report", "file", "erasure")
#: A column to write to that no other rule guards.
HARMLESS = {
    "user": "name", "term": "definition", "party": "note", "file": "name", "source": "accessed", "article": "title",
    "revision": "importer", "claim": "worthiness", "citation": "note", "comment": "body", "review": "comment",
    "report": "note", "attachment": "note", "inspection": "problem", "answer": "method", "cleared": "created_at",
    "relation": "settle", "lookup": "found", "reply": "channel", "passkey": "name",
    "erasure": "reason", "organisation": "ethics", "complaint": "deadline",
}  # fmt: skip


def citation_of_draft(world: World, table: str) -> str | None:
    return {"citation": world.citation.id, "claim": world.draft.id}.get(table)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_change_in_place(world: World, table: str) -> None:
    def attack(world: World, connection: Connection) -> None:
        row = row_of(connection, table, citation_of_draft(world, table))
        connection.execute(text(f"UPDATE \"{table}\" SET {HARMLESS[table]} = 'x' WHERE id = :id"), {"id": row["id"]})

    world.refuses(attack, "is never changed" if table in FROZEN else "rises by exactly one")


@pytest.mark.parametrize("table", [t for t in TABLES if t not in FROZEN])
def test_a_row_cannot_change_without_an_event_even_if_its_rev_rises(world: World, table: str) -> None:
    def attack(world: World, connection: Connection) -> None:
        row = row_of(connection, table, citation_of_draft(world, table))
        statement = f"UPDATE \"{table}\" SET {HARMLESS[table]} = 'x', rev = rev + 1 WHERE id = :id"
        connection.execute(text(statement), {"id": row["id"]})

    world.refuses(attack, UNRECORDED)


@pytest.mark.parametrize("table", [t for t in TABLES if t not in FROZEN])
@pytest.mark.parametrize("step", [-1, 2])
def test_a_rev_goes_neither_back_nor_two_steps(world: World, table: str, step: int) -> None:
    def attack(world: World, connection: Connection) -> None:
        row = row_of(connection, table, citation_of_draft(world, table))
        connection.execute(text(f'UPDATE "{table}" SET rev = rev + {step} WHERE id = :id'), {"id": row["id"]})

    world.refuses(attack, "rises by exactly one")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_deleted(world: World, table: str) -> None:
    world.refuses(lambda w, c: c.execute(text(f'DELETE FROM "{table}"')) and None, "nothing is deleted")


@pytest.mark.parametrize("table", [*TABLES, "event", "log", "span"])
def test_no_table_can_be_truncated(world: World, table: str) -> None:
    if world.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE; a DELETE of everything is tested")
    why = "for ever|nothing is deleted|never changed"
    world.refuses(lambda w, c: c.execute(text(f'TRUNCATE "{table}" CASCADE')) and None, why)


#: Columns that must be unique, with another value.
FRESH: dict[str, dict[str, Any]] = {
    "user": {"email": "eve@example.org"}, "term": {"code": "new_term"}, "party": {"name_key": "somebody else"},
    "file": {"sha256": "0" * 64}, "source": {"url_key": None}, "article": {"slug": "another"},
    "revision": {"number": 99}, "claim": {"number": 99, "state": "draft", "digest": None}, "citation": {},
    "comment": {}, "review": {}, "report": {"number": 99}, "attachment": {"withdrawn": 1},
    "answer": {"question": "harm"}, "cleared": {}, "relation": {}, "lookup": {}, "reply": {},
    "passkey": {"credential_id": "Bb_-"}, "erasure": {}, "complaint": {"number": 99},
}  # fmt: skip


def fresh(connection: Connection, table: str) -> dict[str, Any]:
    """What a second row of this table needs to be one of its own."""
    if table == "inspection":
        query = text("SELECT id FROM file WHERE id NOT IN (SELECT file_id FROM inspection) LIMIT 1")
        return {"file_id": connection.scalar(query)}
    return FRESH[table]


#: Decisions have rules of their own; of the newsroom there is one row, and its id is given.
OTHERWISE = ("review", "organisation")


@pytest.mark.parametrize("table", [t for t in TABLES if t not in OTHERWISE])
def test_no_row_can_be_added_without_an_event(world: World, table: str) -> None:
    def attack(world: World, connection: Connection) -> None:
        row = row_of(connection, table, citation_of_draft(world, table))
        insert(connection, table, {**row, "id": new_id(), "rev": 1, **fresh(connection, table)})

    world.refuses(attack, UNRECORDED)


def test_no_decision_can_be_added_without_an_event(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        claim = world.submitted
        values = {
            "id": new_id(), "rev": 1, "claim_id": claim.id, "claim_rev": claim.rev, "decision": "approve",
            "reviewer_id": world.people["mira"].id, "role": "reviewer", "comment": "", "digest": claim.digest,
            "at": NOW,
        }  # fmt: skip
        insert(connection, "review", values)

    world.refuses(attack, UNRECORDED)


@pytest.mark.parametrize("table", [t for t in TABLES if t not in OTHERWISE])
def test_a_new_row_begins_at_rev_1(world: World, table: str) -> None:
    def attack(world: World, connection: Connection) -> None:
        row = row_of(connection, table, citation_of_draft(world, table))
        insert(connection, table, {**row, "id": new_id(), "rev": 7, **fresh(connection, table)})

    world.refuses(attack, "begins at rev 1")


def test_a_row_cannot_take_another_id(world: World) -> None:
    statement = text("UPDATE claim SET id = 'other', rev = rev + 1 WHERE id = :id")
    world.refuses(
        lambda w, c: c.execute(statement, {"id": w.draft.id}) and None, "(?i)rises by exactly one|foreign key"
    )


def test_replacing_a_row_counts_as_deleting_it(world: World) -> None:
    if world.database.engine.dialect.name != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite’s")

    def attack(world: World, connection: Connection) -> None:
        row = row_of(connection, "claim", world.draft.id)
        insert(connection, "claim", {**row, "rev": 1, "statement": "x"}, "INSERT OR REPLACE")

    world.refuses(attack, "nothing is deleted")


@pytest.mark.parametrize("statement", ["UPDATE span SET prefix = 'x'", "DELETE FROM span"])
def test_spans_are_never_changed(world: World, statement: str) -> None:
    world.refuses(lambda w, c: c.execute(text(statement)) and None, "spans are never changed")


def test_a_span_cannot_be_slipped_into_a_revision_that_is_recorded_already(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        query = text("SELECT * FROM span WHERE claim_id = :id")
        row = dict(connection.execute(query, {"id": world.draft.id}).mappings().first() or {})
        insert(connection, "span", {**row, "ordinal": 9})

    world.refuses(attack, "written already")


def test_a_span_for_a_revision_to_come_needs_its_event(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        query = text("SELECT * FROM span WHERE claim_id = :id")
        row = dict(connection.execute(query, {"id": world.draft.id}).mappings().first() or {})
        insert(connection, "span", {**row, "rev": 77})

    world.refuses(attack, UNRECORDED)


def test_an_event_for_one_row_does_not_cover_another(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        connection.execute(text("UPDATE claim SET rev = rev + 1 WHERE id = :id"), {"id": world.draft.id})
        target = ("claim", world.returned.id, 99)
        forge(connection, world.article.id, target, world.people["ana"].id, claim_id=world.returned.id)

    world.refuses(attack, UNRECORDED)
