"""Evidence: bytes kept once under their SHA-256, never changed, outside the database. One protocol, two stores."""

from __future__ import annotations

from annotate.store.evidence.base import Check, Evidence, Readable, Swept, Taken
from annotate.store.evidence.folder import Folder
from annotate.store.evidence.incoming import sync

__all__ = ["Check", "Evidence", "Folder", "Readable", "Swept", "Taken", "sync"]
