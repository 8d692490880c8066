"""Install the guards on SQLite and PostgreSQL alike.

Alembic's batch mode rebuilds tables on SQLite and silently loses triggers. So triggers belong to no revision:
`install` drops and makes all of them after every migration (migrations/env.py).
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from annotate.audit.guard import Guard
from annotate.audit.guards import guards


def install(connection: Connection) -> None:
    """Drop every guard there is and make all of them anew; tables that do not exist yet are left out."""
    remove(connection)
    tables = set(inspect(connection).get_table_names())
    for guard in guards():
        if guard.table in tables:
            for statement in _statements(guard, connection.dialect.name):
                connection.execute(text(statement.replace(":", "\\:")))


def remove(connection: Connection) -> None:
    """Drop every guard, so that a migration can rebuild tables."""
    for name, table in _triggers(connection, switched_off=True):
        on = f' ON "{table}"' if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f'DROP TRIGGER "{name}"{on}'))


def installed(connection: Connection) -> list[tuple[str, str]]:
    """(trigger, table) of every guard that the database holds now, and that is not switched off."""
    return _triggers(connection, switched_off=False)


def _triggers(connection: Connection, *, switched_off: bool) -> list[tuple[str, str]]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%' ORDER BY name"
    else:
        query = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard_%'"
            " AND (:all OR t.tgenabled <> 'D') ORDER BY t.tgname"
        )
    values = {} if connection.dialect.name == "sqlite" else {"all": switched_off}
    return [(row[0], row[1]) for row in connection.execute(text(query), values)]


def expected(dialect: str) -> set[str]:
    """Names of the triggers that must be there."""
    return {g.trigger for g in guards() if dialect == "postgresql" or g.event != "TRUNCATE"}


def _statements(guard: Guard, dialect: str) -> list[str]:
    condition = guard.condition.format(differs="IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM")
    if dialect == "sqlite":
        if guard.event == "TRUNCATE":
            return []
        return [
            f'CREATE TRIGGER "{guard.trigger}" BEFORE {guard.event} ON "{guard.table}" WHEN {condition} '
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        ]
    each = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    back = "RETURN NULL" if each == "STATEMENT" else f"RETURN {'OLD' if guard.event == 'DELETE' else 'NEW'}"
    return [
        f'CREATE OR REPLACE FUNCTION "{guard.trigger}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"IF {condition} THEN RAISE EXCEPTION '{guard.message}'; END IF; {back}; END $$",
        f'CREATE TRIGGER "{guard.trigger}" BEFORE {guard.event} ON "{guard.table}" '
        f'FOR EACH {each} EXECUTE FUNCTION "{guard.trigger}"()',
    ]
