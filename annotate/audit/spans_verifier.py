"""Proving the marks: every set of spans that a claim ever had is the one that the event of that revision says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.store.models import SpanRow

#: (claim, revision that set them) → fingerprint of the marks.
Marks = dict[tuple[str, int], bytes]
#: Rows read at a time.
_BATCH = 1_000
#: Made once: `json.dumps` makes an encoder for each call.
_encode = json.JSONEncoder(sort_keys=True).encode
_NAMES = ("start", "end", "exact", "prefix", "suffix")


def fingerprint(revision_id: Any, spans: Sequence[Mapping[str, Any]]) -> bytes:
    """Of the marks of one event: the revision of the text that they stand in, and the spans in their order."""
    return hashlib.sha256(_encode([revision_id, spans]).encode()).digest()


def verify_spans(session: Session, told: Marks) -> Iterator[Fault]:
    """Compare all rows, those of former revisions too. Reads all of them."""
    query = select(SpanRow).order_by(SpanRow.claim_id, SpanRow.rev, SpanRow.ordinal)
    seen: set[tuple[str, int]] = set()
    rows = session.scalars(query.execution_options(yield_per=_BATCH))
    for key, group in groupby(rows, key=lambda row: (row.claim_id, row.rev)):
        found = list(group)
        seen.add(key)
        if told.get(key) != _stands(found):
            yield Fault(f"claim {key[0]}", f"its marks of revision {key[1]} are not what the trail says")
    for claim, rev in sorted(told.keys() - seen):
        yield Fault(f"claim {claim}", f"its marks of revision {rev} are gone")


def _stands(rows: Sequence[SpanRow]) -> bytes | None:
    if [row.ordinal for row in rows] != list(range(len(rows))) or len({row.revision_id for row in rows}) != 1:
        return None
    return fingerprint(rows[0].revision_id, [{name: getattr(row, name) for name in _NAMES} for row in rows])
