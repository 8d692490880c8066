"""Runs migrations, for `annotate db` and for plain Alembic alike: one transaction, guards off before, on again after.

A migration may rebuild a table (SQLite) and would lose its triggers without a word. So all guards are dropped first and
all are made anew at the end, in the transaction of the migration: no commit ever leaves the tables unguarded.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, text

from annotate._paths import load_config
from annotate.audit import ddl, grants
from annotate.desk import normal_url
from annotate.store.base import Base
from annotate.store.models import AUDITED
from annotate.store.session import make_engine

assert AUDITED, "importing the models fills the metadata"

#: Any number that nothing else takes an advisory lock on.
_MIGRATING = 0x616E6E6F


def run() -> None:
    """Migrate the database that the caller gave, else the one that the settings name."""
    if context.is_offline_mode():
        raise SystemExit("Migrations cannot be written out as a script: they read what is there. Leave out --sql.")
    given = context.config.attributes
    if "engine" in given:
        _migrate(given["engine"], given.get("app_role", ""))
        return
    settings = load_config().load()
    engine = make_engine(normal_url(settings.database_url))
    try:
        _migrate(engine, settings.database_app_role)
    finally:
        engine.dispose()


def _migrate(engine: Engine, app_role: str) -> None:
    with engine.connect() as connection:
        _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                _in_transaction(connection, app_role)
        finally:
            _foreign_keys(connection, on=True)


def _in_transaction(connection: Connection, app_role: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
    )
    ddl.remove(connection)
    with context.begin_transaction():
        context.run_migrations()
    _check_references(connection)
    ddl.install(connection)
    if app_role and connection.dialect.name == "postgresql":
        grants.grant(connection, app_role)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """SQLite: a table is rebuilt by dropping it, which must not look like deleting its rows; no-op in a transaction."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise RuntimeError(f"The migration would leave a row of {broken[0]} without the {broken[2]} it refers to.")


run()
