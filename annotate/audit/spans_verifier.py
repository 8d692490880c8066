"""Proving the marks: every set of spans that a claim ever had is the one that the event of that revision says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.store.base import table
from annotate.store.models import SpanRow

#: (claim, revision that set them) → fingerprint of the marks.
Marks = dict[tuple[str, int], bytes]
#: Rows read at a time.
_BATCH = 1_000
_NAMES = ("start", "end", "exact", "prefix", "suffix")
_said = itemgetter(*_NAMES)
_key = itemgetter(0, 1)
_SPAN = table(SpanRow).c
_QUERY = (
    select(_SPAN.claim_id, _SPAN.rev, _SPAN.ordinal, _SPAN.revision_id, *(_SPAN[name] for name in _NAMES))
    .order_by(_SPAN.claim_id, _SPAN.rev, _SPAN.ordinal)
    .execution_options(yield_per=_BATCH)
)


def fingerprint(revision_id: Any, spans: Sequence[Any]) -> bytes:
    """Of the marks of one event: the revision of the text that they stand in, and the spans in their order."""
    try:
        told = [_said(span) if len(span) == len(_NAMES) else span for span in spans]
    except (TypeError, KeyError):
        told = list(spans)
    return _hash(revision_id, told)


def _hash(revision_id: Any, spans: Sequence[Any]) -> bytes:
    """Python writes different texts and whole numbers differently, so equal fingerprints are of equal marks."""
    return hashlib.sha256(repr((revision_id, spans)).encode("utf-8", "surrogatepass")).digest()


def ascending(spans: Sequence[Any]) -> bool:
    """Do marks of an event stand in the order of the text, in which they are read?"""
    try:
        return len(spans) < 2 or all(one["start"] < other["start"] for one, other in pairwise(spans))
    except (TypeError, KeyError):
        return False


def verify_spans(session: Session, told: Marks) -> list[tuple[str, Fault]]:
    """Compare all rows, those of former revisions too: each claim at fault with what is wrong. Reads all of them."""
    seen: set[tuple[str, int]] = set()
    wrong: list[tuple[str, Fault]] = []
    for key, group in groupby(session.connection().execute(_QUERY), key=_key):
        seen.add(key)
        if told.get(key) != _stands(list(group)):
            wrong.append(
                (key[0], Fault(f"claim {key[0]}", f"its marks of revision {key[1]} are not what the trail says"))
            )
    for claim, rev in sorted(told.keys() - seen):
        wrong.append((claim, Fault(f"claim {claim}", f"its marks of revision {rev} are gone")))
    return wrong


def _stands(rows: Sequence[Any]) -> bytes | None:
    if [row[2] for row in rows] != list(range(len(rows))) or len({row[3] for row in rows}) != 1:
        return None
    return _hash(rows[0][3], [tuple(row[4:]) for row in rows])
