"""articles, claims, report, trail, backup: the work of the desk from the command line."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cases import every

from annotate.exports import FORMATS

RAID = "raid-on-iranian-exile-camp-in-albania-leaves-two-sides-with"


@pytest.fixture
def piece(ready, tmp_path: Path) -> str:
    """The short name of an article that was added from a file."""
    file = tmp_path / "piece.txt"
    file.write_text("Two counts\nThe council counted 40 houses. The town counted 12. 🏠 Nobody counted sheds.")
    added = ready("articles", "add", file, "--language", "en", "--dated", "2026-11-20")
    assert added.exit_code == 0, added.output
    return added.stdout.strip()


def claims_file(tmp_path: Path, slug: str, run, **changes: Any) -> Path:
    """A sound file of one claim for `piece`, changed as named."""
    exported = json.loads(run("claims", "export", slug).stdout)
    text = "Two counts\nThe council counted 40 houses. The town counted 12. 🏠 Nobody counted sheds."
    at = text.index("Nobody counted sheds")
    claim = {
        "id": "C1",
        "spans": [{"start": at, "end": at + 20, "exact": "Nobody counted sheds"}],
        "type": "quantity",
        "claimant": "Council",
        "citations": [{"source": "s", "stance": "supports", "locator": "p. 2"}],
    } | changes.pop("claim", {})
    content = exported | {
        "parties": [{"name": "Council"}],
        "sources": [{"id": "s", "kind": "ngo_report", "title": "The count"}],
        "claims": [claim],
    }
    target = tmp_path / "claims.json"
    target.write_text(json.dumps(content | changes), encoding="utf-8")
    return target


def test_an_article_is_added_once_and_listed(ready, piece: str, tmp_path: Path) -> None:
    again = ready("articles", "add", tmp_path / "piece.txt")
    assert again.stdout.strip() == piece and "there already" in again.stderr
    assert piece in ready("articles", "list").output


def test_an_unreadable_article_is_refused_in_one_sentence(ready, tmp_path: Path) -> None:
    file = tmp_path / "piece.pdf"
    file.write_bytes(b"no pdf at all")
    added = ready("articles", "add", file)
    assert added.exit_code == 1 and added.stderr.startswith("Error: ") and "PDF" in added.stderr


def test_claims_of_a_file_arrive_as_drafts_and_go_out_the_same(ready, piece: str, tmp_path: Path) -> None:
    file = claims_file(tmp_path, piece, ready)
    taken = ready("claims", "import", piece, file, "--as", "ana@example.org")
    assert taken.exit_code == 0, taken.output
    out = json.loads(ready("claims", "export", piece).stdout)
    sent = json.loads(file.read_text(encoding="utf-8"))
    (claim,) = out["claims"]
    assert claim["spans"] == sent["claims"][0]["spans"] and claim["claimant"] == "Council"
    assert claim["citations"][0]["locator"] == "p. 2" and claim["status"] == "unchecked"
    assert out["sources"][0]["title"] == "The count"


@every(
    ("changes", "said"),
    [
        ({"claim": {"spans": [{"start": 0, "end": 3, "exact": "Too"}]}}, "claims[0] (C1): At 0–3 the text says “Two”"),
        ({"claim": {"spans": [{"start": 5, "end": 9999, "exact": "x"}]}}, "outside the text"),
        ({"claim": {"type": "no_such_type"}}, "claims[0] (C1): “no_such_type” is not an active type"),
        ({"claim": {"claimant": "Somebody"}}, "not among the parties"),
        ({"claim": {"citations": [{"source": "t", "stance": "supports"}]}}, "not among the sources"),
        ({"claim": {"confidence": "total"}}, "confidence “total”"),
        ({"claim": {"colour": "red"}}, "claims[0].colour"),
        ({"claim": {"spans": []}}, "claims[0].spans"),
        ({"article": {"sha256": "0" * 64}}, "another text"),
        ({"sources": [{"id": "s", "kind": "no_such_kind", "title": "T"}]}, "sources[0]: “no_such_kind”"),
        ({"format": "something-else"}, "not a file of claims"),
        ({"version": 2}, "version"),
    ],
)
def test_a_file_with_one_wrong_entry_is_refused_whole(
    ready, piece: str, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    sound = claims_file(tmp_path, piece, ready)
    wrong = json.loads(claims_file(tmp_path, piece, ready, **changes).read_text(encoding="utf-8"))
    if "claim" not in changes and "format" not in changes:
        assert wrong["claims"]  # a sound claim comes along, and must not get in
    sound.write_text(json.dumps(wrong), encoding="utf-8")
    before = ready("trail", "show", "--limit", "1000").output
    refused = ready("claims", "import", piece, sound, "--as", "ana@example.org")
    assert refused.exit_code == 1 and said in refused.output
    assert ready("trail", "show", "--limit", "1000").output == before


@every("data", [b"", b"\xff\xfe", b"[" * 100_000, b"null", b'{"format": "annotate-claims"}', b"[1, 2]"])
def test_bytes_that_are_no_claims_are_refused_in_one_sentence(ready, piece: str, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "bytes"
    file.write_bytes(data)
    refused = ready("claims", "import", piece, file, "--as", "ana@example.org")
    assert refused.exit_code == 1 and "fault of the program" not in refused.output


def test_only_whoever_may_mark_claims_may_import_them(ready, piece: str, tmp_path: Path) -> None:
    refused = ready("claims", "import", piece, claims_file(tmp_path, piece, ready), "--as", "ines@example.org")
    assert refused.exit_code == 1 and "checker or reviewer" in refused.output


def test_the_example_goes_out_and_comes_in_again_the_same(example, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    assert example("claims", "export", RAID, "-o", file).exit_code == 0
    before = json.loads(file.read_text(encoding="utf-8"))
    taken = example("claims", "import", RAID, file, "--as", "ana@example.org")
    assert taken.exit_code == 0 and f"{len(before['claims'])} claims" in taken.output
    after = json.loads(example("claims", "export", RAID).stdout)["claims"][len(before["claims"]) :]
    assert [c | {"id": "", "citations": []} for c in after] == [
        c | {"id": "", "citations": []} for c in before["claims"]
    ]
    assert [len(c["citations"]) for c in after] == [len(c["citations"]) for c in before["claims"]]


@every("form", FORMATS)
def test_an_edition_exports_to_the_same_bytes_every_time(example, form: str) -> None:
    first = example("report", "export", RAID, "--edition", "1", "--format", form).stdout_bytes
    assert first and example("report", "export", RAID, "--format", form).stdout_bytes == first


def test_a_report_is_written_to_a_file_and_the_trail_names_its_bytes(example, tmp_path: Path, home: Path) -> None:
    file = tmp_path / "report.csv"
    assert example("report", "export", RAID, "--format", "csv", "-o", file).exit_code == 0
    with closing(sqlite3.connect(home / "annotate.db")) as db:
        (body,) = db.execute("SELECT body FROM event WHERE action = 'report:edition:export'").fetchone()
    assert json.loads(body)["after"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_working_copy_holds_what_an_edition_leaves_out(example) -> None:
    edition = json.loads(example("report", "export", RAID, "--format", "json").stdout)
    copy = json.loads(example("report", "export", RAID, "--format", "json", "--working-copy").stdout)
    assert copy["working_copy"] and not edition["working_copy"]
    assert len(copy["claims"]) > len(edition["claims"])


def test_publishing_needs_a_reviewer_and_a_note_and_gives_the_next_number(example) -> None:
    assert example("report", "publish", RAID, "--as", "ana@example.org", "--note", "x").exit_code == 1
    assert "what changed" in example("report", "publish", RAID, "--as", "mira@example.org").output
    assert example("report", "publish", RAID, "--as", "mira@example.org", "--note", "One left").stdout.strip() == "2"


def test_a_report_of_an_unpublished_article_says_what_to_do(ready, piece: str) -> None:
    refused = ready("report", "export", piece)
    assert refused.exit_code == 1 and "--working-copy" in refused.output
    assert ready("report", "export", piece, "--working-copy", "--edition", "1").exit_code == 2


def test_trail_show_reads_one_claim_in_plain_words(example) -> None:
    shown = example("trail", "show", "--article", RAID, "--claim", "15").output
    assert "Farid Nouri changed the rationale of claim 15" in shown and "claim 14" not in shown
    assert example("trail", "show", "--claim", "15").exit_code == 2


def test_trail_verify_is_content_with_the_example_and_finds_one_changed_verdict(example, home: Path) -> None:
    assert "All agree" in example("trail", "verify").output
    with closing(sqlite3.connect(home / "annotate.db")) as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'claim'"
        ).fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("UPDATE claim SET status = 'true' WHERE number = 1 AND status = 'disputed'")
        db.commit()
    found = example("trail", "verify")
    assert found.exit_code == 1 and "its status is not what the trail says" in found.output


def test_a_backup_restores_to_the_same_desk(
    example, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, shown = tmp_path / "desk.zip", example("trail", "show", "--limit", "1000").output
    assert "signed by" in example("backup", file).output
    assert file.stat().st_mode & 0o777 == 0o600
    drilled = example("restore", "--drill", file)
    assert drilled.exit_code == 0 and "All agree: counts" in drilled.output and "The drill took" in drilled.output
    assert "There is a desk already" in example("restore", file).stderr
    known = tmp_path / "log.vkey"
    known.write_text(example("trail", "key").output)
    monkeypatch.setenv("ANNOTATE_HOME", str(tmp_path / "again"))
    assert "Whose backup is this?" in example("restore", file).stderr
    restored = example("restore", file, "--key", known)
    assert restored.exit_code == 0 and "Put the desk’s key back" in restored.output, restored.output
    shutil.copy(home / "keys" / "checkpoint.key", tmp_path / "again" / "keys" / "checkpoint.key")
    assert example("doctor").exit_code == 0
    assert "All agree" in example("trail", "verify").output
    assert example("trail", "show", "--limit", "1000").output == shown
    assert example("trail", "checkpoint").exit_code == 0


def test_after_the_restore_of_an_older_backup_somebody_has_to_say_so(ready, piece: str, home: Path, tmp_path) -> None:
    file, known = tmp_path / "desk.zip", tmp_path / "log.vkey"
    known.write_text(ready("trail", "key").output)
    assert ready("backup", file).exit_code == 0
    ready("users", "add", "late@example.org", "--name", "Late", "--role", "viewer")
    assert ready("trail", "checkpoint").exit_code == 0
    for path in home.glob("annotate.db*"):
        path.unlink()
    restored = ready("restore", file)
    assert restored.exit_code == 0 and "acknowledge-restore" in restored.output, restored.output
    assert ready("trail", "acknowledge-restore", "--reason", "The disk failed.").exit_code == 0
    assert "All agree" in ready("trail", "verify").output


def test_a_backup_overwrites_nothing(example, tmp_path: Path) -> None:
    file = tmp_path / "desk.zip"
    file.write_bytes(b"precious")
    assert example("backup", file).exit_code == 1 and file.read_bytes() == b"precious"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".backup-")] == []
