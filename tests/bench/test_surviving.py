"""Kills and races: a few of the hundreds of tests/bench/kills.py and of the thousands of tests/bench/races.py."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import kills
import races

from annotate.store.session import Database


def test_a_killed_server_loses_nothing_that_it_had_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kills, "ANSWERED", 12)
    count = kills.kill_often("sqlite", 2, tmp_path)
    assert count.bad == 0, count.words
    assert count.kills == 2 and count.acknowledged > 0


def test_in_every_race_exactly_one_wins(database: Database) -> None:
    with races.room(database.url.render_as_string(hide_password=False)) as place:
        for race in (races.two_reviewers, races.approval_against_edit):
            outcomes = [race(place, number) for number in range(4)]
            assert [outcome for outcome in outcomes if outcome.startswith("WRONG")] == []
