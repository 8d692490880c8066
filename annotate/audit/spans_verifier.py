"""Proving the marks: every set of spans that a claim ever had is the one that the event of that revision says."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from annotate.audit.faults import Fault
from annotate.audit.recorder import Image
from annotate.store.base import table
from annotate.store.models import SpanRow

#: Claim, and the revision that set its marks.
Key = tuple[str, int]
#: Rows read at a time; claims in one query.
_BATCH, _MOST = 1_000, 500
_NAMES = ("start", "end", "exact", "prefix", "suffix")
_KEYS = frozenset(_NAMES)
_said = itemgetter(*_NAMES)
_key = itemgetter(0, 1)
_SPAN = table(SpanRow).c
_QUERY = (
    select(_SPAN.claim_id, _SPAN.rev, _SPAN.ordinal, _SPAN.revision_id, *(_SPAN[name] for name in _NAMES))
    .order_by(_SPAN.claim_id, _SPAN.rev, _SPAN.ordinal)
    .execution_options(yield_per=_BATCH)
)


@dataclass
class Marks:
    """What the events say of marks: the last ones of a claim stand in its image, former ones are known by a hash."""

    last: dict[str, tuple[int, Image]] = field(default_factory=dict)
    former: dict[Key, bytes] = field(default_factory=dict)
    #: Claims of which no event says plainly that the last marks are those that the claim has.
    loose: set[str] = field(default_factory=set)

    def note(self, ident: str, rev: int, known: Image, after: Image) -> None:
        """An event that makes this revision is about to add `after` to the image that is known."""
        if "spans" in after or after.get("revision_id") != known.get("revision_id"):
            self._settle(ident)
        if isinstance(spans := after.get("spans"), list):
            self.last[ident] = (rev, known)
            plain = after.get("spans_rev") == rev and _ascending(spans)
        else:
            plain = "spans" not in after and (not known or after.get("spans_rev") == known.get("spans_rev"))
        if not plain:
            self.loose.add(ident)

    def keys(self) -> set[Key]:
        """All that marks were told for."""
        return {*self.former, *((ident, rev) for ident, (rev, _) in self.last.items())}

    def agree(self, key: Key, rows: Sequence[Any]) -> bool:
        """Are these rows the marks that the event of this revision says?"""
        if [row[2] for row in rows] != list(range(len(rows))) or len({row[3] for row in rows}) != 1:
            return False
        found = [tuple(row[4:]) for row in rows]
        rev, image = self.last.get(key[0], (None, {}))
        if rev == key[1]:
            return image.get("revision_id") == rows[0][3] and _plainly(image["spans"]) == found
        return self.former.get(key) == _hash(rows[0][3], found)

    def _settle(self, ident: str) -> None:
        rev, image = self.last.pop(ident, (None, {}))
        if rev is not None:
            self.former[ident, rev] = _hash(image.get("revision_id"), _plainly(image["spans"]))


@dataclass(frozen=True)
class Seen:
    """How many sets of marks there are, and of each claim at fault what is wrong."""

    sets: int
    wrong: list[tuple[str, Fault]]


def verify_spans(session: Session, told: Marks, claims: Collection[str] | None = None) -> Seen:
    """Compare all rows, those of former revisions too, or those of these claims. Reads all of them."""
    seen: set[Key] = set()
    wrong: list[tuple[str, Fault]] = []
    for key, group in groupby(_rows(session, claims), key=_key):
        seen.add(key)
        if not told.agree(key, list(group)):
            what = f"its marks of revision {key[1]} are not what the trail says"
            wrong.append((key[0], Fault(f"claim {key[0]}", what)))
    for claim, rev in sorted(told.keys() - seen):
        wrong.append((claim, Fault(f"claim {claim}", f"its marks of revision {rev} are gone")))
    return Seen(len(seen), wrong)


def _rows(session: Session, claims: Collection[str] | None) -> Iterator[Row[Any]]:
    if claims is None:
        yield from session.connection().execute(_QUERY)
        return
    ordered = sorted(claims)
    for first in range(0, len(ordered), _MOST):
        yield from session.connection().execute(_QUERY.where(_SPAN.claim_id.in_(ordered[first : first + _MOST])))


def _plainly(spans: Sequence[Any]) -> list[Any]:
    """The marks of an event as rows have them; whatever has another form stays as it is, and is like no row."""
    return [_said(span) if _is_span(span) else span for span in spans]


def _is_span(span: Any) -> bool:
    return type(span) is dict and span.keys() == _KEYS and type(span["start"]) is type(span["end"]) is int


def _ascending(spans: Sequence[Any]) -> bool:
    """Do marks of an event stand in the order of the text, in which they are read?"""
    try:
        return len(spans) < 2 or all(one["start"] < other["start"] for one, other in pairwise(spans))
    except (TypeError, KeyError):
        return False


def _hash(revision_id: Any, spans: Sequence[Any]) -> bytes:
    """Python writes different texts and whole numbers differently, so equal hashes are of equal marks."""
    return hashlib.sha256(repr((revision_id, spans)).encode("utf-8", "surrogatepass")).digest()
