"""Openings of personal text, which can be erased, and erasures. Events from before hold their text as they did.

Revision ID: 20261125_2300
Revises: 20261125_2230
Create Date: 2026-11-25 23:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from annotate.domain.errors import Conflict

revision: str = "20261125_2300"
down_revision: str | None = "20261125_2230"
branch_labels: str | None = None
depends_on: str | None = None

#: Columns of personal text. PostgreSQL keeps samples of columns for its planner: of these it shall keep none.
_PERSONAL = (
    ("opening", "value"), ("comment", "body"), ("reply", "channel"), ("reply", "question"), ("reply", "answer"),
    ("party", "note"), ("attachment", "origin"), ("attachment", "note"), ("inspection", "found"), ("user", "name"),
    ("user", "email"), ("passkey", "name"), ("draft", "data"), ("idempotency", "body"),
)  # fmt: skip


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "opening",
        *(_text(name) for name in ("commitment", "type", "thing_id", "field", "salt", "value")),
        sa.CheckConstraint("length(commitment) = 64", name=op.f("ck_opening_commitment")),
        sa.PrimaryKeyConstraint("commitment", name=op.f("pk_opening")),
        sqlite_strict=True,
    )
    op.create_index("ix_opening_thing_id", "opening", ["thing_id"])
    op.create_table(
        "erasure",
        *(_text(name) for name in ("type", "thing_id")),
        sa.Column("thing_rev", sa.Integer(), nullable=False),
        *(_text(name) for name in ("fields", "commitments", "basis", "reason", "author_id", "created_at", "id")),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_erasure_reason")),
        sa.ForeignKeyConstraint(
            ["id", "rev"], ["event.target_id", "event.target_rev"], name=op.f("fk_erasure_id_rev"),
            deferrable=True, initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sqlite_strict=True,
    )  # fmt: skip
    op.create_index("ix_erasure_thing_id", "erasure", ["thing_id"])
    op.create_table(
        "erased",
        *(_text(name) for name in ("commitment", "erasure_id")),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasure.id"], name=op.f("fk_erased_erasure_id")),
        sa.PrimaryKeyConstraint("commitment", name=op.f("pk_erased")),
        sqlite_strict=True,
    )
    op.create_index("ix_erased_erasure_id", "erased", ["erasure_id"])
    _statistics(0)


def downgrade() -> None:
    """Drop them, unless an event needs them to be read."""
    for table in ("erasure", "opening"):
        if op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {table}")):
            raise Conflict("Events commit to texts that only these tables hold, and nothing on record is deleted.")
    for table in ("erased", "erasure", "opening"):
        op.drop_table(table)
    _statistics(-1)


def _statistics(target: int) -> None:
    if op.get_bind().dialect.name == "postgresql":
        there = set(sa.inspect(op.get_bind()).get_table_names())
        for table, column in _PERSONAL:
            if table in there:
                op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS {target}')


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)
