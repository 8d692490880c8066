"""Erasure from the command line: shown first, a word to be typed, gone from the files, and the trail still verifies."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.desk import Desk

REASON = ("--basis", "request", "--reason", "Letter of 3 May, no. 12.")


@pytest.fixture
def left(ready) -> tuple[str, ...]:
    """Somebody who left the desk."""
    assert ready("users", "add", "xylo@example.org", "--name", "Xylophon Quittung", "--role", "checker").exit_code == 0
    assert ready("users", "deactivate", "xylo@example.org").exit_code == 0
    return ("user", "xylo@example.org")


def test_a_person_is_erased_and_no_file_of_the_desk_holds_the_name(ready, home: Path, left: tuple[str, ...]) -> None:
    shown = ready("erase", "show", *left)
    assert shown.exit_code == 0 and "the name: Xylophon Quittung" in shown.output
    (home / "bundles").mkdir()
    (home / "bundles" / "kept.bundle.zip").write_bytes(b"PK with Xylophon Quittung")
    done = ready("erase", "text", *left, *REASON, input="erase\n")
    assert done.exit_code == 0 and "Erased: 2 texts of an account." in done.output, done.output
    assert "The files of the database hold it no more." in done.output
    held = [path.name for path in home.rglob("*") if path.is_file() and b"Xylophon" in path.read_bytes()]
    assert held == []
    assert ready("trail", "verify", "--database", "--files").exit_code == 0
    told = ready("trail", "show").output
    assert "Operator erased the e-mail address and the name of an account: request of the person – Letter of" in told
    assert "Xylophon" not in told and "erased person " in told


@pytest.mark.parametrize(
    ("words", "typed", "why"),
    [
        (REASON, "no\n", "Nothing was erased."),
        (("--basis", "request", "--reason", " "), "erase\n", "Say why the text is erased."),
        ((*REASON, "--field", "role"), "erase\n", "“role” is not one of email, name."),
        ((*REASON, "--as", "ana@example.org"), "erase\n", "This needs a admin"),
    ],
)
def test_what_is_not_in_order_erases_nothing(
    ready, left: tuple[str, ...], words: tuple[str, ...], typed: str, why: str
) -> None:
    refused = ready("erase", "text", *left, *words, input=typed)
    assert refused.exit_code == 1 and why in refused.output, refused.output
    assert "Xylophon Quittung" in ready("users", "list").output


def test_who_is_still_at_the_desk_and_who_never_was_are_refused(ready) -> None:
    active = ready("erase", "text", "user", "ana@example.org", *REASON, "--confirm", "erase")
    assert active.exit_code == 1 and "Switch it off first" in active.output
    unknown = ready("erase", "show", "user", "nobody@example.org")
    assert unknown.exit_code == 1 and "There is no user" in unknown.output


def test_the_evidence_is_read_when_it_is_asked_for(ready, opened: Desk, tmp_path: Path) -> None:
    piece = tmp_path / "piece.txt"
    piece.write_text("A headline\nThe council counted 40 houses.")
    assert ready("articles", "add", piece).exit_code == 0
    good = ready("trail", "verify", "--database", "--files")
    assert good.exit_code == 0 and "rows, 1 files" in good.output
    folder = opened.settings.evidence_dir
    [kept] = [path for path in folder.rglob("*") if path.is_file() and path.read_bytes() == piece.read_bytes()]
    kept.chmod(0o600)
    kept.write_bytes(b"A headline\nThe council counted 41 houses.")
    assert ready("trail", "verify").exit_code == 0
    altered = ready("trail", "verify", "--files")
    assert altered.exit_code == 1 and "its bytes are not the ones that were received (SHA-256" in altered.output
    kept.unlink()
    missing = ready("trail", "verify", "--files", "--no-database")
    assert missing.exit_code == 1 and "its bytes are not there" in missing.output
