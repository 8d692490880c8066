"""The bundle of a published edition: checked by a separate process that has one file, silent on what stays home."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from bundle_story import ORIGIN, PUBLIC, SECRETS, Forged, Story, faults, findings, signer_in, tell
from databases import opened
from factories import actor
from sqlalchemy import select

from annotate import verify
from annotate._paths import PACKAGE
from annotate.audit.tags import Tag
from annotate.domain import note
from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.report_parts import Organisation
from annotate.exports import bundle
from annotate.services import attachments, bundles, demo
from annotate.store.evidence import Folder
from annotate.store.models import AttachmentRow

#: Runs the copied file with no network, and shows that nothing else of the program was there.
ALONE = """
import runpy, socket, sys
def refuse(*_): raise AssertionError("it wanted a socket")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
del sys.argv[0]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    assert not [name for name in sys.modules if name.split(".")[0] in ("annotate", "sqlalchemy", "flask", "sqlite3")]
"""


def alone(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """The verifier as a reader runs it: a copied file, isolated, in an empty folder, without any variable."""
    script = folder / "laptop" / "verify.py"
    script.parent.mkdir(exist_ok=True)
    shutil.copy(PACKAGE / "verify.py", script)
    command = [sys.executable, "-I", "-c", ALONE, str(script), *map(str, words)]
    return subprocess.run(command, cwd=script.parent, env={}, capture_output=True, encoding="utf-8", timeout=300)


def test_a_reader_checks_it_with_one_file_and_a_key(good: bytes, vkey: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(good)
    done = alone(tmp_path, tmp_path / "b.zip", "--key", vkey)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Valid: signed with the key that you gave.\n")
    assert "Claim 1, disputed: approved by Mira Lindqvist on 20" in done.stdout
    assert "worked on by Ana Kelmendi, Farid Nouri." in done.stdout
    assert "Not proved by this bundle:" in done.stdout


def test_a_long_history_is_checked_by_two_processes_and_by_one_where_anything_is_wrong(
    story: Story, good: bytes, forged: Forged, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, judged = verify._judge, []
    monkeypatch.setattr(verify, "_judge", lambda *given: (judged.append(given), alone(*given)))
    monkeypatch.setattr(verify, "LONG", 0)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    by_two = findings(good, story.key)
    assert by_two.status == 0 and not judged
    forged.lines([{**event, "at": 1} if n == 2 else event for n, event in enumerate(forged.events)])
    assert "event 3: it does not have the form of an event" in faults(forged.signed(), story) and len(judged) == 1
    monkeypatch.setattr(verify, "_follow", lambda *given: os._exit(3))
    assert findings(good, story.key) == by_two and len(judged) == 2


def test_without_a_key_it_says_that_it_agrees_with_itself_and_no_more(good: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(good)
    done = alone(tmp_path, tmp_path / "b.zip")
    assert done.returncode == 0 and "Agrees with itself. The key inside a bundle proves no more" in done.stdout
    assert "alid" not in done.stdout


def test_what_it_cannot_prove_is_said(story: Story, good: bytes) -> None:
    found = findings(good, story.key)
    assert found.status == 0
    notes = "\n".join(found.notes)
    assert "whom the desk asked about claim 1" in notes
    assert "who says so" not in notes, "a note on a party stays a commitment, and its name goes out"
    assert "hidden events say" in notes
    assert all(words in notes + "\n".join(verify.ALWAYS_UNPROVED) for words in ("labels", "withheld", "organisation"))


def test_on_either_engine(database, tmp_path: Path) -> None:
    told = tell(database, tmp_path)
    data = told.bundle()
    assert faults(data, told) == ""
    assert told.bundle() == data, "the same edition and checkpoint are the same bytes"
    told.checkpoint()
    assert told.bundle() == data, "and a later checkpoint changes nothing"
    assert not [secret for secret in SECRETS if secret.encode() in data]


def test_the_worked_example(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    bare_database = next(opened(request, "sqlite", "bare"))
    evidence = Folder(tmp_path / "evidence")
    slug = demo.load(bare_database, evidence, Organisation("Example Newsroom"))["raid"]
    told = Story(bare_database, evidence, signer_in(tmp_path), slug, ())
    told.checkpoint()
    found = findings(told.bundle(), told.key)
    assert found.status == 0 and sum(fact.startswith("Claim ") for fact in found.facts) == 15


def test_nothing_that_stays_at_the_desk_is_in_it(story: Story, good: bytes) -> None:
    assert not [secret for secret in SECRETS if secret.encode() in good]
    assert not [n for n in verify.unpack(good) if n.startswith("evidence/") and verify.unpack(good)[n] != PUBLIC]
    with story.database.read() as session:
        trail = bundles.query.of_log(session, json.loads(verify.unpack(good)["report.json"])["trail"]["log"], 999)
    there = b"\n".join(one.body for one in trail).decode()
    told = [secret for secret in SECRETS if secret in there]
    assert len(told) >= 9, "the article's log does hold them, or this would prove nothing"


def test_a_hidden_event_is_there_by_its_hash_alone(forged: Forged) -> None:
    hidden = [event for event in forged.events if "hidden" in event]
    assert len(hidden) >= 12 and all(event.keys() == {"hidden"} for event in hidden)
    shown = {event["action"] for event in forged.events if "action" in event}
    assert {"claim:state:approve", "citation:citation:add", "lookup:lookup:add", "source:source:add"} <= shown
    assert not {a for a in shown if a.startswith(("comment:", "reply:", "cleared:", "user:", "file:inspection"))}
    assert "claim:state:return" not in shown and "claim:state:withdraw" not in shown


def test_a_file_that_was_sealed_since_stays_at_home(sqlite_database, tmp_path: Path) -> None:
    told = tell(sqlite_database, tmp_path)
    name = f"evidence/{told.evidence.put(PUBLIC)}"
    assert name in verify.unpack(told.bundle())
    seal(told, "notes.txt")
    files = verify.unpack(told.bundle())
    assert name not in files and faults(told.bundle(), told) == ""


def seal(told: Story, name: str) -> None:
    with told.database.write() as uow:
        row = uow.session.scalar(select(AttachmentRow).where(AttachmentRow.name == name))
        who = actor(told.database, "ana")
        attachments.edit(uow, who, row.id, row.rev, {"access": "sealed", "readers": [who.id]})


def test_an_older_checkpoint_must_be_of_the_same_history(sqlite_database, tmp_path: Path) -> None:
    told = tell(sqlite_database, tmp_path)
    first = told.bundle()
    key, older = told.signer.hand.key, verify.unpack(first)["checkpoint.txt"].decode()
    told.publish("Wording mended")
    newer = told.checkpoint()
    second = told.bundle(2, older)
    assert findings(second, told.key, older).status == 0
    unproved = findings(first, told.key, newer)
    assert unproved.status == 2 and "Ask the desk for one" in unproved.faults[0]
    assert findings(told.bundle(1, newer), told.key, newer).status == 0
    other = note.noted(
        note.Checkpoint(ORIGIN, 5, bytes(32)), key, told.signer.hand.sign(f"{ORIGIN}\n5\n{'A' * 43}=\n".encode())
    )
    with pytest.raises(Conflict, match="not those of this checkpoint"):
        told.bundle(1, other)


def test_it_needs_a_checkpoint_an_edition_and_a_key(sqlite_database, tmp_path: Path) -> None:
    told = tell(sqlite_database, tmp_path)
    with pytest.raises(NotFound, match="no such edition"):
        told.bundle(9)
    told.publish("One more")
    with pytest.raises(bundles.NotCovered, match="Within a minute"):
        told.bundle(2)
    with pytest.raises(Invalid, match="not a checkpoint"):
        told.bundle(1, "a note\n")
    (tmp_path / "keys" / "checkpoint.key").unlink()
    with pytest.raises(NotFound, match="no key"):
        told.bundle()


def test_the_verifier_knows_the_actions_of_the_program() -> None:
    assert {str(tag) for tag in Tag if tag.work} == verify.WORK
    assert {str(tag) for tag in Tag if not tag.work} >= verify.REST
    assert (bundle.FORMAT, bundle.VERSION) == (verify.FORMAT, verify.VERSION)


def test_both_verifiers_know_the_same_actions() -> None:
    text = (PACKAGE / "static" / "verify" / "actions.js").read_text(encoding="utf-8")
    work, rest = (set(re.findall(r'"([a-z:]+)"', part)) for part in text.split("export const REST"))
    assert (work, rest) == (verify.WORK, verify.REST)
