"""Bundles from the command line: written, checked, and refused with the exit status that says which."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from factories import approved_claim, make_article
from sqlalchemy import select
from witnessing import NAME, watching

from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.domain.vocabulary import Role
from annotate.store.models import EventRow
from annotate.store.queries.users import user_row


@pytest.fixture
def published(opened: Desk, ready) -> Desk:
    """A desk with one edition of the article `dawn-raid`; nothing is signed yet."""
    article = make_article(opened.database, person(opened, "ana"))
    approved_claim(opened.database, person(opened, "ana"), person(opened, "mira"), article)
    assert ready("report", "publish", "dawn-raid", "--as", "mira@example.org").exit_code == 0
    return opened


def person(desk: Desk, key: str) -> Actor:
    with desk.database.read() as session:
        row = user_row(session, f"{key}@example.org")
        return Actor(row.id, row.name, Role(row.role))


def test_a_bundle_is_written_checked_and_the_same_again(published: Desk, run, tmp_path: Path) -> None:
    first, second, key = tmp_path / "first.zip", tmp_path / "second.zip", tmp_path / "log.vkey"
    key.write_text(run("trail", "key").stdout)
    assert run("report", "bundle", "dawn-raid", "1", "--out", first).exit_code == 0, "it signs a checkpoint first"
    assert run("report", "bundle", "dawn-raid", "1", "--out", second).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    done = run("verify", first, "--key", key)
    assert done.exit_code == 0 and done.stdout.startswith("Valid: signed with the key that you gave.")
    assert "approved by Mira Lindqvist" in done.stdout and "worked on by Ana Kelmendi" in done.stdout


def test_whoever_checks_a_bundle_waits_for_no_desk_to_load() -> None:
    asked = "import sys, annotate.cli as c; c.main(['verify', '-h'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", check=True, timeout=60)
    loaded = {name.split(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert "cryptography" in loaded and not loaded & {"flask", "sqlalchemy", "jinja2", "wtforms"}


def test_a_bundle_is_exported_as_any_format_is_and_recorded(published: Desk, run, tmp_path: Path) -> None:
    complete, small, bundle = tmp_path / "complete.zip", tmp_path / "small.zip", tmp_path / "b.zip"
    done = run("report", "export", "dawn-raid", "--format", "complete", "-o", complete)
    assert done.exit_code == 0, "it signs a checkpoint first"
    assert run("verify", complete).exit_code == 0
    with zipfile.ZipFile(complete) as held:
        assert held.read("report.pdf").startswith(b"%PDF")
    assert run("report", "export", "dawn-raid", "--edition", "1", "--format", "bundle", "-o", small).exit_code == 0
    assert run("report", "bundle", "dawn-raid", "1", "--out", bundle).exit_code == 0
    assert small.read_bytes() == bundle.read_bytes()
    with published.database.read() as session:
        taken = session.scalars(select(EventRow.body).where(EventRow.action == "report:edition:export")).all()
    sha256 = hashlib.sha256(complete.read_bytes()).hexdigest().encode()
    assert len(taken) == 2 and b"Complete bundle" in taken[0] and sha256 in taken[0]
    refused = run("report", "export", "dawn-raid", "--format", "complete", "--working-copy", "-o", tmp_path / "no.zip")
    assert refused.exit_code == 2 and "a working copy has none" in refused.stderr
    assert not (tmp_path / "no.zip").exists()


def test_the_way_from_an_older_checkpoint(published: Desk, run, tmp_path: Path) -> None:
    old, bundle = tmp_path / "old.txt", tmp_path / "b.zip"
    old.write_text(run("trail", "checkpoint").stdout)
    assert run("report", "publish", "dawn-raid", "--as", "mira@example.org", "--note", "More").exit_code == 0
    assert run("report", "bundle", "dawn-raid", "2", "--out", bundle).exit_code == 0
    missing = run("verify", bundle, "--since", old)
    assert missing.exit_code == 2 and "Ask the desk for one" in missing.stderr
    assert run("report", "bundle", "dawn-raid", "2", "--out", bundle, "--since", old).exit_code == 0
    done = run("verify", bundle, "--since", old)
    assert done.exit_code == 0 and "The history continues that of your checkpoint" in done.stdout


def test_a_bundle_carries_the_word_of_a_witness(
    published: Desk, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Witness, checkpoint, bundle, reader: each is the real command, the witness a process of its own."""
    bundle, other = tmp_path / "b.zip", tmp_path / "other"
    with watching(published.signer.hand.key, tmp_path) as remote:
        monkeypatch.setenv("ANNOTATE_WITNESSES", f"{remote.url}={remote.key}")
        assert run("report", "bundle", "dawn-raid", "1", "--out", bundle).exit_code == 0
    done = run("verify", bundle, "--witness", tmp_path / "witness.vkey")
    assert done.exit_code == 0 and f"Cosigned by {NAME}+{remote.key.ident.hex()} at 20" in done.stdout
    assert "you gave no key" not in done.stdout and "you gave no key for it" in run("verify", bundle).stdout
    (tmp_path / "other.vkey").write_text(run("witness", "init", NAME, "--home", other).stdout)
    absent = run("verify", bundle, "--witness", tmp_path / "witness.vkey", "--witness", tmp_path / "other.vkey")
    assert absent.exit_code == 1 and f"checkpoint.txt: the witness {NAME}+" in absent.stderr


def test_the_page_for_browsers_is_written_with_its_fingerprint(run, tmp_path: Path) -> None:
    done = run("report", "verifier", "--out", tmp_path / "v.html")
    data = (tmp_path / "v.html").read_bytes()
    assert done.exit_code == 0 and done.stderr == f"SHA-256 {hashlib.sha256(data).hexdigest()}\n"
    assert data.startswith(b"<!doctype html>") and b"verifyBundle" in data


def test_what_does_not_hold_ends_with_1_and_what_cannot_be_judged_with_2(published: Desk, run, tmp_path: Path) -> None:
    bundle = tmp_path / "b.zip"
    assert run("report", "bundle", "dawn-raid", "1", "--out", bundle).exit_code == 0
    data = bundle.read_bytes()
    bundle.write_bytes(data.replace(b'"status":"disputed"', b'"status":"approved"'))
    broken = run("verify", bundle)
    assert broken.exit_code == 1 and "Not valid" in broken.stderr and not broken.stdout
    bundle.write_bytes(b"hello")
    assert run("verify", bundle).exit_code == run("verify", tmp_path / "nowhere").exit_code == 2
    assert run("verify").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere", "1"), "There is no such edition."), (("dawn-raid", "7"), "There is no such edition."),
        (("dawn-raid", "0"), "0 is not in the range"), (("dawn-raid", "1", "--since", "nowhere.txt"), "No such file"),
    ],
)  # fmt: skip
def test_a_bundle_of_nothing_is_refused_in_a_sentence(published: Desk, run, words: tuple[str, ...], said: str) -> None:
    done = run("report", "bundle", *words)
    assert done.exit_code in (1, 2) and said in done.stderr and "Traceback" not in done.output


def test_a_checkpoint_that_is_none_is_refused(published: Desk, run, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes(b"\xff\xfe no note")
    done = run("report", "bundle", "dawn-raid", "1", "--since", tmp_path / "old.txt")
    assert done.exit_code == 1 and "This is not a checkpoint" in done.stderr
