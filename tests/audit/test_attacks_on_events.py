"""Direct SQL against the trail: events are for ever, and each follows the last one of its log."""

from __future__ import annotations

from typing import Any

import pytest
from audit_world import World, forge, insert
from sqlalchemy import Connection, text

FOR_EVER = "the trail is for ever"
NEXT = "an event must follow the last one of its log"


def last_event(connection: Connection, log: str) -> dict[str, Any]:
    query = text("SELECT * FROM event WHERE log = :log ORDER BY seq DESC LIMIT 1")
    return dict(connection.execute(query, {"log": log}).mappings().one())


@pytest.mark.parametrize("statement", [
    "UPDATE event SET actor_id = 'somebody'",
    "UPDATE event SET body = body",
    "DELETE FROM event",
    "DELETE FROM event WHERE seq = 1",
    "DELETE FROM event WHERE seq = (SELECT max(e.seq) FROM event e)",
    "UPDATE log SET kind = 'system'",
    "DELETE FROM log",
])  # fmt: skip
def test_events_and_logs_are_never_changed_or_removed(world: World, statement: str) -> None:
    world.refuses(lambda w, c: c.execute(text(statement)) and None, FOR_EVER)


@pytest.mark.parametrize("changed", [
    {"seq": 99},
    {"seq": 1},
    {"seq": 0},
    {"prev": "0" * 64},
    {"prev": ""},
], ids=str)  # fmt: skip
def test_an_event_with_a_wrong_place_or_a_wrong_predecessor_is_refused(world: World, changed: dict[str, Any]) -> None:
    def attack(world: World, connection: Connection) -> None:
        target = ("claim", world.draft.id, None)
        forge(connection, world.article.id, target, world.people["ana"].id, **changed)

    world.refuses(attack, NEXT)


def test_the_first_event_of_a_log_has_no_predecessor(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        insert(connection, "log", {"id": "another", "kind": "article"})
        forge(connection, "another", ("claim", world.draft.id, None), world.people["ana"].id, prev="0" * 64)

    world.refuses(attack, NEXT)


def test_an_event_cannot_be_written_twice_in_the_same_place(world: World) -> None:
    world.refuses(lambda w, c: insert(c, "event", last_event(c, w.article.id)), NEXT)


def test_an_event_cannot_be_replaced(world: World) -> None:
    if world.database.engine.dialect.name != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite’s")

    def attack(world: World, connection: Connection) -> None:
        row = last_event(connection, world.article.id)
        insert(connection, "event", {**row, "actor_id": "somebody"}, "INSERT OR REPLACE")

    world.refuses(attack, NEXT)


def test_an_event_cannot_push_out_another_by_having_its_hash(world: World) -> None:
    if world.database.engine.dialect.name != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite’s")

    def attack(world: World, connection: Connection) -> None:
        row = last_event(connection, world.article.id)
        insert(connection, "event", {**row, "seq": row["seq"] + 1, "prev": row["hash"]}, "INSERT OR REPLACE")

    world.refuses(attack, FOR_EVER)


def test_an_upsert_does_not_change_an_event(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        row = last_event(connection, world.article.id)
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        statement = f"INSERT INTO event ({names}) VALUES ({marks}) ON CONFLICT (log, seq) DO UPDATE SET actor_id = 'x'"
        connection.execute(text(statement), row)

    world.refuses(attack, f"{NEXT}|{FOR_EVER}")


def test_two_events_cannot_make_the_same_revision(world: World) -> None:
    def attack(world: World, connection: Connection) -> None:
        target = ("claim", world.draft.id, world.draft.rev)
        forge(connection, world.article.id, target, world.people["ana"].id)

    world.refuses(attack, "(?i)unique")


def test_an_event_of_no_log_is_refused(world: World) -> None:
    world.refuses(lambda w, c: forge(c, "nowhere", ("claim", w.draft.id, None), w.people["ana"].id), "(?i)foreign key")


def test_an_event_that_is_in_order_is_taken(world: World) -> None:
    """The control: the forger’s events are refused for what is wrong with them, not for being forged."""
    with world.database.engine.connect() as connection, connection.begin() as transaction:
        forge(connection, world.article.id, ("claim", world.draft.id, None), world.people["ana"].id)
        transaction.rollback()
