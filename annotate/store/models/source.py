"""The library: parties with their camps, sources with their origins, answers to checklists."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited, personal


class PartyRow(AuditedRow):
    """Who says so: a person or a body."""

    __tablename__ = "party"
    __table_args__ = audited(
        CheckConstraint("belongs_to <> id", name="belongs_to"),
        CheckConstraint("(belongs_to IS NULL) = (belongs_how IS NULL)", name="belongs_how"),
        Index("ix_party_belongs_to", "belongs_to"),
    )

    name: Mapped[str]
    #: The name as it is looked up: case-folded, white space closed up.
    name_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    note: Mapped[str] = personal(default="")
    created_at: Mapped[str]
    #: The party that this one is a part of, speaks for or is affiliated with: one step towards its camp.
    belongs_to: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    #: A Belonging.
    belongs_how: Mapped[str | None]


class SourceRow(AuditedRow):
    """A thing that bears on claims, shared by all articles."""

    __tablename__ = "source"
    __table_args__ = audited(
        CheckConstraint("reliability IN ('A', 'B', 'C', 'D', 'E', 'F')", name="reliability"),
        CheckConstraint("derived_from_id <> id", name="derived_from_id"),
        Index("ix_source_created_at_id", "created_at", "id"),
        Index("ix_source_origin_id", "origin_id"),
        Index("ix_source_derived_from_id", "derived_from_id"),
    )

    #: A term of the vocabulary `source_kind`.
    kind: Mapped[str]
    title: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    #: The URL as it is looked up; null where there is none. The same URL is one source.
    url_key: Mapped[str | None] = mapped_column(unique=True)
    archive_url: Mapped[str] = mapped_column(default="")
    publisher: Mapped[str] = mapped_column(default="")
    author: Mapped[str] = mapped_column(default="")
    published: Mapped[str] = mapped_column(default="")
    accessed: Mapped[str] = mapped_column(default="")
    reliability: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    retired: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[str]
    #: The party that it comes from: whose knowledge or word it is.
    origin_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    #: The source that it repeats, quotes or was made from.
    derived_from_id: Mapped[str | None] = mapped_column(ForeignKey("source.id"))
    #: What its origin stands to gain (IFCN, disclosure of interests).
    interest: Mapped[str | None]


class AnswerRow(AuditedRow):
    """What somebody answered to one question of a source's checklist."""

    __tablename__ = "answer"
    __table_args__ = audited(
        UniqueConstraint("source_id", "question"), CheckConstraint("length(answer) > 0", name="answer")
    )

    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    #: A term of the vocabulary `checklist`.
    question: Mapped[str]
    answer: Mapped[str]
    #: How that was found out.
    method: Mapped[str] = mapped_column(default="")
    confidence: Mapped[str | None]
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[str]
