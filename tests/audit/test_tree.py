"""The tree in the database and its signed checkpoints: every event has a place, and nothing signed is taken back."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from factories import actor, make_article, make_claim, make_source
from racing import at_once
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.exc import DBAPIError

from annotate.audit import tree
from annotate.audit.signer import Behind, Command, Hand, KeyFile, Signer
from annotate.domain import merkle, note
from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.people import Actor
from annotate.services import checkpoints
from annotate.services.copies import appender, copies, piper
from annotate.store.models import CheckpointRow, EventRow, LeafRow
from annotate.store.session import Database

ORIGIN = "desk.example/trail"


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    hand = KeyFile(tmp_path / "keys" / "checkpoint.key")
    hand.make(ORIGIN)
    return Signer(hand, tmp_path / "keys" / "checkpoint.last")


def events(database: Database) -> list[tuple[str, int, bytes]]:
    """(log, seq, bytes) of every event, in the order of the tree."""
    with database.read() as session:
        query = (
            select(EventRow.log, EventRow.seq, EventRow.body)
            .join(LeafRow, (LeafRow.log == EventRow.log) & (LeafRow.seq == EventRow.seq))
            .order_by(LeafRow.position)
        )
        return [(row[0], row[1], row[2]) for row in session.execute(query)]


def number_of_events(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(EventRow)) or 0


def test_every_event_has_a_place_and_the_root_is_that_of_their_bytes(database: Database, ana: Actor) -> None:
    make_claim(database, ana, make_article(database, ana))
    assert tree.sequence(database) == number_of_events(database) > 80
    assert tree.sequence(database) == 0
    placed = events(database)
    assert len(placed) == number_of_events(database)
    nodes = merkle.grown(0, [merkle.leaf_hash(body) for _, _, body in placed], {}.__getitem__)
    with database.read() as session:
        assert tree.root(session, len(placed)) == merkle.root(len(placed), nodes.__getitem__)


def test_batches_and_later_events_give_the_same_tree(
    database: Database, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "BATCH", 7)
    tree.sequence(database)
    make_article(database, ana)
    assert tree.sequence(database) == 2
    placed = events(database)
    nodes = merkle.grown(0, [merkle.leaf_hash(body) for _, _, body in placed], {}.__getitem__)
    with database.read() as session:
        assert tree.root(session, len(placed)) == merkle.root(len(placed), nodes.__getitem__)


def test_an_event_is_proved_and_a_beginning_too(database: Database, ana: Actor) -> None:
    tree.sequence(database)
    with database.read() as session:
        old = tree.size(session)
    article = make_article(database, ana)
    tree.sequence(database)
    with database.read() as session:
        new, where = tree.size(session), tree.position(session, article.id, 1)
        body = session.scalar(select(EventRow.body).where(EventRow.log == article.id, EventRow.seq == 1))
        proof, top = tree.inclusion(session, where, new), tree.root(session, new)
        assert merkle.proves_inclusion(merkle.leaf_hash(body or b""), where, new, proof, top)
        steps = tree.consistency(session, old, new)
        assert merkle.proves_consistency(old, new, steps, tree.root(session, old), top)


def test_neither_what_is_new_nor_a_proof_is_looked_for_in_the_whole_history(sqlite_database: Database) -> None:
    database, plans = sqlite_database, []
    make_claim(database, actor(database, "ana"), make_article(database, actor(database, "ana")))

    def explain(connection: Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            asked = connection.connection.driver_connection.cursor()
            plans.extend(str(row[-1]) for row in asked.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(database.engine, "before_cursor_execute", explain)
    count = tree.sequence(database)
    with database.read() as session:
        assert len(tree.inclusion(session, 5, count)) > 5
        assert len(tree.several(session, [5, 40], count)) > 5
    whole = ("SCAN e ", "SCAN event", "SCAN node", "SCAN leaf")
    assert plans and not [plan for plan in plans if f"{plan} ".startswith(whole)], plans


def test_an_event_that_is_not_sequenced_has_no_place(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="Make a checkpoint first"):
        tree.position(session, "system", 1)


def test_a_clock_that_jumps_back_does_not_disorder_a_log(database: Database, ana: Actor) -> None:
    real = database.clock
    article = make_article(database, ana)
    database.clock = lambda: real().replace(year=2020)
    make_claim(database, ana, article)
    database.clock = real
    tree.sequence(database)
    logs: dict[str, list[int]] = {}
    for log, seq, _ in events(database):
        logs.setdefault(log, []).append(seq)
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in logs.values())


def test_several_sequencers_at_once_give_each_event_one_place(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "BATCH", 9)
    threads = [threading.Thread(target=tree.sequence, args=(database,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(events(database)) == number_of_events(database)


@pytest.mark.parametrize(
    ("attack", "why"),
    [
        ("UPDATE leaf SET seq = seq + 1", "is for ever"), ("DELETE FROM leaf", "is for ever"),
        ("UPDATE node SET hash = hash", "is for ever"), ("DELETE FROM node", "is for ever"),
        ("UPDATE checkpoint SET note = ''", "is for ever"), ("DELETE FROM checkpoint", "is for ever"),
        ("INSERT INTO leaf (position, log, seq) VALUES (100000, 'system', 1)", "follows the last one|in their order"),
        ("INSERT INTO leaf (position, log, seq) SELECT max(position) + 1, 'system', 1 FROM leaf", "in their order"),
        ("INSERT INTO checkpoint SELECT size + 1000, root, note, at FROM checkpoint", "no more than there is"),
        ("INSERT INTO checkpoint SELECT size - 1, root, note, at FROM checkpoint", "more than the one before"),
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_the_tree(database: Database, signer: Signer, attack: str, why: str) -> None:
    checkpoints.make(database, signer)
    with pytest.raises(DBAPIError, match=why), database.engine.begin() as connection:
        connection.execute(text(attack))


def test_a_checkpoint_is_a_note_that_its_key_proves(database: Database, signer: Signer) -> None:
    made = checkpoints.make(database, signer)
    read = note.read(made.note, signer.hand.key)
    assert (read.origin, read.size, read.root) == (ORIGIN, number_of_events(database), made.root)
    assert made.new and not checkpoints.make(database, signer).new
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CheckpointRow)) == 1


def test_copies_are_appended_elsewhere_and_passed_to_a_command(
    database: Database, ana: Actor, signer: Signer, tmp_path: Path
) -> None:
    file, mailed = tmp_path / "elsewhere.txt", tmp_path / "mailed.txt"
    to = copies(str(file), f"sh -c 'cat >> {mailed}'")
    first = checkpoints.make(database, signer, *to)
    make_article(database, ana)
    second = checkpoints.make(database, signer, *to)
    assert file.read_text() == f"{first.note}\n{second.note}\n" and mailed.read_text() == first.note + second.note
    assert first.uncopied == second.uncopied == ()


def test_a_copy_that_fails_costs_neither_the_checkpoint_nor_the_other_copies(
    database: Database, signer: Signer, tmp_path: Path
) -> None:
    broken = [
        *copies(str(tmp_path / "no folder" / "file"), "sh -c 'echo the mailer is out >&2; exit 3'"),
        piper("no-such"),
    ]
    made = checkpoints.make(database, signer, *broken, appender(tmp_path / "last.txt"))
    assert made.new and (tmp_path / "last.txt").read_text() == f"{made.note}\n"
    assert len(made.uncopied) == 3 and "3: the mailer is out" in made.uncopied[1]
    with database.read() as session:
        assert checkpoints.last(session) is not None


def test_an_older_database_gets_no_signature(database: Database, ana: Actor, signer: Signer, tmp_path: Path) -> None:
    old = checkpoints.make(database, signer)
    forgetful = Signer(signer.hand, tmp_path / "other.last")
    make_article(database, ana)
    later = checkpoints.make(database, signer)
    assert later.size > old.size
    memory = signer.last()
    assert memory is not None
    ahead = note.Checkpoint(ORIGIN, memory.size + 5, b"\x01" * 32)
    signer._remember(ahead)
    with pytest.raises(Behind, match="acknowledge-restore"):
        checkpoints.make(database, signer)
    assert forgetful.last() is None


@dataclass(frozen=True)
class Slow:
    """A hand that takes as long as a device on another machine does."""

    hand: Hand

    @property
    def key(self) -> note.Key:
        return self.hand.key

    def sign(self, data: bytes) -> bytes:
        time.sleep(0.03)
        return self.hand.sign(data)


def test_several_who_make_checkpoints_at_once_never_take_each_other_for_a_restored_backup(
    database: Database, ana: Actor, signer: Signer
) -> None:
    slow = Signer(Slow(signer.hand), signer.memory)

    def work() -> int:
        for turn in range(4):
            make_source(database, ana, f"Video {turn}")
            checkpoints.check(database, slow)
            made = checkpoints.make(database, slow)
        return made.size

    sizes = at_once(*[work] * 4)
    assert all(isinstance(size, int) for size in sizes), sizes
    assert max(sizes) == checkpoints.make(database, signer).size


def test_a_changed_history_gets_no_signature(database: Database, ana: Actor, signer: Signer) -> None:
    made = checkpoints.make(database, signer)
    signer._remember(note.Checkpoint(ORIGIN, made.size, b"\x02" * 32))
    make_article(database, ana)
    with pytest.raises(Behind, match="are not the ones that were signed"):
        checkpoints.make(database, signer)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    hand = KeyFile(tmp_path / "checkpoint.key")
    made = hand.make(ORIGIN)
    assert hand.make("another.example") == made == hand.key
    assert hand.path.stat().st_mode & 0o777 == 0o600
    assert note.key(str(made)) == made


@pytest.mark.parametrize("content", ["", "one", "name bm90IGEga2V5", "a b c", "na+me AAAA", "\x00"])
def test_a_damaged_key_is_named_and_not_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "checkpoint.key"
    path.write_text(content)
    with pytest.raises(Invalid, match="Put it back from a copy"):
        KeyFile(path).sign(b"")
    assert path.read_text() == content


def test_a_command_can_sign(database: Database, tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    script = tmp_path / "sign.py"
    script.write_text(
        "import base64, sys\n"
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey\n"
        f"key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex('{private.private_bytes_raw().hex()}'))\n"
        "print(base64.b64encode(key.sign(sys.stdin.buffer.read())).decode())\n"
    )
    public = note.Key(ORIGIN, private.public_key().public_bytes_raw())
    made = checkpoints.make(database, Signer(Command(f"{sys.executable} {script}", public), tmp_path / "last"))
    assert note.read(made.note, public).size == made.size


@pytest.mark.parametrize(
    ("line", "why"), [("false", "refused"), ("echo no", "did not sign"), ("/no/such", "did not sign")]
)
def test_a_command_that_does_not_sign_leaves_no_checkpoint(
    sqlite_database: Database, tmp_path: Path, line: str, why: str
) -> None:
    public = note.Key(ORIGIN, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    with pytest.raises(Conflict, match=why):
        checkpoints.make(sqlite_database, Signer(Command(line, public), tmp_path / "last"))
    with sqlite_database.read() as session:
        assert checkpoints.last(session) is None
    assert not (tmp_path / "last").exists()
