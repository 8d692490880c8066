"""A full disk: every way in says so, changes nothing, and goes on as soon as there is room; nothing is left over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from annotate.domain.errors import OutOfRoom
from annotate.store.room import minded
from annotate.store.session import Database

ALONE = ["unshare", "--map-root-user", "--mount"]
PROGRAM = Path(__file__).with_name("full_disk.py")


def _can_mount() -> bool:
    try:
        return subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not _can_mount(), reason="no mount namespaces here: util-linux, and a kernel that allows them")
def test_on_a_full_disk_everything_says_so_and_nothing_is_half_done(tmp_path: Path, _sqlite_templates: Path) -> None:
    template, disk = tmp_path / "filled.db", tmp_path / "disk"
    template.write_bytes((_sqlite_templates / "filled.db").read_bytes())
    disk.mkdir()
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [*ALONE, sys.executable, PROGRAM, template, disk], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    full = [507, "/problems/out-of-room"]
    assert found["before"] == [[201, ""], [303, False], 0, [201, ""]]
    assert (found["write"], found["file"], found["form"]) == (full, full, [507, True])
    assert found["looks"] == [200, 200, 200, 200]
    for command in ("checkpoint", "backup", "restore"):
        status, last = found[command]
        assert status == 1 and ("room" in last or "No space left" in last or "are free" in last), found
    assert found["verify"][1].startswith(("All agree", "Error: There is no room left")), found
    assert found["left"] == []
    assert found["after"] == [[201, ""], [303, False], [201, ""]] and found["checkpoint after"] == 0
    assert found["faults"] == []


def test_a_full_disk_of_postgresql_is_told_from_other_failures(postgresql_database: Database) -> None:
    raising = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{}'; END $$"
    with pytest.raises(OutOfRoom), postgresql_database.write() as uow:
        uow.connection.execute(text(raising.format("53100")))
    with pytest.raises(Exception, match="could not extend") as caught, postgresql_database.write() as uow:
        uow.connection.execute(text(raising.format("53200")))
    assert not isinstance(caught.value, OutOfRoom)


def test_a_device_that_is_full_is_out_of_room_and_one_that_is_away_is_not() -> None:
    with pytest.raises(OutOfRoom), minded(), open("/dev/full", "wb", buffering=0) as device:
        device.write(b"x")
    with pytest.raises(FileNotFoundError), minded():
        open("/dev/there-is-none")
