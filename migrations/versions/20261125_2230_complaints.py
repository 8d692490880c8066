"""Complaints about what was published, and what an edition after the first does.

Revision ID: 20261125_2230
Revises: 20261125_2200
Create Date: 2026-11-25 22:30
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from annotate.domain.errors import Conflict

revision: str = "20261125_2230"
down_revision: str | None = "20261125_2200"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the table; give editions a kind, which may be null: events from before it still describe their rows."""
    op.create_table(
        "complaint",
        _text("id"),
        *(_number(name) for name in ("rev", "number")),
        _text("article_id"),
        _number("edition"),
        sa.Column("claim_number", sa.Integer(), nullable=True),
        *(_text(n) for n in ("side", "complainant", "contact", "words", "received", "deadline", "ruling", "decided")),
        *(_text(name) for name in ("answer", "author_id", "created_at")),
        _check("number", "number > 0"),
        _check("side", "side IN ('reader', 'party', 'author', 'other')"),
        _check("ruling", "ruling IN ('open', 'upheld', 'partly', 'rejected')"),
        _check("decided", "(ruling = 'open') = (decided = '')"),
        _check("answer", "ruling = 'open' OR length(answer) > 0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_complaint_article_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_complaint_author_id")),
        sa.ForeignKeyConstraint(
            ["id", "rev"],
            ["event.target_id", "event.target_rev"],
            name=op.f("fk_complaint_id_rev"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_complaint_article_id", "complaint", ["article_id"])
    op.execute(
        "ALTER TABLE report ADD COLUMN kind TEXT CONSTRAINT ck_report_kind "
        "CHECK (kind IN ('correct', 'update', 'clarify', 'retract'))"
    )


def downgrade() -> None:
    """Take both away, as long as nothing is recorded in them."""
    for query in ("SELECT 1 FROM complaint", "SELECT 1 FROM report WHERE kind IS NOT NULL"):
        if op.get_bind().execute(sa.text(query)).first():
            raise Conflict("The desk holds what an older version has no place for, and nothing on record is deleted.")
    with op.batch_alter_table("report", table_kwargs={"sqlite_strict": True}) as batch:
        batch.drop_constraint(op.f("ck_report_kind"), type_="check")
        batch.drop_column("kind")
    op.drop_table("complaint")


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_complaint_{name}"))
