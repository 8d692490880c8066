"""A key that is lost, unreadable or another’s, a signer’s memory that is damaged: told in a sentence, never “valid”."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.audit.signer import KeyFile


def lost(keys: Path) -> None:
    (keys / "checkpoint.key").unlink()


def rubbish(keys: Path) -> None:
    (keys / "checkpoint.key").write_bytes(b"\xff\x00 no key")


def a_folder(keys: Path) -> None:
    lost(keys)
    (keys / "checkpoint.key").mkdir()


def anothers(keys: Path) -> None:
    lost(keys)
    KeyFile(keys / "checkpoint.key").make("other.example/trail")


def forgotten(keys: Path) -> None:
    (keys / "checkpoint.last").write_text('{"size": 1e999}')


def memory_a_folder(keys: Path) -> None:
    (keys / "checkpoint.last").unlink()
    (keys / "checkpoint.last").mkdir()


@pytest.mark.parametrize("harm", [lost, rubbish, a_folder, anothers, forgotten, memory_a_folder])
def test_nothing_is_signed_backed_up_restored_or_called_right_without_the_desks_own_key(
    ready, home: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    assert ready("trail", "checkpoint").exit_code == 0
    assert ready("backup", tmp_path / "good.zip").exit_code == 0
    ready("users", "add", "late@example.org", "--name", "Late", "--role", "viewer")
    harm(home / "keys")
    before = sorted(path.name for path in home.iterdir())
    commands = [("trail", "checkpoint"), ("backup", tmp_path / "new.zip"), ("trail", "verify")]
    if harm in (lost, rubbish, a_folder, anothers):  # who is asked for the key alone needs no memory
        commands.append(("restore", "--drill", tmp_path / "good.zip"))
    for words in commands:
        refused = ready(*words)
        assert refused.exit_code == 1, (words, refused.output)
        assert "Traceback" not in refused.stderr and "fault of the program" not in refused.stderr, refused.stderr
        assert any(word in refused.stderr for word in ("key", "checkpoint.last", "sign")), (words, refused.stderr)
        assert "agree:" not in refused.stdout
    assert not (tmp_path / "new.zip").exists()
    assert sorted(path.name for path in home.iterdir()) == before
