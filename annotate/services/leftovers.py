"""What a crash in the middle of an upload leaves in the evidence store: cleared away at every start."""

from __future__ import annotations

from collections.abc import Collection

from annotate.store.evidence import Evidence, Swept
from annotate.store.queries import kept
from annotate.store.session import Database

#: Seconds that taken bytes may wait for their row while other processes use the store: far more than any of them takes.
GRACE = 24 * 3600.0


def sweep(database: Database, evidence: Evidence) -> Swept:
    """Remove temporary files of dead uploads, and bytes that were taken for a row that never came.

    The store says which bytes are in question, and only then is the database asked: a row that was committed before
    that is seen, and bytes that are taken after it are young.
    """

    def named(hashes: Collection[str]) -> set[str]:
        with database.read() as session:
            return kept.named(session, hashes)

    return evidence.sweep(named, GRACE)
