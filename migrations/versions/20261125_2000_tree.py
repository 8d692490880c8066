"""The tree over all events, and its checkpoints.

Revision ID: 20261125_2000
Revises: 20261125_1800
Create Date: 2026-11-25 20:00
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "20261125_2000"
down_revision: str | None = "20261125_1800"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the tables, empty: the first checkpoint sequences what is there."""
    op.create_table(
        "leaf",
        _number("position"),
        sa.Column("log", sa.Text(), nullable=False),
        _number("seq"),
        sa.CheckConstraint("position >= 0", name=op.f("ck_leaf_position")),
        sa.ForeignKeyConstraint(["log", "seq"], ["event.log", "event.seq"], name=op.f("fk_leaf_log_seq")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_leaf")),
        sa.UniqueConstraint("log", "seq", name=op.f("uq_leaf_log_seq")),
        sqlite_strict=True,
    )
    op.create_table(
        "node",
        _number("level"),
        _number("position"),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_node_hash")),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_node")),
        sqlite_strict=True,
    )
    op.create_table(
        "checkpoint",
        _number("size"),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_checkpoint_root")),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them: all of it can be made again from the events, but for signatures, of which copies lie elsewhere."""
    for table in ("checkpoint", "node", "leaf"):
        op.drop_table(table)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)
