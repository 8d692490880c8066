"""Migrations on both engines: the head is what the models say, guards are there after, and nothing recorded is lost."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from factories import actor, add_people, approved_claim, make_article, read_claim
from sqlalchemy import CheckConstraint, Connection, Integer, inspect, select, text

from annotate._paths import resource_dir
from annotate.audit import ddl, openings, recorder, trail
from annotate.audit.verifier import verify
from annotate.domain.errors import Conflict
from annotate.domain.people import Actor
from annotate.domain.seeds import CHECKLIST, SEEDS
from annotate.services import parties, setup
from annotate.store import schema, version
from annotate.store.base import Base, personal_columns
from annotate.store.models import AUDITED, EventRow
from annotate.store.session import Database

#: The version of the first tables.
FIRST = "20261123_1900"
TABLES = sorted(Base.metadata.tables)


def content(database: Database) -> dict[str, list[Any]]:
    with database.engine.connect() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(table.select()))
            for name, table in Base.metadata.tables.items()
            if name not in ("draft", "idempotency")
        }


@pytest.fixture
def version_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events as programs wrote them that knew no commitments: of version 1, with every text in its place."""
    monkeypatch.setattr(recorder, "VERSION", 1)
    monkeypatch.setattr(openings, "name_of", lambda uow, actor: actor.name)
    monkeypatch.setattr(openings, "stand_in", lambda uow, text, new=False: text.value)


def guards(connection: Connection) -> set[str]:
    return {name for name, _ in ddl.installed(connection)}


def test_the_head_is_what_the_models_say(bare_database: Database) -> None:
    with bare_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_checks_of_the_head_are_those_of_the_models(bare_database: Database) -> None:
    with bare_database.engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            there = {str(c["name"]) for c in inspect(connection).get_check_constraints(name)}
            assert there == {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}, name


