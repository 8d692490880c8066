"""Passkeys, and decisions that one of them signed.

Revision ID: 20261125_2130
Revises: 20261125_2000
Create Date: 2026-11-25 21:30
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from annotate.domain.errors import Conflict

revision: str = "20261125_2130"
down_revision: str | None = "20261125_2000"
branch_labels: str | None = None
depends_on: str | None = None

#: Added bare, as columns that may be null: a decision from before still is what its event says.
COLUMNS = {
    "passkey_id": "TEXT CONSTRAINT fk_review_passkey_id REFERENCES passkey (id)"
    " CONSTRAINT ck_review_passkey_id CHECK (passkey_id IS NULL OR decision = 'approve')",
    "assertion": "TEXT CONSTRAINT ck_review_assertion CHECK ((passkey_id IS NULL) = (assertion IS NULL))",
}


def upgrade() -> None:
    """Make the table, then widen that of decisions."""
    texts = ("user_id", "credential_id", "public_key", "algorithm", "rp_id", "name", "created_at")
    op.create_table(
        "passkey",
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("algorithm IN ('ES256', 'EdDSA', 'RS256')", name=op.f("ck_passkey_algorithm")),
        sa.CheckConstraint("length(rp_id) > 0", name=op.f("ck_passkey_rp_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_passkey_user_id")),
        sa.ForeignKeyConstraint(
            ["id", "rev"], ["event.target_id", "event.target_rev"], name=op.f("fk_passkey_id_rev"),
            initially="DEFERRED", deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        sqlite_strict=True,
    )  # fmt: skip
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"])
    for name, held in COLUMNS.items():
        op.execute(f"ALTER TABLE review ADD COLUMN {name} {held}")


def downgrade() -> None:
    """Only while there is no passkey: nothing on record is deleted."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM passkey LIMIT 1")).first():
        raise Conflict("There are passkeys, and nothing on record is deleted. Go on with this version.")
    with op.batch_alter_table("review", table_kwargs={"sqlite_strict": True}) as batch:
        batch.drop_constraint(op.f("ck_review_assertion"), type_="check")
        batch.drop_constraint(op.f("ck_review_passkey_id"), type_="check")
        batch.drop_column("assertion")
        batch.drop_column("passkey_id")  # its foreign key goes with it
    op.drop_table("passkey")
