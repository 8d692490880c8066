"""The power fails while a desk is at work: a few of the thousand times of tests/bench/powercut.py, and its controls."""

from __future__ import annotations

import random
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import disks
import powercut


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler: apt-get install gcc")
def test_a_power_cut_loses_nothing_and_the_control_shows_that_losses_are_seen(
    tmp_path: Path, _sqlite_templates: Path
) -> None:
    powercut.prepared(tmp_path / "base", _sqlite_templates / "filled.db")
    product, control = (replace(how, turns=4) for how in (powercut.PRODUCT, powercut.CONTROLS[0]))
    found = powercut.measure(product, 12, 1, tmp_path / "base", tmp_path)
    assert (found.states, found.bad, found.words) == (12, 0, [])
    assert found.acknowledged > 30
    shutil.rmtree(tmp_path / "recording-0")
    assert powercut.measure(control, 15, 1, tmp_path / "base", tmp_path).losing > 0


def test_what_fsync_has_returned_for_is_there_and_of_the_rest_any_part_may_be(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    (home / "old").write_bytes(b"a" * 1024)
    disk = disks.Disk(home)

    def do(kind: str, *words: object, data: bytes = b"") -> None:
        disk.do(disks.Call(kind, tuple(str(word) for word in words), data))

    do("O", 3, 2, f"{home}/old")
    do("W", 3, 0, 1024, data=b"b" * 1024)
    do("S", 3)
    do("W", 3, 512, 1024, data=b"c" * 1024)
    do("O", 4, 65, f"{home}/new")
    do("W", 4, 0, 3, data=b"new")
    do("S", 4)
    do("R", f"{home}/new", f"{home}/sub/new")
    seen = set()
    for number in range(200):
        place = tmp_path / str(number)
        disk.cut(place, random.Random(number))
        old = (place / "old").read_bytes()
        names = tuple(sorted(str(path.relative_to(place)) for path in place.rglob("new")))
        seen.add((old[:512][:1], old[512:1024][:1], old[1024:][:1], names))
        assert all((place / name).read_bytes() == b"new" for name in names), "its bytes were synced"
        shutil.rmtree(place)
    assert {first for first, _, _, _ in seen} == {b"b"}, "synced"
    assert {(second, third) for _, second, third, _ in seen} == {
        (b"b", b""), (b"c", b"c"), (b"c", b""), (b"b", b"c"),
    }  # fmt: skip
    assert {names for _, _, _, names in seen} == {(), ("new",), ("sub/new",)}, "no folder was synced"
    do("O", 5, 0, f"{home}/sub")
    do("S", 5)
    disk.cut(tmp_path / "last", random.Random(1))
    assert (tmp_path / "last" / "sub" / "new").read_bytes() == b"new"


def test_a_call_that_the_recorder_missed_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    disk = disks.Disk(tmp_path / "home")
    (tmp_path / "home" / "unseen").write_bytes(b"written behind its back")
    assert disk.differences(tmp_path / "home") == ["unseen"]
