"""Passkeys of people. The private half never leaves their devices."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from annotate.store.base import AuditedRow, audited, personal


class PasskeyRow(AuditedRow):
    """A public key by which its owner signs decisions. Only its name changes, and that it is retired, for good.

    There is no counter of uses: it would change with each, and synced passkeys always say 0 (decision 15).
    """

    __tablename__ = "passkey"
    __table_args__ = audited(
        CheckConstraint("algorithm IN ('ES256', 'EdDSA', 'RS256')", name="algorithm"),
        CheckConstraint("length(rp_id) > 0", name="rp_id"),
        Index("ix_passkey_user_id", "user_id"),
    )

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    #: Base64url, without padding.
    credential_id: Mapped[str] = mapped_column(unique=True)
    #: SubjectPublicKeyInfo (RFC 5280), base64.
    public_key: Mapped[str]
    algorithm: Mapped[str]
    #: The name of the desk that it was made for.
    rp_id: Mapped[str]
    #: What its owner calls it. Given by an event of its own, so that the one that registers the key says nothing else.
    name: Mapped[str] = personal(default="")
    created_at: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False)
