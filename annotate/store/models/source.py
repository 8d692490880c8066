"""The library: parties, sources, files."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited


class PartyRow(AuditedRow):
    """Who says so: a person or a body."""

    __tablename__ = "party"
    __table_args__ = audited()

    name: Mapped[str]
    #: The name as it is looked up: case-folded, white space closed up.
    name_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[str]


class FileRow(AuditedRow):
    """Received bytes, kept once under their SHA-256 in the evidence store."""

    __tablename__ = "file"
    __table_args__ = audited(CheckConstraint("size >= 0", name="size"))

    sha256: Mapped[str] = mapped_column(unique=True)
    #: Bytes.
    size: Mapped[int]
    media_type: Mapped[str]
    #: The name as received, for showing; never used as a path.
    name: Mapped[str]
    created_at: Mapped[str]


class SourceRow(AuditedRow):
    """A thing that bears on claims, shared by all articles."""

    __tablename__ = "source"
    __table_args__ = audited(
        CheckConstraint("reliability IN ('A', 'B', 'C', 'D', 'E', 'F')", name="reliability"),
        Index("ix_source_created_at_id", "created_at", "id"),
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
