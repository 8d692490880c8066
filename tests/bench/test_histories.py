"""The checker of histories finds nothing in a good one, and each planted anomaly where it was planted."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from histories import DONE, READ, REFUSED, Op, Record, faults

RECORD = Record({"article": [1, 2, 3, 4, 5]}, {"c": {1: "first", 2: "Ana’s", 3: "Farid’s"}, "d": {1: "", 2: ""}})
HISTORY = [
    Op(1, "mark", "c", 0, 1, DONE, 0, 1, "first"),
    Op(2, READ, "c", 2, 3, DONE, 0, 1, "first"),
    Op(1, "edit", "c", 4, 6, DONE, 1, 2, "Ana’s"),
    Op(2, "edit", "c", 4, 6, REFUSED, 1, 0, "Farid’s, too early"),
    Op(3, READ, "c", 5, 7, DONE, 0, 1, "first"),  # began before the edit was answered: either is right
    Op(2, "edit", "c", 8, 9, DONE, 2, 3, "Farid’s"),
    Op(3, READ, "c", 10, 11, DONE, 0, 3, "Farid’s"),
    Op(4, "decide", "d", 4, 6, DONE, 1, 2),
    Op(5, "decide", "d", 4, 6, REFUSED, 1),
    Op(1, "edit", "c", 12, base=3, value="nobody knows"),
]


def planted(place: int, **changed: object) -> list[Op]:
    return [replace(op, **changed) if index == place else op for index, op in enumerate(HISTORY)]  # type: ignore[arg-type]


def test_a_history_in_order_has_no_fault_whether_or_not_the_unanswered_write_happened() -> None:
    assert faults(HISTORY, RECORD) == []
    happened = {**RECORD.things, "c": {**RECORD.things["c"], 4: "nobody knows"}}
    assert faults(HISTORY, Record(RECORD.logs, happened)) == []


@pytest.mark.parametrize(
    ("history", "record", "said"),
    [
        (HISTORY, replace(RECORD, things={**RECORD.things, "c": {1: "first", 2: "Ana’s"}}), "is lost"),
        (HISTORY, replace(RECORD, things={**RECORD.things, "c": {1: "first", 2: "x", 3: "Farid’s"}}), "has “x” there"),
        (planted(3, outcome=DONE, rev=2), RECORD, "both were told that they had won"),
        (planted(8, outcome=DONE, rev=2), RECORD, "both were told that they had won"),
        (planted(5, base=1), RECORD, "went over something that it had not seen"),
        (planted(3, value="Ana’s"), RECORD, "it was refused, and happened all the same"),
        (planted(7, outcome=REFUSED, rev=0), replace(RECORD, things={**RECORD.things, "d": {1: ""}}), "nobody won"),
        (planted(6, rev=2, value="Ana’s"), RECORD, "rev 3 had been answered before it was asked for"),
        (planted(6, rev=9, value=""), RECORD, "the record has no such rev"),
        (planted(6, value="never written"), RECORD, "the record has “Farid’s” there"),
        ([*HISTORY, Op(9, "edit", "c", 20, 21, DONE, 2, 3, "Farid’s")], RECORD, "had been answered before it was made"),
        (HISTORY, replace(RECORD, logs={"article": [1, 2, 4, 5]}), "log article: its numbers are not 1 to 4"),
        (HISTORY, replace(RECORD, logs={"article": [1, 2, 2, 3]}), "log article: its numbers are not 1 to 4"),
        (HISTORY, replace(RECORD, things={**RECORD.things, "e": {1: "", 3: ""}}), "thing e: its numbers"),
    ],
)
def test_each_planted_anomaly_is_found(history: list[Op], record: Record, said: str) -> None:
    found = faults(history, record)
    assert any(said in one for one in found), found
