"""Files: bytes kept once under their SHA-256, where a source holds them, and what the inspector found in them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited, personal

_STANDING = text("withdrawn = 0")


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


class AttachmentRow(AuditedRow):
    """A file as a source holds it: its name as received, where it came from, who may open it.

    A file is held by one source at a time; the same bytes handed in again are recognised.
    """

    __tablename__ = "attachment"
    __table_args__ = audited(
        CheckConstraint("access IN ('public', 'desk', 'sealed')", name="access"),
        CheckConstraint("derived_from_id <> id", name="derived_from_id"),
        Index(
            "uq_attachment_file_id", "file_id", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING
        ),
        Index("ix_attachment_source_id", "source_id"),
    )  # fmt: skip

    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    file_id: Mapped[str] = mapped_column(ForeignKey("file.id"))
    #: The name as received, for showing; never used as a path.
    name: Mapped[str]
    #: Where it came from: an address, a person, a device.
    origin: Mapped[str] = personal(default="")
    #: When it was captured, as far as anybody said: a date, or UTC text.
    captured: Mapped[str] = mapped_column(default="")
    #: A Capture: how it came to the desk.
    method: Mapped[str]
    access: Mapped[str]
    #: Ids of the people who may open it while it is sealed, as a JSON list; they are on record, not deleted from it.
    readers: Mapped[str] = mapped_column(default="[]")
    #: The attachment that this one was cropped, redacted or cut from, and what was done.
    derived_from_id: Mapped[str | None] = mapped_column(ForeignKey("attachment.id"))
    derivation: Mapped[str] = mapped_column(default="")
    #: Somebody ticked that place, device and persons named in the file may be published.
    metadata_public: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = personal(default="")
    author_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    #: Taken back; row and bytes stay.
    withdrawn: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[str]


class InspectionRow(AuditedRow):
    """What the inspector last found in a file, or why it found nothing."""

    __tablename__ = "inspection"
    __table_args__ = audited(CheckConstraint("outcome IN ('done', 'refused', 'failed')", name="outcome"))

    file_id: Mapped[str] = mapped_column(ForeignKey("file.id"), unique=True)
    outcome: Mapped[str]
    #: By content, not by name.
    media_type: Mapped[str]
    #: Findings as canonical JSON.
    found: Mapped[str] = personal()
    #: A sentence where the outcome is not done.
    problem: Mapped[str] = mapped_column(default="")
    #: Version of the inspector.
    inspector: Mapped[str]
    #: SHA-256 of a small picture of the content in the evidence store, where one could be made.
    thumbnail: Mapped[str | None]
    created_at: Mapped[str]