def test_every_table_is_strict_on_sqlite(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").all()
    assert {name for name, strict in rows if strict} == set(TABLES)


def test_the_reference_to_the_event_is_deferred_on_every_audited_table(bare_database: Database) -> None:
    with bare_database.engine.connect() as connection:
        for model in AUDITED:
            keys = inspect(connection).get_foreign_keys(str(model.__tablename__))
            [key] = [k for k in keys if k["constrained_columns"] == ["id", "rev"]]
            assert key["options"] == {"initially": "DEFERRED", "deferrable": True}


def test_all_guards_are_there_after_the_upgrade(bare_database: Database) -> None:
    with bare_database.engine.connect() as connection:
        assert guards(connection) == ddl.expected(connection.dialect.name)


def test_guards_that_were_lost_come_back_with_the_next_upgrade(database: Database) -> None:
    with database.engine.begin() as connection:
        ddl.remove(connection)
        assert guards(connection) == set()
    schema.upgrade(database.engine)
    with database.engine.connect() as connection:
        assert guards(connection) == ddl.expected(connection.dialect.name)


def test_a_guard_that_was_switched_off_is_switched_on_again(postgresql_database: Database) -> None:
    with postgresql_database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
        assert guards(connection) != ddl.expected("postgresql")
    schema.upgrade(postgresql_database.engine)
    with postgresql_database.engine.connect() as connection:
        assert guards(connection) == ddl.expected("postgresql")


def test_postgresql_keeps_no_samples_of_personal_text(postgresql_database: Database) -> None:
    without = text(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.attstattarget = 0"
    )
    with postgresql_database.engine.connect() as connection:
        bare = {(row[0], row[1]) for row in connection.execute(without)}
    assert {(str(m.__tablename__), name) for m in AUDITED for name in personal_columns(m)} - bare == set()


def test_down_to_nothing_and_up_again(bare_database: Database) -> None:
    schema.downgrade(bare_database.engine, "base")
    assert version.current(bare_database.engine) is None
    with bare_database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    schema.upgrade(bare_database.engine)
    version.check(bare_database.engine)


def test_a_downgrade_that_would_drop_records_is_refused_and_changes_nothing(
    database: Database, ana: Actor, mira: Actor
) -> None:
    approved_claim(database, ana, mira, make_article(database, ana))
    before = content(database)
    with pytest.raises(Conflict, match="nothing on record is deleted"):
        schema.downgrade(database.engine, "base")
    assert content(database) == before
    with database.engine.connect() as connection:
        assert guards(connection) == ddl.expected(connection.dialect.name)


def test_upgrading_again_leaves_every_byte_as_it_is(database: Database, ana: Actor, mira: Actor) -> None:
    approved_claim(database, ana, mira, make_article(database, ana))
    before = content(database)
    schema.upgrade(database.engine)
    assert content(database) == before


def test_a_desk_from_before_there_was_evidence_goes_up_with_all_it_has_decided(
    bare_database: Database, monkeypatch: pytest.MonkeyPatch, version_1: None
) -> None:
    monkeypatch.setattr(setup, "SEEDS", [seed for seed in SEEDS if seed.vocabulary != CHECKLIST])
    setup.prepare(bare_database)
    add_people(bare_database)
    people = [actor(bare_database, key) for key in ("ana", "mira")]
    claim = approved_claim(bare_database, *people, make_article(bare_database, people[0]))
    now = content(bare_database)
    schema.downgrade(bare_database.engine, FIRST)
    with bare_database.engine.connect() as connection:
        assert "origin_id" not in {c["name"] for c in inspect(connection).get_columns("source")}
        for name in ("term", "party", "source", "citation"):
            assert inspect(connection).get_check_constraints(name) or name in ("party",)
    schema.upgrade(bare_database.engine)
    monkeypatch.undo()
    assert content(bare_database) == now
    assert setup.prepare(bare_database).terms == len([seed for seed in SEEDS if seed.vocabulary == CHECKLIST])
    with bare_database.read() as session:
        assert verify(session).faults == []
    assert read_claim(bare_database, claim).state == "approved"


def test_events_that_hold_their_texts_themselves_stay_good_and_later_ones_commit_to_the_same_texts(
    bare_database: Database, monkeypatch: pytest.MonkeyPatch, version_1: None
) -> None:
    setup.prepare(bare_database)
    add_people(bare_database)
    ana, mira = (actor(bare_database, key) for key in ("ana", "mira"))
    with bare_database.write() as uow:
        party, _ = parties.add(uow, ana, "State Police", note="Ask for the duty officer")
    approved_claim(bare_database, ana, mira, make_article(bare_database, ana))
    now = content(bare_database)
    schema.downgrade(bare_database.engine, "20261125_2000")
    schema.upgrade(bare_database.engine)
    monkeypatch.undo()
    assert content(bare_database) == now
    with bare_database.write() as uow:
        parties.edit(uow, ana, party.id, party.rev, {"note": "Ask for nobody"})
    with bare_database.read() as session:
        assert verify(session).faults == []
        before, after = trail.of_thing(session, party.id)
        bodies = [row.body for row in session.scalars(select(EventRow).where(EventRow.target_id == party.id))]
    assert (before.actor_name, before.after["note"]) == ("Ana Kelmendi", "Ask for the duty officer")
    assert (after.actor_name, after.changes["note"]) == ("Ana Kelmendi", ("Ask for the duty officer", "Ask for nobody"))
    assert [b"Ask for the duty officer" in body for body in bodies] == [True, False]
    with pytest.raises(Conflict, match="nothing on record is deleted"):
        schema.downgrade(bare_database.engine, "20261125_2000")


def test_a_desk_that_holds_evidence_does_not_go_down(database: Database) -> None:
    before = content(database)
    with pytest.raises(Conflict, match="nothing on record is deleted"):
        schema.downgrade(database.engine, FIRST)
    assert content(database) == before


def rebuild(connection: Connection, table: str) -> None:
    """Widen a table and narrow it again, as a migration in batch mode does: on SQLite it is copied twice."""
    operations = Operations(MigrationContext.configure(connection))
    always = "always" if connection.dialect.name == "sqlite" else "auto"
    with operations.batch_alter_table(table, recreate=always) as batch:
        batch.alter_column("rev" if table not in ("event", "span", "log") else "seq", existing_type=Integer())


@pytest.mark.parametrize("table", ["claim", "event", "source"])
def test_rebuilding_a_table_keeps_rows_and_bytes_and_the_upgrade_brings_its_guards_back(
    sqlite_database: Database, table: str
) -> None:
    from_before = content(sqlite_database)
    with sqlite_database.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            ddl.remove(connection)
            rebuild(connection, table)
        raw.execute("PRAGMA foreign_keys=ON")
    schema.upgrade(sqlite_database.engine)
    assert content(sqlite_database) == from_before
    with sqlite_database.engine.connect() as connection:
        assert guards(connection) == ddl.expected("sqlite")
    with sqlite_database.read() as session:
        assert verify(session).good


def test_no_migration_imports_the_models() -> None:
    for path in (resource_dir("migrations") / "versions").glob("*.py"):
        assert "annotate.store" not in path.read_text(encoding="utf-8"), path.name
