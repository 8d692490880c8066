"""A witness cosigns what continues what it saw, remembers it, and is not talked out of it, not by two at once."""

from __future__ import annotations

import base64
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from annotate.domain import merkle
from annotate.domain.cosignature import cosigned
from annotate.domain.errors import Invalid
from annotate.domain.merkle import Node
from annotate.domain.note import Checkpoint, Key, key, sign
from annotate.witness import LINES, MOST, Answer, Witness
from annotate.witness.memory import Memory

ORIGIN = "desk.example/trail"
LOG, OWN = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
NOW = 1_795_000_000


class History:
    """A log of made-up events, or one that shares its first `common` events with it and then goes another way."""

    def __init__(self, count: int, common: int | None = None) -> None:
        bodies = [f"event {n}" if common is None or n < common else f"another {n}" for n in range(count)]
        self.nodes: dict[Node, bytes] = {}
        self.nodes |= merkle.grown(0, [merkle.leaf_hash(b.encode()) for b in bodies], self.nodes.__getitem__)

    def note(self, size: int, origin: str = ORIGIN, by: Ed25519PrivateKey = LOG) -> str:
        return sign(Checkpoint(origin, size, merkle.root(size, self.nodes.__getitem__)), origin, by)

    def body(self, old: int, size: int) -> bytes:
        proof = merkle.consistency(old, size, self.nodes.__getitem__)
        lines = [f"old {old}", *(base64.b64encode(step).decode() for step in proof), "", self.note(size)]
        return "\n".join(lines).encode()


HISTORY = History(40)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    public = Key(ORIGIN, LOG.public_key().public_bytes_raw())
    return Witness("witness.example/1", OWN, {ORIGIN: public}, Memory(tmp_path / "seen.db"), clock=lambda: NOW)


def test_what_continues_what_was_seen_is_cosigned_with_its_time(witness: Witness) -> None:
    for old, size in ((0, 7), (7, 7), (7, 20), (20, 33)):
        answer = witness.add_checkpoint(HISTORY.body(old, size))
        assert answer.status == 200, answer.text
        assert cosigned(HISTORY.note(size) + answer.text, witness.key) == NOW


def test_the_published_example_has_the_form_that_we_read() -> None:
    line = (
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5"
        "nNo0xUe+mbIUBkBIfZ+qnA=="
    )
    raw = base64.b64decode(line.split()[2])
    assert len(raw) == 4 + 8 + 64 and int.from_bytes(raw[4:12], "big") == 1_679_315_147


def test_it_says_how_far_it_saw_to_whoever_thinks_otherwise(witness: Witness) -> None:
    witness.add_checkpoint(HISTORY.body(0, 20))
    for old in (0, 7, 21):
        assert witness.add_checkpoint(HISTORY.body(old, 33)) == Answer(409, "20\n", "text/x.tlog.size")


@pytest.mark.parametrize("common", [0, 5, 19])
def test_another_history_is_not_cosigned(witness: Witness, common: int) -> None:
    witness.add_checkpoint(HISTORY.body(0, 20))
    other = History(40, common)
    assert witness.add_checkpoint(other.body(20, 33)).status == 422
    assert witness.add_checkpoint(other.body(20, 20)).status == 409
    assert witness.add_checkpoint(HISTORY.body(20, 33)).status == 200


def test_two_histories_at_once_get_one_cosignature(witness: Witness) -> None:
    bodies = [HISTORY.body(0, 30), History(40, 3).body(0, 31), History(40, 9).body(0, 32)] * 4
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda b=b: answers.append(witness.add_checkpoint(b))) for b in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sizes = {answer.text for answer in answers if answer.status == 409}
    assert sum(answer.status == 200 for answer in answers) == 1 and len(sizes) == 1


def test_what_it_saw_survives_its_end(tmp_path: Path, witness: Witness) -> None:
    witness.add_checkpoint(HISTORY.body(0, 20))
    again = Witness(
        "witness.example/1",
        OWN,
        {ORIGIN: Key(ORIGIN, LOG.public_key().public_bytes_raw())},
        Memory(tmp_path / "seen.db"),
    )
    assert again.add_checkpoint(HISTORY.body(0, 33)).status == 409


def test_strangers_are_turned_away(witness: Witness) -> None:
    unknown = f"old 0\n\n{HISTORY.note(5, 'other.example', LOG)}".encode()
    assert witness.add_checkpoint(unknown).status == 404
    forged = f"old 0\n\n{HISTORY.note(5, ORIGIN, OWN)}".encode()
    assert witness.add_checkpoint(forged).status == 403


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0", b"old 00\n\nx", b"old -1\n\nx", b"new 0\n\nx", b"\xff\n\n", b"old 0\nnot base64\n\nx",
        b"old 0\nAAAA\n\nx", b"old 0\n" + b"A" * 43 + b"=\n" * (LINES + 1) + b"\nx", b"old 0\n\n" + b"x" * MOST,
        HISTORY.body(0, 5).replace(b"old 0", b"old 6"),
    ],
)  # fmt: skip
def test_what_is_no_request_is_told_so_and_changes_nothing(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body).status in (400, 404)
    assert witness.add_checkpoint(HISTORY.body(0, 5)).status == 200


def test_a_cosignature_is_not_taken_from_another_note_or_key(witness: Witness) -> None:
    line = witness.add_checkpoint(HISTORY.body(0, 20)).text
    with pytest.raises(Invalid, match="does not belong to this checkpoint"):
        cosigned(HISTORY.note(19) + line, witness.key)
    with pytest.raises(Invalid, match="No signature of"):
        cosigned(HISTORY.note(20), witness.key)
    with pytest.raises(Invalid, match="is not a cosignature"):
        cosigned(HISTORY.note(20), Key(ORIGIN, LOG.public_key().public_bytes_raw()))


def test_the_key_of_a_witness_says_that_it_is_one(witness: Witness) -> None:
    assert key(str(witness.key)) == witness.key
