"""Kill -9 while files are taken: a few of the hundred times of tests/bench/crashes.py."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

import crashes  # a program beside the tests, not a module of theirs


def test_killed_processes_lose_nothing_and_leave_nothing(tmp_path: Path) -> None:
    total, known, draw = crashes.Count(), set(), random.Random(os.urandom(8))
    for _ in range(5):
        total += crashes.kill_once(tmp_path, known, draw)
    assert total.acknowledged >= 5, total
    assert (total.lost, total.half_written, total.left_after_sweep) == (0, 0, 0), total
