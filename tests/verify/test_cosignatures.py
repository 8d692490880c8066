"""What witnesses put on a checkpoint: asked for, it must be there and hold; of what nobody asked for, that is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bundle_story import Forged, Story, findings
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from in_browser import Shown

from annotate import verify
from annotate.domain import note
from annotate.domain.cosignature import cosign, key_of

NAME, NOW = "witness.example/1", 1_795_000_000
OWN, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
WITNESS = verify.read_key(str(key_of(NAME, OWN)), verify.WITNESS)

Line = Callable[[note.Checkpoint], str]


def cosigned(forged: Forged, story: Story, *lines: Line) -> Shown:
    """What is found in the bundle with these lines on its checkpoint, if our witness is asked for."""
    text = forged.files["checkpoint.txt"].decode()
    checkpoint = note.read(text, story.signer.hand.key)
    forged.files["checkpoint.txt"] = (text + "".join(line(checkpoint) for line in lines)).encode()
    return findings(forged.signed(), story.key, None, [WITNESS])


def at(seconds: int, by: Ed25519PrivateKey = OWN) -> Line:
    return lambda checkpoint: cosign(checkpoint, NAME, by, seconds)


def moved(checkpoint: note.Checkpoint) -> str:
    """The signature of one second under the time of another."""
    made = verify.parted(f"x\n\n{cosign(checkpoint, NAME, OWN, NOW)}")[1][0][1]
    return note.line(key_of(NAME, OWN), (NOW + 1).to_bytes(8, "big") + made[12:])


def of_another(checkpoint: note.Checkpoint) -> str:
    return cosign(note.Checkpoint(checkpoint.origin, checkpoint.size - 1, checkpoint.root), NAME, OWN, NOW)


def plain_signature(checkpoint: note.Checkpoint) -> str:
    """As a log signs, not as a witness does."""
    return note.line(key_of(NAME, OWN), OWN.sign(checkpoint.text().encode()))


def test_when_a_witness_cosigned_is_a_fact(forged: Forged, story: Story) -> None:
    found = cosigned(forged, story, at(NOW - 60), at(NOW), at(NOW, OTHER))
    assert found.status == 0
    assert [fact for fact in found.facts if fact.startswith("Cosigned by witness.example/1+")] == [
        f"Cosigned by {NAME}+{WITNESS.ident.hex()} at 2026-11-18T11:06:40Z: a history of"
        f" {note.read(forged.files['checkpoint.txt'].decode(), story.signer.hand.key).size} events,"
        " and it had seen no other."
    ]
    assert [n for n in found.notes if "you gave no key for it" in n] == [
        f"the cosignature of {NAME}+{key_of(NAME, OTHER).ident.hex()}: you gave no key for it"
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "did not cosign it"),
        ((at(NOW, OTHER),), "did not cosign it"),
        ((moved,), "does not belong to it"),
        ((of_another,), "does not belong to it"),
        ((plain_signature,), "does not belong to it"),
        ((at(NOW), moved), "does not belong to it"),
        ((lambda checkpoint: note.line(key_of(NAME, OWN), b""),), "does not belong to it"),
        ((at(253_402_300_800),), "at a time that there is not"),
        ((at(NOW),) * 64, "65 signatures; 64 are the most"),
    ],
)
def test_a_witness_that_was_asked_for_and_did_not_cosign_is_a_fault(
    forged: Forged, story: Story, lines: tuple[Line, ...], said: str
) -> None:
    found = cosigned(forged, story, *lines)
    assert len(found.faults) == 1 and found.faults[0].startswith("checkpoint.txt: ") and said in found.faults[0]


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [
        ("--witness", lambda story: str(story.key), "it is the key of a log, not of a witness"),
        ("--key", lambda story: str(WITNESS), "it is the key of a witness, not of a log"),
        ("--witness", lambda story: "witness", "not an Ed25519 key"),
    ],
)
def test_a_key_of_the_other_kind_cannot_be_used(
    good: bytes, story: Story, tmp_path: Path, capsys, option: str, content: Callable[[Story], str], said: str
) -> None:
    (tmp_path / "b.zip").write_bytes(good)
    (tmp_path / "w.vkey").write_text(content(story))
    assert verify.main([str(tmp_path / "b.zip"), option, str(tmp_path / "w.vkey")]) == 2
    printed = capsys.readouterr().err
    assert said in printed and "w.vkey cannot be used" in printed
