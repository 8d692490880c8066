"""What the newsroom says of itself in public: one audited row.

Revision ID: 20261125_2200
Revises: 20261125_2130
Create Date: 2026-11-25 22:00
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from annotate.domain.errors import Conflict

revision: str = "20261125_2200"
down_revision: str | None = "20261125_2130"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table; who publishes stays what the settings say until an admin says more."""
    op.create_table(
        "organisation",
        _text("id"),
        sa.Column("rev", sa.Integer(), nullable=False),
        *(_text(name) for name in ("name", "url")),
        sa.Column("logo", sa.Text(), nullable=True),
        *(_text(name) for name in ("logo_type", "ownership", "ethics", "corrections", "feedback", "licence")),
        sa.CheckConstraint("id = 'organisation'", name=op.f("ck_organisation_id")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_organisation_name")),
        sa.CheckConstraint("(logo IS NULL) = (logo_type = '')", name=op.f("ck_organisation_logo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.ForeignKeyConstraint(
            ["id", "rev"],
            ["event.target_id", "event.target_rev"],
            name=op.f("fk_organisation_id_rev"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take it away, as long as nothing is recorded in it."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM organisation")).first():
        raise Conflict("The desk holds what an older version has no place for, and nothing on record is deleted.")
    op.drop_table("organisation")


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)
