"""Which kept bytes the database speaks of. A new column that names bytes in the evidence store belongs in `NAMING`."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from annotate.store.models import DraftRow, FileRow, InspectionRow, OrganisationRow

#: Columns that hold the hash of kept bytes.
NAMING: tuple[InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ...] = (
    FileRow.sha256,
    InspectionRow.thumbnail,
    OrganisationRow.logo,
)
#: Hashes asked for at once: SQLite and PostgreSQL both take many more values in one statement.
_AT_ONCE = 500


def named(session: Session, hashes: Collection[str]) -> set[str]:
    """Those of the hashes that a row names, or the draft of a text on its way in (web/incoming.py)."""
    wanted = sorted(hashes)
    drafts = session.scalars(select(DraftRow.data).where(DraftRow.form.startswith("import:")))
    found = {sha256 for data in drafts for sha256 in re.findall(r"[0-9a-f]{64}", data)}.intersection(wanted)
    for start in range(0, len(wanted), _AT_ONCE):
        for column in NAMING:
            some = session.scalars(select(column).where(column.in_(wanted[start : start + _AT_ONCE])))
            found.update(sha256 for sha256 in some if sha256)
    return found


def all_named(session: Session) -> set[str]:
    """Every hash of kept bytes that a row names; drafts left out. A query for each column."""
    return {sha256 for column in NAMING for sha256 in session.scalars(select(column)) if sha256}
