"""The least rights that the web processes need on PostgreSQL, where a role is set aside for them.

Triggers stop mistakes; only missing rights stop a role, since whoever owns a table can switch its triggers off. So the
tables belong to the role that migrates, and this one may never delete or rewrite what is on record.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from annotate.domain.errors import Invalid
from annotate.store.models import AUDITED

#: Written once: rows are added and read.
ADDED_ONLY = frozenset(
    {"event", "span", "revision", "review", "report", "file", "leaf", "node", "checkpoint", "erasure", "erased"}
)
#: Rows are added and changed by step, with their event.
CHANGED = frozenset(str(model.__tablename__) for model in AUDITED) - ADDED_ONLY


def grant(connection: Connection, role: str) -> None:
    """Give `role` what the program needs and nothing else. Raises Invalid if there is no such role."""
    if connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": role}) == 0:
        raise Invalid(
            f"PostgreSQL has no role “{role}”. Make it (CREATE ROLE … LOGIN), or clear ANNOTATE_DATABASE_APP_ROLE."
        )
    name = connection.dialect.identifier_preparer.quote(role)
    schema = connection.dialect.identifier_preparer.quote(connection.scalar(text("SELECT current_schema()")) or "")
    connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {name}"))
    for table in inspect(connection).get_table_names():
        connection.execute(text(f'REVOKE ALL ON "{table}" FROM {name}'))
        connection.execute(text(f'GRANT {rights(table)} ON "{table}" TO {name}'))


def rights(table: str) -> str:
    """What the role may do with a table, as GRANT says it."""
    if table == "alembic_version":
        return "SELECT"
    if table == "log":
        # Row locks need the right to update one column; a trigger refuses the update itself.
        return "SELECT, INSERT, UPDATE (kind)"
    if table == "opening":
        # A guard lets only those go that an erasure names.
        return "SELECT, INSERT, DELETE"
    if table in ADDED_ONLY:
        return "SELECT, INSERT"
    if table in CHANGED:
        return "SELECT, INSERT, UPDATE"
    return "SELECT, INSERT, UPDATE, DELETE"
