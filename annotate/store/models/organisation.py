"""What the newsroom says of itself in public."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited

#: The id of the one row.
ORGANISATION = "organisation"


class OrganisationRow(AuditedRow):
    """Name, address, logo and policies of the newsroom: one row, or none while the settings say it all."""

    __tablename__ = "organisation"
    __table_args__ = audited(
        CheckConstraint(f"id = '{ORGANISATION}'", name="id"),
        CheckConstraint("length(name) > 0", name="name"),
        CheckConstraint("(logo IS NULL) = (logo_type = '')", name="logo"),
    )

    name: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    #: SHA-256 of the logo in the evidence store, and its type by content.
    logo: Mapped[str | None]
    logo_type: Mapped[str] = mapped_column(default="")
    #: Policies and the licence: each a text, or the address of a page.
    ownership: Mapped[str] = mapped_column(default="")
    ethics: Mapped[str] = mapped_column(default="")
    corrections: Mapped[str] = mapped_column(default="")
    feedback: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
