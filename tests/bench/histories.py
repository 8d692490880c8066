"""Is what concurrent clients saw, each for itself, what one desk can have told them? A checker of histories.

Each client writes down what it asked for, when it began and when it had the answer. Afterwards that is compared with
the record: every rev of every thing, and the order of every log. What must hold:

- no lost update: what was answered with “done” is in the record, at that rev, with that value;
- nothing overwritten unseen: a write makes the rev after the one that it was made from, and of several writes from one
  rev (two decisions on one submitted claim among them) exactly one is done; what was refused did not happen;
- an order without gaps: the events of a log are numbered 1, 2, 3 …, and so are the revs of a thing;
- reads never go back: nobody is shown an older rev than anybody had been shown, or had made, before they asked.

An answer that never came says nothing: that write may have happened or not. The checker is tried on planted anomalies.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf

from sqlalchemy import select

from annotate.store.models import EventRow
from annotate.store.session import Database

DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"
READ = "read"


@dataclass(frozen=True)
class Op:
    """What one client asked for. Times are seconds of one clock; `ended` is infinite where no answer came."""

    client: int
    kind: str
    thing: str
    began: float
    ended: float = inf
    outcome: str = UNKNOWN
    #: The rev that a write was made from, and the one that it made or a read showed.
    base: int = 0
    rev: int = 0
    #: What was written or shown, different for each write; "" where that is not followed.
    value: str = ""

    def __str__(self) -> str:
        return f"client {self.client}: {self.kind} {self.thing} from {self.base} to {self.rev} “{self.value}”"


@dataclass(frozen=True)
class Record:
    """What the desk says happened: the numbers of each log in their order, and each thing's values by rev."""

    logs: Mapping[str, Sequence[int]] = field(default_factory=dict)
    things: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def recorded(database: Database, value: str = "statement") -> Record:
    """The record of a desk, read from its events; `value` is the field that is followed."""
    logs: dict[str, list[int]] = defaultdict(list)
    things: dict[str, dict[int, str]] = defaultdict(dict)
    query = select(EventRow.log, EventRow.seq, EventRow.target_id, EventRow.target_rev, EventRow.body)
    with database.read() as session:
        for log, seq, thing, rev, body in session.execute(query.order_by(EventRow.log, EventRow.seq)):
            logs[log].append(seq)
            if rev is not None:
                things[thing][rev] = str(json.loads(body)["after"].get(value, ""))
    return Record(logs, things)


def faults(history: Iterable[Op], record: Record) -> list[str]:
    """Everything that cannot be, in sentences."""
    by_thing: dict[str, list[Op]] = defaultdict(list)
    for op in history:
        by_thing[op.thing].append(op)
    found = [*_gaps(record)]
    for thing, ops in by_thing.items():
        found += [*_kept(ops, record.things.get(thing, {})), *_winners(ops, record.things.get(thing, {})), *_back(ops)]
    return found


def _gaps(record: Record) -> Iterator[str]:
    for kind, numbered in (("log", record.logs), ("thing", record.things)):
        for name, numbers in numbered.items():
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                yield f"{kind} {name}: its numbers are not 1 to {len(numbers)} without a gap"


def _kept(ops: Sequence[Op], revs: Mapping[int, str]) -> Iterator[str]:
    values = set(revs.values())
    for op in ops:
        if op.outcome == DONE and op.rev not in revs:
            yield f"{op}: {'was shown and' if op.kind == READ else 'is lost:'} the record has no such rev"
        elif op.outcome == DONE and op.value and revs[op.rev] != op.value:
            yield f"{op}: the record has “{revs[op.rev]}” there"
        elif op.outcome == REFUSED and op.kind != READ and op.value and op.value in values:
            yield f"{op}: it was refused, and happened all the same"
        if op.kind != READ and op.outcome == DONE and op.rev != op.base + 1:
            yield f"{op}: it went over something that it had not seen"


def _winners(ops: Sequence[Op], revs: Mapping[int, str]) -> Iterator[str]:
    """Of the writes that were made from one rev."""
    rivals: dict[int, list[Op]] = defaultdict(list)
    for op in ops:
        if op.kind != READ:
            rivals[op.base].append(op)
    for base, tried in rivals.items():
        done = [op for op in tried if op.outcome == DONE]
        if len(done) > 1:
            yield f"{' and '.join(map(str, done))}: both were told that they had won"
        if not done and base + 1 not in revs and all(op.outcome == REFUSED for op in tried):
            yield f"{tried[0]}: nobody won, and nothing stood in the way"


def _back(ops: Sequence[Op]) -> Iterator[str]:
    done = sorted((op for op in ops if op.outcome == DONE), key=lambda op: op.ended)
    ends, known = [op.ended for op in done], [*accumulate((op.rev for op in done), max)]
    for op in done:
        before = bisect_right(ends, op.began)
        if before and op.rev < known[before - 1]:
            yield f"{op}: rev {known[before - 1]} had been answered before it was asked for"
        elif before and op.kind != READ and op.rev == known[before - 1]:
            yield f"{op}: that rev had been answered before it was made"
