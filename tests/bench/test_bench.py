"""The measurements run, on both engines, and what they must find they find: no refusal, no growth, a sound trail."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotate.audit import recorder
from annotate.cli import main
from annotate.cli.bench import lists, page, trail, writes
from annotate.cli.bench.clock import stopwatch, yardstick
from annotate.cli.bench.place import Place, long_text
from annotate.cli.bench.writes import Load


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, lambda home: f"sqlite:///{home / 'annotate.db'}")


@pytest.fixture(autouse=True)
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth of the work."""
    monkeypatch.setattr(page, "LENGTH", 20_000)
    monkeypatch.setattr(page, "SPANS", 200)
    monkeypatch.setattr(lists, "MANY", 400)
    for name, number in (("VERIFIED", 5_000), ("GREAT", 30_000), ("NEW", 2_000), ("WRITES", 160)):
        monkeypatch.setattr(trail, name, number)
    monkeypatch.setattr(writes, "CLIENTS", (1, 4))
    monkeypatch.setattr(writes, "QUICK", 0.3)


def test_every_measurement_is_as_it_must_be(place: Place) -> None:
    rows = [
        row
        for part in (page.measure, lists.measure)
        for row in part(Place(place.folder / part.__module__, place.make), True)
    ]
    assert len(rows) > 10
    assert [row for row in rows if row.bad] == []


def test_no_list_asks_more_queries_for_more_articles(place: Place) -> None:
    for row in lists.measure(place, True):
        before, after = (int(n) for n in row.figure.split(" queries")[0].split(" → "))
        assert after <= before, row


def test_writes_are_all_taken_and_the_trail_verifies(place: Place) -> None:
    rows = list(writes.measure(place, True))
    assert [row for row in rows if row.bad] == []
    assert rows[-1].what.startswith("faults") and rows[-1].figure.startswith("0 in ")
    there, taken = (int(number) for number in rows[-2].figure.split(" of "))
    assert there == taken > 0


def test_the_trail_is_proved_and_verified(place: Place) -> None:
    added, alone, verified, covered, proved = trail.measure(place, True)
    assert [row.what for row in (added, verified, covered, proved) if row.bad] == []
    assert verified.what.startswith("verify ") and "among 4" in proved.what


def test_what_is_left_out_is_recorded_again_afterwards() -> None:
    known = recorder.record
    with pytest.raises(ZeroDivisionError), trail.unrecorded():
        assert recorder.record is not known
        raise ZeroDivisionError
    assert recorder.record is known


def test_too_small_a_share_is_wrong_and_so_is_a_refusal() -> None:
    least, slow, fair = Load(1.0, [0.01] * 90), Load(1.0, [0.01] * 29), Load(1.0, [0.01] * 31)
    assert [writes.row("", load, least, False).bad for load in (slow, fair)] == [True, False]
    assert not writes.row("", slow, least, True).bad
    assert writes.row("", Load(1.0, [0.01] * 90, [503]), least, True).bad


def test_a_watch_tells_work_from_waiting() -> None:
    with stopwatch() as watch:
        time.sleep(0.05)
    assert watch.seconds >= 0.05 > watch.busy
    assert yardstick() > 0


@pytest.mark.slow
def test_the_command_prints_a_table_for_postgresql(postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATE_TEST_PG_URL", postgres.url.render_as_string(hide_password=False))
    shown = CliRunner().invoke(main, ["bench", "--engine", "postgresql", "--quick", "--part", "writes"])
    assert shown.exit_code == 0, shown.output
    assert "bare insert" in shown.output and "WRONG" not in shown.output
    assert os.environ["ANNOTATE_TEST_PG_URL"]


def test_texts_of_different_numbers_differ_and_have_their_length() -> None:
    assert long_text(800, 1) != long_text(800, 2)
    assert 780 <= len(long_text(800).split()) <= 820
