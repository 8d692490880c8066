"""No samples of complaints and of failed sign-ins, either, whose personal text PostgreSQL’s planner could keep.

Revision ID: 20261126_0030
Revises: 20261125_2300
Create Date: 2026-11-26 00:30
"""

from __future__ import annotations

from alembic import op

revision: str = "20261126_0030"
down_revision: str | None = "20261125_2300"
branch_labels: str | None = None
depends_on: str | None = None

_PERSONAL = {"complaint": ("complainant", "contact", "words", "answer"), "login_attempt": ("key",)}


def upgrade() -> None:
    """Tell PostgreSQL to sample these columns no more."""
    _statistics(0)


def downgrade() -> None:
    """Back to what the server is set to."""
    _statistics(-1)


def _statistics(target: int) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in _PERSONAL.items():
            for column in columns:
                op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS {target}')
