"""Evidence as objects, camps and origins, relations between claims, records of searching and asking.

Columns are added bare, by ALTER TABLE, not by rebuilding: every new one may be null, so that an event written before it
existed still describes its row. Only `term` is rebuilt on SQLite, because a CHECK widens.

Revision ID: 20261125_1800
Revises: 20261123_1900
Create Date: 2026-11-25 18:00
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from annotate.domain.errors import Conflict

revision: str = "20261125_1800"
down_revision: str | None = "20261123_1900"
branch_labels: str | None = None
depends_on: str | None = None

#: In the order in which they are made; dropped the other way round.
TABLES = ("attachment", "inspection", "answer", "cleared", "relation", "lookup", "reply")
#: table → columns with what holds them, in SQL for both engines.
COLUMNS: dict[str, dict[str, str]] = {
    "party": {
        "belongs_to": "TEXT CONSTRAINT fk_party_belongs_to REFERENCES party (id)"
        " CONSTRAINT ck_party_belongs_to CHECK (belongs_to <> id)",
        "belongs_how": "TEXT CONSTRAINT ck_party_belongs_how CHECK ((belongs_to IS NULL) = (belongs_how IS NULL))",
    },
    "source": {
        "origin_id": "TEXT CONSTRAINT fk_source_origin_id REFERENCES party (id)",
        "derived_from_id": "TEXT CONSTRAINT fk_source_derived_from_id REFERENCES source (id)"
        " CONSTRAINT ck_source_derived_from_id CHECK (derived_from_id <> id)",
        "interest": "TEXT",
    },
    "citation": {
        "attachment_id": "TEXT CONSTRAINT fk_citation_attachment_id REFERENCES attachment (id)",
        "visible": "TEXT",
        "inferred": "TEXT",
        "claimed": "TEXT",
    },
}
INDEXES = (
    ("ix_party_belongs_to", "party", "belongs_to"),
    ("ix_source_origin_id", "source", "origin_id"),
    ("ix_source_derived_from_id", "source", "derived_from_id"),
)
_OLD = "vocabulary IN ('claim_type', 'status', 'source_kind')"
_NEW = "vocabulary IN ('claim_type', 'status', 'source_kind', 'checklist')"


def upgrade() -> None:
    """Widen the library, then make the new tables."""
    with _term() as batch:
        batch.add_column(sa.Column("applies_to", sa.Text()))
        batch.drop_constraint(op.f("ck_term_vocabulary"), type_="check")
        batch.create_check_constraint(op.f("ck_term_vocabulary"), _NEW)
    _files()
    for table, columns in COLUMNS.items():
        for name, held in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {held}")
    for index, table, column in INDEXES:
        op.create_index(index, table, [column])
    _answers()
    _relations()
    _records()


def downgrade() -> None:
    """Take all of it away, as long as nothing is recorded in it."""
    _check_empty()
    for index, table, _ in INDEXES:
        op.drop_index(index, table)
    for table, columns in COLUMNS.items():
        with _rebuilt(table) as batch:
            for held in (f"ck_{table}_belongs_to", f"ck_{table}_belongs_how", f"ck_{table}_derived_from_id"):
                if any(held in column for column in columns.values()):
                    batch.drop_constraint(op.f(held), type_="check")
            for name in reversed(columns):
                batch.drop_column(name)  # its foreign key goes with it
    with _term() as batch:
        batch.drop_constraint(op.f("ck_term_vocabulary"), type_="check")
        batch.create_check_constraint(op.f("ck_term_vocabulary"), _OLD)
        batch.drop_column("applies_to")
    for table in reversed(TABLES):
        op.drop_table(table)


def _check_empty() -> None:
    taken = [f"SELECT 1 FROM {table}" for table in TABLES]
    taken += ["SELECT 1 FROM term WHERE vocabulary = 'checklist'"]
    taken += [
        f"SELECT 1 FROM {table} WHERE {name} IS NOT NULL" for table, columns in COLUMNS.items() for name in columns
    ]
    for query in taken:
        if op.get_bind().execute(sa.text(query)).first():
            raise Conflict("The desk holds what an older version has no place for, and nothing on record is deleted.")


def _term() -> Any:
    return _rebuilt("term")


def _rebuilt(table: str) -> Any:
    return op.batch_alter_table(table, table_kwargs={"sqlite_strict": True})


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _audited(name: str, *items: sa.schema.SchemaItem) -> None:
    """With id and rev, and the deferred reference to the event that made this rev."""
    event = sa.ForeignKeyConstraint(
        ["id", "rev"],
        ["event.target_id", "event.target_rev"],
        name=op.f(f"fk_{name}_id_rev"),
        initially="DEFERRED",
        deferrable=True,
    )
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    op.create_table(name, _text("id"), _number("rev"), *items, key, event, sqlite_strict=True)


def _files() -> None:
    _audited(
        "attachment",
        *(_text(n) for n in ("source_id", "file_id", "name", "origin", "captured", "method", "access", "readers")),
        _text("derived_from_id", nullable=True),
        _text("derivation"),
        _number("metadata_public"),
        _text("note"),
        _text("author_id"),
        _number("withdrawn"),
        _text("created_at"),
        _check("attachment", "access", "access IN ('public', 'desk', 'sealed')"),
        _check("attachment", "derived_from_id", "derived_from_id <> id"),
        _key("attachment", "source_id", "source"),
        _key("attachment", "file_id", "file"),
        _key("attachment", "derived_from_id", "attachment"),
        _key("attachment", "author_id", "user"),
    )
    standing = sa.text("withdrawn = 0")
    op.create_index(
        "uq_attachment_file_id", "attachment", ["file_id"], unique=True, sqlite_where=standing,
        postgresql_where=standing,
    )  # fmt: skip
    op.create_index("ix_attachment_source_id", "attachment", ["source_id"])
    _audited(
        "inspection",
        *(_text(n) for n in ("file_id", "outcome", "media_type", "found", "problem", "inspector")),
        _text("thumbnail", nullable=True),
        _text("created_at"),
        _check("inspection", "outcome", "outcome IN ('done', 'refused', 'failed')"),
        _key("inspection", "file_id", "file"),
        sa.UniqueConstraint("file_id", name=op.f("uq_inspection_file_id")),
    )


def _answers() -> None:
    _audited(
        "answer",
        *(_text(n) for n in ("source_id", "question", "answer", "method")),
        _text("confidence", nullable=True),
        _text("author_id"),
        _text("created_at"),
        _check("answer", "answer", "length(answer) > 0"),
        _key("answer", "source_id", "source"),
        _key("answer", "author_id", "user"),
        sa.UniqueConstraint("source_id", "question", name=op.f("uq_answer_source_id_question")),
    )


def _relations() -> None:
    _audited(
        "cleared",
        *(_text(n) for n in ("article_id", "revision_id")),
        _number("start"),
        _number("end"),
        _text("author_id"),
        _number("withdrawn"),
        _text("created_at"),
        _check("cleared", "range", '"start" >= 0 AND "start" < "end"'),
        _key("cleared", "article_id", "article"),
        _key("cleared", "revision_id", "revision"),
        _key("cleared", "author_id", "user"),
    )
    op.create_index("ix_cleared_revision_id_start", "cleared", ["revision_id", "start"])
    _audited(
        "relation",
        *(_text(n) for n in ("article_id", "claim_id", "other_id", "kind", "topic", "settle", "author_id")),
        _number("withdrawn"),
        _text("created_at"),
        _check(
            "relation",
            "kind",
            "kind IN ('contradiction', 'tension', 'denial', 'rival_motive', 'rival_account', 'supports', 'repeats')",
        ),
        _check("relation", "other_id", "claim_id <> other_id"),
        _key("relation", "article_id", "article"),
        _key("relation", "claim_id", "claim"),
        _key("relation", "other_id", "claim"),
        _key("relation", "author_id", "user"),
    )
    for column in ("article_id", "claim_id", "other_id"):
        op.create_index(f"ix_relation_{column}", "relation", [column])


def _records() -> None:
    _audited(
        "lookup",
        *(_text(n) for n in ("claim_id", "place", "query", "found", "looked", "author_id")),
        _number("withdrawn"),
        _text("created_at"),
        _key("lookup", "claim_id", "claim"),
        _key("lookup", "author_id", "user"),
    )
    op.create_index("ix_lookup_claim_id", "lookup", ["claim_id"])
    _audited(
        "reply",
        *(_text(n) for n in ("claim_id", "party_id", "channel", "question", "asked", "deadline", "answered")),
        *(_text(n) for n in ("outcome", "answer", "author_id")),
        _number("withdrawn"),
        _text("created_at"),
        _check("reply", "outcome", "outcome IN ('waiting', 'answered', 'declined', 'silent')"),
        _check("reply", "answer", "outcome <> 'answered' OR length(answer) > 0"),
        _key("reply", "claim_id", "claim"),
        _key("reply", "party_id", "party"),
        _key("reply", "author_id", "user"),
    )
    op.create_index("ix_reply_claim_id", "reply", ["claim_id"])
