"""On PostgreSQL the web processes' own role can do the work and can neither delete nor rewrite what is on record."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import product

import pytest
from cases import every
from databases import opened
from factories import actor, approved_claim, make_article, make_source
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from annotate.audit.grants import ADDED_ONLY, CHANGED
from annotate.audit.verifier import verify
from annotate.domain.errors import Invalid
from annotate.services import sources
from annotate.store import schema
from annotate.store.models import AUDITED
from annotate.store.session import Database


@pytest.fixture(scope="module")
def owned(request: pytest.FixtureRequest) -> Iterator[Database]:
    """One database for all attacks, of which none may leave anything."""
    yield from opened(request, "postgresql", "filled")


@pytest.fixture(scope="module")
def as_app(owned: Database) -> Iterator[Database]:
    """The same database, through the role that migrations grant the least rights."""
    role = f"app_{uuid.uuid4().hex[:8]}"
    owner = owned.engine
    with owner.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN PASSWORD 'only-for-tests'"))
    schema.upgrade(owner, app_role=role)
    url = owned.url.set(username=role, password="only-for-tests")
    database = Database(url.render_as_string(hide_password=False))
    yield database
    database.dispose()
    with owner.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))


def test_the_role_can_do_all_the_work(as_app: Database) -> None:
    ana, mira = actor(as_app, "ana"), actor(as_app, "mira")
    source = make_source(as_app, ana)
    claim = approved_claim(as_app, ana, mira, make_article(as_app, ana), source)
    with as_app.write() as uow:
        sources.edit(uow, ana, source.id, source.rev, {"publisher": "The police"})
    assert claim.state == "approved"
    with as_app.read() as session:
        assert verify(session).good


RECORDED = sorted(
    {"event", "log", "span", "leaf", "node", "checkpoint", "erased", *(str(m.__tablename__) for m in AUDITED)}
)


@every(("table", "attack"), product(RECORDED, ["DELETE FROM", "TRUNCATE"]))
def test_the_role_cannot_empty_a_table(as_app: Database, table: str, attack: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), as_app.engine.begin() as connection:
        connection.execute(text(f'{attack} "{table}"'))


@every("table", ["event", "file", "report", "review", "revision", "span", "leaf", "node", "checkpoint"])
def test_the_role_cannot_rewrite_what_is_written_once(as_app: Database, table: str) -> None:
    assert table in ADDED_ONLY
    column = {"event": "seq", "leaf": "position", "node": "level", "checkpoint": "size"}.get(table, "rev")
    with pytest.raises(ProgrammingError, match="permission denied"), as_app.engine.begin() as connection:
        connection.execute(text(f'UPDATE "{table}" SET {column} = {column}'))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE log SET id = 'other'",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "DROP TABLE event",
        "DROP TRIGGER guard_event_update_forever ON event",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = 'x'",
    ],
)
def test_the_role_cannot_switch_the_guards_off(as_app: Database, attack: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), as_app.engine.begin() as connection:
        connection.execute(text(attack))


def test_a_role_that_does_not_exist_is_named(postgresql_database: Database) -> None:
    with pytest.raises(Invalid, match="no role “nobody_here”"):
        schema.upgrade(postgresql_database.engine, app_role="nobody_here")


def test_every_recorded_table_is_in_one_of_the_two_lists() -> None:
    assert set(RECORDED) == ADDED_ONLY | CHANGED | {"log"}
    assert not ADDED_ONLY & CHANGED
