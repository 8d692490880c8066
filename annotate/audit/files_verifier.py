"""Proving the evidence: all bytes that a row names are there, and are those that were received. It reads every byte."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.store.evidence import Evidence
from annotate.store.models import FileRow
from annotate.store.queries import kept

_WORDS = {"missing": "its bytes are not there", "altered": "its bytes are not the ones that were received"}


def verify_files(session: Session, evidence: Evidence) -> Iterator[Fault | None]:
    """For each kept file a fault, or None where it is as it came, in the order of their hashes. Raises OSError."""
    files = {row.sha256: row for row in session.execute(select(FileRow.sha256, FileRow.id, FileRow.size))}
    for sha256 in sorted(kept.all_named(session)):
        row = files.get(sha256)
        where = f"file {row.id}" if row else f"the picture {sha256[:16]}… of a file"
        found = evidence.check(sha256)
        if found != "good":
            yield Fault(where, f"{_WORDS[found]} (SHA-256 {sha256})")
        elif row and (size := evidence.size(sha256)) != row.size:
            yield Fault(where, f"its row says {row.size} bytes, and there are {size}")
        else:
            yield None
