"""Checkpoints from the command line: made, copied, checked, and refused where the history is not the signed one."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from annotate.audit import ddl
from annotate.desk import Desk, open_desk
from annotate.domain import note
from annotate.services.checkpoints import last, timer


def add(run, tmp_path: Path, words: str) -> None:
    file = tmp_path / "piece.txt"
    file.write_text(f"A headline\n{words}")
    assert run("articles", "add", file).exit_code == 0


def checkpoint(run) -> note.Checkpoint:
    made = run("trail", "checkpoint")
    assert made.exit_code == 0, made.output
    return note.read(made.stdout, note.key(run("trail", "key").stdout))


def tamper(home: Path, statement: str) -> None:
    """As whoever owns the file can: without triggers."""
    with closing(sqlite3.connect(home / "annotate.db")) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(statement)
    desk = open_desk()
    with desk.database.engine.begin() as connection:
        ddl.install(connection)
    desk.database.dispose()


def test_a_checkpoint_covers_what_is_new(ready, tmp_path: Path) -> None:
    first = checkpoint(ready)
    assert checkpoint(ready) == first
    add(ready, tmp_path, "The council counted 40 houses.")
    assert checkpoint(ready).size == first.size + 3  # the file, the article, its text
    assert ready("trail", "verify").exit_code == 0


def test_a_copy_goes_where_the_operator_says(ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATE_CHECKPOINT_COPY", str(tmp_path / "elsewhere.txt"))
    made = ready("trail", "checkpoint").stdout
    assert (tmp_path / "elsewhere.txt").read_text() == f"{made}\n"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND position = 3", "leaf 3 is not the hash"),
        ("UPDATE checkpoint SET root = zeroblob(32)", "its root is not that of the events"),
        ("UPDATE checkpoint SET note = replace(note, 'desk', 'disk')", "checkpoint of"),
        ("DELETE FROM leaf WHERE position = 2", "leaf 2 is missing"),
    ],
)
def test_a_tree_that_was_tampered_with_is_found(ready, home: Path, statement: str, found: str) -> None:
    checkpoint(ready)
    tamper(home, statement)
    verified = ready("trail", "verify")
    assert verified.exit_code == 1
    assert found in verified.stderr


def test_a_history_whose_whole_chain_was_rewritten_is_found_by_what_was_signed(ready, home: Path) -> None:
    checkpoint(ready)
    for table in ("checkpoint", "node", "leaf"):
        tamper(home, f"DELETE FROM {table}")
    tamper(home, "UPDATE event SET hash = replace(hash, 'a', 'b'), prev = replace(prev, 'a', 'b')")
    refused = ready("trail", "checkpoint")
    assert refused.exit_code == 1 and "are not the ones that were signed" in refused.stderr


def test_an_older_database_is_noticed_and_goes_on_only_after_somebody_said_why(
    ready, home: Path, tmp_path: Path, opened: Desk
) -> None:
    first = checkpoint(ready)
    backup = tmp_path / "yesterday.zip"
    assert ready("backup", backup).exit_code == 0
    add(ready, tmp_path, "The town counted 12.")
    assert checkpoint(ready).size > first.size
    opened.database.dispose()
    shutil.unpack_archive(backup, tmp_path / "restored")
    for end in ("-wal", "-shm"):
        (home / f"annotate.db{end}").unlink(missing_ok=True)
    (tmp_path / "restored" / "annotate.db").replace(home / "annotate.db")
    refused = ready("serve", "--port", "18765")
    assert refused.exit_code == 1 and "acknowledge-restore" in refused.stderr
    assert "acknowledge-restore" in ready("trail", "checkpoint").stderr
    done = ready("trail", "acknowledge-restore", "--reason", "The disk failed; yesterday’s backup is restored.")
    assert done.exit_code == 0, done.output
    assert ready("trail", "verify").exit_code == 0
    assert "acknowledged that" in ready("trail", "show").stdout
    again = ready("trail", "acknowledge-restore", "--reason", "Twice.")
    assert again.exit_code == 1 and "nothing to acknowledge" in again.stderr


def test_a_restore_is_not_acknowledged_without_a_reason(ready) -> None:
    assert ready("trail", "acknowledge-restore").exit_code == 2
    assert "Say what happened" in ready("trail", "acknowledge-restore", "--reason", " ").stderr


def test_a_lost_key_is_told_and_no_other_is_made(ready, home: Path) -> None:
    checkpoint(ready)
    (home / "keys" / "checkpoint.key").unlink()
    refused = ready("trail", "checkpoint")
    assert refused.exit_code == 1 and "annotate init" in refused.stderr
    assert ready("trail", "verify").exit_code == 1
    for words in (("init",), ("db", "upgrade")):
        done = ready(*words)
        assert done.exit_code == 0 and "Put it back into keys/" in done.stderr
    assert not (home / "keys" / "checkpoint.key").exists()


def test_a_running_desk_makes_checkpoints_by_itself(opened: Desk) -> None:
    worker, made = timer(opened.database, opened.signer).start(), None
    until = time.monotonic() + 60
    while made is None and time.monotonic() < until:
        with opened.database.read() as session:
            made = last(session)
        time.sleep(0.02)
    worker.stop()
    assert made and note.read(made.note, opened.signer.hand.key).size == made.size
