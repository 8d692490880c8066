"""The first tables: the trail, accounts, the library, articles, claims, decisions, editions.

Revision ID: 20261123_1900
Revises:
Create Date: 2026-11-23 19:00
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from annotate.domain.errors import Conflict

revision: str = "20261123_1900"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

#: In the order in which they are made; dropped the other way round.
TABLES = (
    "log",
    "event",
    "user",
    "credential",
    "link",
    "session",
    "token",
    "login_attempt",
    "term",
    "party",
    "file",
    "source",
    "article",
    "revision",
    "claim",
    "span",
    "citation",
    "comment",
    "review",
    "report",
    "draft",
    "idempotency",
)


def upgrade() -> None:
    """Make all tables. Triggers belong to no revision: env.py installs them anew after every migration."""
    _trail()
    _people()
    _library()
    _articles()
    _claims()
    _work()
    _desk()


def downgrade() -> None:
    """Drop all tables, as long as nothing was recorded in them."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM event")):
        raise Conflict("The trail holds events, and nothing on record is deleted. Keep this database; open another.")
    for table in reversed(TABLES):
        op.drop_table(table)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """An integer; also True and False as 1 and 0."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _bytes(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _table(name: str, *items: sa.schema.SchemaItem) -> None:
    """STRICT on SQLite: a column holds what it says or nothing is written."""
    op.create_table(name, *items, sqlite_strict=True)


def _audited_table(name: str, *items: sa.schema.SchemaItem) -> None:
    """With id and rev, and the deferred reference to the event that made this rev."""
    _table(
        name,
        _text("id"),
        _number("rev"),
        *items,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["id", "rev"],
            ["event.target_id", "event.target_rev"],
            name=op.f(f"fk_{name}_id_rev"),
            initially="DEFERRED",
            deferrable=True,
        ),
    )


def _trail() -> None:
    """The trail itself."""
    _table(
        "log",
        _text("id"),
        _text("kind"),
        sa.CheckConstraint("kind IN ('article', 'library', 'system')", name=op.f("ck_log_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
    )
    _table(
        "event",
        _text("log"),
        _number("seq"),
        _bytes("body"),
        _text("hash"),
        _text("prev"),
        _text("at"),
        _text("actor_id"),
        _text("action"),
        _text("target_type"),
        _text("target_id"),
        _number("target_rev", nullable=True),
        _text("claim_id", nullable=True),
        _number("work"),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_event_hash")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_event_seq")),
        sa.ForeignKeyConstraint(["log"], ["log.id"], name=op.f("fk_event_log")),
        sa.PrimaryKeyConstraint("log", "seq", name=op.f("pk_event")),
        sa.UniqueConstraint("target_id", "target_rev", name=op.f("uq_event_target_id_target_rev")),
    )
    op.create_index("ix_event_actor_id_at", "event", ["actor_id", "at"])
    op.create_index("ix_event_at_log_seq", "event", ["at", "log", "seq"])
    op.create_index("ix_event_claim_id_seq", "event", ["claim_id", "seq"])


def _people() -> None:
    """Accounts, and the secrets that belong to them."""
    _audited_table(
        "user",
        _text("email"),
        _text("name"),
        _text("role"),
        _number("active"),
        _text("created_at"),
        sa.CheckConstraint("role IN ('checker', 'reviewer', 'admin', 'viewer')", name=op.f("ck_user_role")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    _table(
        "credential",
        _text("user_id"),
        _text("password_hash"),
        _text("changed_at"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_credential_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credential")),
    )
    _table(
        "link",
        _text("hash"),
        _text("user_id"),
        _text("expires_at"),
        _text("used_at", nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_link_user_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_link")),
    )
    _table(
        "session",
        _text("hash"),
        _text("user_id"),
        _text("created_at"),
        _text("seen_at"),
        _text("revoked_at", nullable=True),
        _text("agent"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_session_user_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_session")),
    )
    op.create_index("ix_session_user_id", "session", ["user_id"])
    _table(
        "token",
        _text("hash"),
        _text("user_id"),
        _text("created_at"),
        _text("revoked_at", nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_token_user_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_token")),
    )
    op.create_index("ix_token_user_id", "token", ["user_id"])
    _table(
        "login_attempt",
        _text("id"),
        _text("key"),
        _text("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index("ix_login_attempt_key_at", "login_attempt", ["key", "at"])


def _library() -> None:
    """What all articles share."""
    _audited_table(
        "term",
        _text("vocabulary"),
        _text("code"),
        _text("label"),
        _text("definition"),
        _text("tone"),
        _text("letter"),
        _number("rating_value", nullable=True),
        _text("alternate_name"),
        _number("position"),
        _number("active"),
        sa.CheckConstraint("vocabulary IN ('claim_type', 'status', 'source_kind')", name=op.f("ck_term_vocabulary")),
        sa.UniqueConstraint("vocabulary", "code", name=op.f("uq_term_vocabulary_code")),
    )
    _audited_table(
        "party",
        _text("name"),
        _text("name_key"),
        _text("kind"),
        _text("note"),
        _text("created_at"),
        sa.UniqueConstraint("name_key", name=op.f("uq_party_name_key")),
    )
    _audited_table(
        "file",
        _text("sha256"),
        _number("size"),
        _text("media_type"),
        _text("name"),
        _text("created_at"),
        sa.CheckConstraint("size >= 0", name=op.f("ck_file_size")),
        sa.UniqueConstraint("sha256", name=op.f("uq_file_sha256")),
    )
    _audited_table(
        "source",
        _text("kind"),
        _text("title"),
        _text("url"),
        _text("url_key", nullable=True),
        _text("archive_url"),
        _text("publisher"),
        _text("author"),
        _text("published"),
        _text("accessed"),
        _text("reliability", nullable=True),
        _text("note"),
        _number("retired"),
        _text("author_id"),
        _text("created_at"),
        sa.CheckConstraint("reliability IN ('A', 'B', 'C', 'D', 'E', 'F')", name=op.f("ck_source_reliability")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_source_author_id")),
        sa.UniqueConstraint("url_key", name=op.f("uq_source_url_key")),
    )
    op.create_index("ix_source_created_at_id", "source", ["created_at", "id"])


def _articles() -> None:
    """Articles and their texts."""
    _audited_table(
        "article",
        _text("slug"),
        _text("title"),
        _text("byline"),
        _text("publisher"),
        _text("url"),
        _text("language"),
        _text("direction"),
        _text("dated"),
        _text("revision_id"),
        _number("example"),
        _text("created_at"),
        sa.CheckConstraint("direction IN ('ltr', 'rtl')", name=op.f("ck_article_direction")),
        sa.UniqueConstraint("slug", name=op.f("uq_article_slug")),
    )
    op.create_index("ix_article_created_at_id", "article", ["created_at", "id"])
    _audited_table(
        "revision",
        _text("article_id"),
        _number("number"),
        _text("sha256"),
        _number("length"),
        _text("text"),
        _text("headings"),
        _text("importer"),
        _text("file_id", nullable=True),
        _text("created_at"),
        sa.CheckConstraint("length > 0", name=op.f("ck_revision_length")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_revision_article_id")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_revision_file_id")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_revision_article_id_number")),
    )
    op.create_index("ix_revision_sha256", "revision", ["sha256"])


def _claims() -> None:
    """Claims and where they stand."""
    _audited_table(
        "claim",
        _text("article_id"),
        _text("revision_id"),
        _number("number"),
        _number("spans_rev"),
        _number("position"),
        _text("state"),
        _text("type"),
        _text("status"),
        _text("statement"),
        _text("attribution", nullable=True),
        _text("claimant_id", nullable=True),
        _number("own_voice"),
        _text("rationale"),
        _text("known"),
        _text("unknown"),
        _text("settle"),
        _text("search_log"),
        _text("confidence", nullable=True),
        _text("worthiness", nullable=True),
        _text("assignee_id", nullable=True),
        _text("author_id"),
        _text("digest", nullable=True),
        _text("stale_digest", nullable=True),
        _text("submitted_at", nullable=True),
        _text("created_at"),
        _text("updated_at"),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'approved', 'withdrawn')", name=op.f("ck_claim_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'approved') OR length(digest) = 64", name=op.f("ck_claim_digest")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_claim_article_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["user.id"], name=op.f("fk_claim_assignee_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_claim_author_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["party.id"], name=op.f("fk_claim_claimant_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_claim_revision_id")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_claim_article_id_number")),
    )
    op.create_index("ix_claim_article_id_state", "claim", ["article_id", "state"])
    _partial("ix_claim_assignee_id_state", "assignee_id", "state")
    op.create_index("ix_claim_author_id_state", "claim", ["author_id", "state"])
    _partial("ix_claim_submitted_at_id", "submitted_at", "id")
    _table(
        "span",
        _text("claim_id"),
        _number("rev"),
        _number("ordinal"),
        _text("revision_id"),
        _number("start"),
        _number("end"),
        _text("exact"),
        _text("prefix"),
        _text("suffix"),
        sa.CheckConstraint('"start" >= 0 AND "start" < "end"', name=op.f("ck_span_range")),
        sa.CheckConstraint('length(exact) = "end" - "start"', name=op.f("ck_span_exact")),
        sa.ForeignKeyConstraint(
            ["claim_id", "rev"],
            ["event.target_id", "event.target_rev"],
            name=op.f("fk_span_claim_id_rev"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_span_claim_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_span_revision_id")),
        sa.PrimaryKeyConstraint("claim_id", "rev", "ordinal", name=op.f("pk_span")),
    )
    op.create_index("ix_span_revision_id_start", "span", ["revision_id", "start"])


def _work() -> None:
    """What is said about claims, and decided."""
    _audited_table(
        "citation",
        _text("claim_id"),
        _text("source_id"),
        _text("stance"),
        _text("locator"),
        _text("excerpt"),
        _number("credibility", nullable=True),
        _text("note"),
        _text("author_id"),
        _number("withdrawn"),
        _text("created_at"),
        sa.CheckConstraint(
            "stance IN ('supports', 'partly_supports', 'refutes', 'partly_refutes', 'context', 'silent', 'denies_only',"
            " 'claim_origin')",
            name=op.f("ck_citation_stance"),
        ),
        sa.CheckConstraint("credibility BETWEEN 1 AND 6", name=op.f("ck_citation_credibility")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_citation_author_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_citation_claim_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_citation_source_id")),
    )
    op.create_index("ix_citation_claim_id", "citation", ["claim_id"])
    op.create_index("ix_citation_source_id", "citation", ["source_id"])
    _audited_table(
        "comment",
        _text("claim_id"),
        _text("author_id"),
        _text("body"),
        _number("blocking"),
        _text("resolved_by", nullable=True),
        _text("resolved_at", nullable=True),
        _text("created_at"),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_comment_claim_id")),
        sa.ForeignKeyConstraint(["resolved_by"], ["user.id"], name=op.f("fk_comment_resolved_by")),
    )
    op.create_index("ix_comment_claim_id", "comment", ["claim_id"])
    _audited_table(
        "review",
        _text("claim_id"),
        _number("claim_rev"),
        _text("decision"),
        _text("reviewer_id"),
        _text("role"),
        _text("comment"),
        _text("digest"),
        _text("at"),
        sa.CheckConstraint("decision <> 'return' OR length(trim(comment)) > 0", name=op.f("ck_review_comment")),
        sa.CheckConstraint("decision IN ('submit', 'approve', 'return')", name=op.f("ck_review_decision")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_review_digest")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_review_claim_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user.id"], name=op.f("fk_review_reviewer_id")),
        sa.UniqueConstraint("claim_id", "claim_rev", name=op.f("uq_review_claim_id_claim_rev")),
    )
    op.create_index("ix_review_reviewer_id_at", "review", ["reviewer_id", "at"])


def _desk() -> None:
    """Editions, half-filled forms, repeated requests."""
    _audited_table(
        "report",
        _text("article_id"),
        _number("number"),
        _text("sha256"),
        _bytes("body"),
        _text("note"),
        _text("published_by"),
        _text("published_at"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_report_article_id")),
        sa.ForeignKeyConstraint(["published_by"], ["user.id"], name=op.f("fk_report_published_by")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_report_article_id_number")),
    )
    _table(
        "draft",
        _text("user_id"),
        _text("form"),
        _text("data"),
        _text("at"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_user_id")),
        sa.PrimaryKeyConstraint("user_id", "form", name=op.f("pk_draft")),
    )
    _table(
        "idempotency",
        _text("user_id"),
        _text("key"),
        _text("request"),
        _number("status"),
        _text("headers"),
        _text("body"),
        _text("at"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_idempotency_user_id")),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency")),
    )


def _partial(name: str, column: str, *more: str) -> None:
    """An index of the claims that have something in `column`."""
    where = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, "claim", [column, *more], sqlite_where=where, postgresql_where=where)
