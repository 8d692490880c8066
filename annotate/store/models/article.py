"""Articles and their frozen revisions."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited


class ArticleRow(AuditedRow):
    """The piece being checked. Its id is also the id of its log."""

    __tablename__ = "article"
    __table_args__ = audited(
        CheckConstraint("direction IN ('ltr', 'rtl')", name="direction"),
        Index("ix_article_created_at_id", "created_at", "id"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    byline: Mapped[str] = mapped_column(default="")
    publisher: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    #: BCP 47 tag, "und" where nobody said.
    language: Mapped[str] = mapped_column(default="und")
    direction: Mapped[str] = mapped_column(default="ltr")
    #: The date (YYYY-MM-DD) that weekdays in the text refer to, empty if unknown.
    dated: Mapped[str] = mapped_column(default="")
    #: The revision under check now. No foreign key: both rows name each other and are made in one transaction.
    revision_id: Mapped[str]
    #: Part of the worked example; every page says so.
    example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[str]


class RevisionRow(AuditedRow):
    """One frozen text of an article. Never updated."""

    __tablename__ = "revision"
    __table_args__ = audited(
        UniqueConstraint("article_id", "number"),
        CheckConstraint("length > 0", name="length"),
    )
    hashed: ClassVar[frozenset[str]] = frozenset({"text"})

    article_id: Mapped[str] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    #: SHA-256 of the text's UTF-8 bytes.
    sha256: Mapped[str] = mapped_column(index=True)
    #: Code points.
    length: Mapped[int]
    text: Mapped[str]
    #: JSON list of the indexes of the lines that are headings; blocks follow from it and the text.
    headings: Mapped[str]
    importer: Mapped[str]
    #: The received bytes, if it came as a file.
    file_id: Mapped[str | None] = mapped_column(ForeignKey("file.id"))
    created_at: Mapped[str]
