"""Backups of a desk at work, and desks from them: the same on both engines, and nothing half done."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pgtools
import pytest
from factories import actor, approved_claim, make_article, make_attachment, make_source

from annotate.audit.signer import Behind, KeyFile, Signer
from annotate.audit.verifier import verify
from annotate.desk import Desk
from annotate.domain import backup
from annotate.domain.backup import Manifest
from annotate.domain.errors import Conflict, NotFound, Unreadable
from annotate.domain.people import Actor
from annotate.services import archives, backups, checkpoints, restores
from annotate.services.backups import Sources
from annotate.services.restores import Faulty, Target
from annotate.store import dump
from annotate.store.evidence import Folder
from annotate.store.session import Database


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", pgtools.path())


@pytest.fixture
def sources(desk: Desk, ana: Actor, mira: Actor) -> Sources:
    """A desk with an approved claim and a file, and a key."""
    KeyFile(desk.settings.keys_dir / "checkpoint.key").make("desk.example/trail")
    source = make_source(desk.database, ana)
    make_attachment(desk.database, desk.evidence, ana, source)
    approved_claim(desk.database, ana, mira, make_article(desk.database, ana), source)
    return Sources(desk.database, desk.evidence, desk.signer)


@pytest.fixture
def file(sources: Sources, tmp_path: Path) -> Path:
    """A backup of it."""
    backups.write(sources, tmp_path / "desk.zip")
    return tmp_path / "desk.zip"


@contextmanager
def empty_place(sources: Sources, tmp_path: Path) -> Iterator[Target]:
    """A new home; its database is on the engine of the sources."""
    home, key, url = tmp_path / "new", sources.signer.hand.key, sources.database.url
    if url.get_backend_name() == "sqlite":
        yield Target(home, url.set(database=str(home / "annotate.db")), Folder(home / "evidence"), key)
    else:
        with dump.scratch_postgres(url) as new:
            yield Target(home, new, Folder(home / "evidence"), key)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def signed_anew(file: Path, target: Path, signer: Signer, change: dict[str, bytes], manifest: Manifest) -> Path:
    """As whoever holds the key could: other parts, another list of them, and a good signature."""
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            if name != backup.MANIFEST and name not in change:
                after.writestr(name, before.read(name))
        for name, data in change.items():
            after.writestr(name, data)
        after.writestr(backup.MANIFEST, backup.written(manifest))
    archives.sign(target, signer.hand)
    return target


def manifest_of(file: Path) -> Manifest:
    with zipfile.ZipFile(file) as archive:
        return backup.read(archive.read(backup.MANIFEST))


def test_a_desk_is_restored_with_its_history_its_evidence_and_what_was_signed(
    sources: Sources, file: Path, tmp_path: Path
) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    with empty_place(sources, tmp_path) as target:
        done = restores.restore(file, target)
        assert done.faults == [] and done.manifest.size == done.checkpoint.size == done.events
        restored = Database(target.url.render_as_string(hide_password=False))
        with restored.read() as session, sources.database.read() as before:
            assert verify(session).faults == []
            assert dump.counts(session) == dump.counts(before) | {"checkpoint": 0}
        signer = Signer(sources.signer.hand, target.home / "keys" / "checkpoint.last")
        signer.recall(done.checkpoint)
        checkpoints.check(restored, signer)
        assert checkpoints.make(restored, signer).size == done.events
        assert [*target.evidence.hashes()] == [*sources.evidence.hashes()]
        assert {target.evidence.check(sha256) for sha256 in target.evidence.hashes()} == {"good"}
        with pytest.raises(Conflict, match="There is a desk already"):
            restores.restore(file, target)
        restored.dispose()
    assert [name for name in left_in(target.home) if name.startswith(".")] == []


def test_drills_of_backups_that_were_taken_under_load_verify_and_leave_nothing(
    sources: Sources, ana: Actor, tmp_path: Path
) -> None:
    ended, written = threading.Event(), []

    def work() -> None:
        while not ended.is_set():
            written.append(make_source(sources.database, ana, f"Video {len(written)}"))
            make_attachment(sources.database, sources.evidence, ana, written[-1], f"{len(written)}".encode())

    writer = threading.Thread(target=work)
    writer.start()
    try:
        sizes, room = [], tmp_path / "room"
        room.mkdir()
        for number in range(2):
            made = backups.write(sources, tmp_path / f"{number}.zip")
            done = restores.drill(tmp_path / f"{number}.zip", sources.signer.hand.key, sources.database.url, room)
            assert done.faults == [] and made.lacking == () and left_in(room) == []
            assert done.seconds == sum(spent for _, spent in done.steps) > 0
            sizes.append(done.events)
    finally:
        ended.set()
        writer.join()
    assert len(written) > 5 and sizes[1] > sizes[0]


def test_one_wrong_byte_anywhere_and_it_is_no_backup(sqlite_sources: Sources, tmp_path: Path) -> None:
    sources, file = sqlite_sources, tmp_path / "desk.zip"
    backups.write(sources, file)
    data, key = file.read_bytes(), sources.signer.hand.key
    bad = tmp_path / "bad.zip"
    for place in [*range(0, len(data), len(data) // 60), *range(len(data) - 300, len(data), 7)]:
        bad.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises((Unreadable, Conflict)):
            archives.check(bad, key)
    for wrong in (b"", data[:100], data[:-1], data[:-400], data + b"\n", data * 2, b"x" + data, b"%PDF-1.7", bytes(99)):
        bad.write_bytes(wrong)
        with pytest.raises((Unreadable, Conflict)):
            archives.check(bad, key)


@pytest.fixture
def sqlite_sources(tmp_path: Path, sqlite_database: Database) -> Sources:
    """A desk without articles on SQLite, and a key."""
    KeyFile(tmp_path / "keys" / "checkpoint.key").make("desk.example/trail")
    signer = Signer(KeyFile(tmp_path / "keys" / "checkpoint.key"), tmp_path / "keys" / "checkpoint.last")
    evidence = Folder(tmp_path / "evidence")
    evidence.put(b"seen at the gate")
    return Sources(sqlite_database, evidence, signer)


@pytest.fixture
def ana_there(sqlite_database: Database) -> Actor:
    """A checker of that desk."""
    return actor(sqlite_database, "ana")


def test_a_backup_of_another_desk_or_another_key_or_none_is_refused_in_a_word(
    sqlite_sources: Sources, tmp_path: Path
) -> None:
    file = tmp_path / "desk.zip"
    backups.write(sqlite_sources, file)
    for name, said in (
        ("other.example/trail", "it is another desk’s"),
        ("desk.example/trail", "by another key of the"),
    ):
        with pytest.raises(Conflict, match=said):
            archives.check(file, KeyFile(tmp_path / name.split(".")[0] / "checkpoint.key").make(name))
    plain = tmp_path / "plain.zip"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("manifest.json", "{}")
    with pytest.raises(Unreadable, match="without a signature"):
        archives.check(plain, sqlite_sources.signer.hand.key)


def test_even_with_a_good_signature_no_name_climbs_and_no_list_lies(sqlite_sources: Sources, tmp_path: Path) -> None:
    file, signer = tmp_path / "desk.zip", sqlite_sources.signer
    backups.write(sqlite_sources, file)
    told = manifest_of(file)
    piece, part = backup.place(told.pieces[0]), backup.Part("0" * 64, 4)
    fewer = {name: one for name, one in told.files.items() if name != piece}
    rubbish = b"rubbish" * 999
    lump = backup.Part(hashlib.sha256(rubbish).hexdigest(), len(rubbish))
    cases = {
        "the name of no part": (
            replace(told, files={**told.files, "../../etc/passwd": part}),
            {"../../etc/passwd": b"root"},
        ),
        "other files than it lists": (told, {"evidence/../x": b"root"}),
        "is not what its name and its list say": (replace(told, files={**told.files, piece: part}), {}),
        "its name and its list say": (told, {piece: b"seen at the gatE"}),
        "lists no annotate.db": (replace(told, files={}), {}),
        "cannot be used": (replace(told, files={**told.files, "annotate.db": lump}), {"annotate.db": rubbish}),
        "holds other files": (replace(told, files=fewer), {}),
    }
    for said, (manifest, change) in cases.items():
        bad = signed_anew(file, tmp_path / "bad.zip", signer, change, manifest)
        with pytest.raises(Unreadable, match=said):
            restores.drill(bad, signer.hand.key, sqlite_sources.database.url, tmp_path)
        bad.unlink()
    assert [name for name in left_in(tmp_path) if name.startswith("annotate-drill")] == []


def test_what_does_not_verify_is_named_and_restored_only_when_asked_for(
    sqlite_sources: Sources, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(str(sqlite_sources.database.url.database))) as live, live:
        for (name,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            live.execute(f'DROP TRIGGER "{name}"')
        live.execute("UPDATE user SET role = 'admin' WHERE email = 'ana@example.org'")
    file = tmp_path / "desk.zip"
    backups.write(sqlite_sources, file)
    with empty_place(sqlite_sources, tmp_path) as target:
        with pytest.raises(Faulty, match="(?s)role is not what the trail says.*--despite-faults"):
            restores.restore(file, target)
        assert left_in(target.home) == []
        assert restores.restore(file, target, despite_faults=True).faults
        assert sorted(left_in(target.home)) == ["annotate.db", "evidence"]


def test_a_tree_with_a_hole_is_told_and_not_backed_up(sqlite_sources: Sources, tmp_path: Path) -> None:
    checkpoints.make(sqlite_sources.database, sqlite_sources.signer)
    with closing(sqlite3.connect(str(sqlite_sources.database.url.database))) as live, live:
        for (name,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            live.execute(f'DROP TRIGGER "{name}"')
        live.execute("DELETE FROM node WHERE level > 3")
    with pytest.raises(Conflict, match="lacks a hash"):
        backups.write(sqlite_sources, tmp_path / "desk.zip")
    assert not (tmp_path / "desk.zip").exists()


def test_damaged_evidence_costs_no_backup_and_is_named_ever_after(
    sqlite_sources: Sources, ana_there: Actor, tmp_path: Path
) -> None:
    attached = make_attachment(sqlite_sources.database, sqlite_sources.evidence, ana_there)
    [place] = tmp_path.glob(f"evidence/*/*/{attached.sha256}")
    place.chmod(0o600)
    place.write_bytes(b"something else")
    made = backups.write(sqlite_sources, tmp_path / "desk.zip")
    assert made.lacking == (attached.sha256,) and attached.sha256 not in made.pieces
    done = restores.drill(tmp_path / "desk.zip", sqlite_sources.signer.hand.key, sqlite_sources.database.url)
    assert done.faults == [f"Evidence {attached.sha256} was missing or damaged before the backup."]


def test_without_a_key_or_with_an_older_database_or_over_a_file_there_is_no_backup(
    sqlite_sources: Sources, tmp_path: Path
) -> None:
    sources, file = sqlite_sources, tmp_path / "desk.zip"
    keyless = replace(sources, signer=Signer(KeyFile(tmp_path / "none"), tmp_path / "no-memory"))
    with pytest.raises(NotFound, match="no key"):
        backups.write(keyless, file)
    backups.write(sources, file)
    before = file.read_bytes()
    with pytest.raises(Conflict, match="there already"):
        backups.write(sources, file)
    told = json.loads(sources.signer.memory.read_text())
    sources.signer.memory.write_text(json.dumps({**told, "size": told["size"] + 5}))
    with pytest.raises(Behind, match="acknowledge-restore"):
        backups.write(sources, tmp_path / "other.zip")
    assert file.read_bytes() == before
    assert [name for name in left_in(tmp_path) if "." in name[:1] or name.endswith(".zip")] == ["desk.zip"]
