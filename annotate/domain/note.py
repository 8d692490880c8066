"""Signed notes and checkpoints, in the form of C2SP (signed-note, tlog-checkpoint): text that anybody can check.

A checkpoint is three lines, origin, size, root in base64; a blank line; and lines of signatures. Keys travel as
`name+hash+base64`: the key's name, its four-byte id in hex, and a type byte (1: Ed25519) with the public key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from annotate.domain.errors import Invalid

#: Types of signatures: of a log over its checkpoint, and of a witness over a checkpoint and a time (tlog-cosignature).
ED25519, COSIGNATURE = b"\x01", b"\x04"
#: Bytes of a note; sixteen signatures of the largest kind fit in it.
MOST = 100_000
#: Signature lines that are looked at.
SIGNATURES = 64
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """How large the tree is and what its root is, as one log says."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Key:
    """A public key and the name that it signs under."""

    name: str
    public: bytes
    kind: bytes = ED25519

    @property
    def ident(self) -> bytes:
        """Four bytes that tell keys of one name apart; no proof of anything."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.ident.hex()}+{base64.b64encode(self.kind + self.public).decode()}"


def key(text: str) -> Key:
    """The key that a line says. Raises Invalid for what is none, and for an id that is not the key's own."""
    name, _, rest = text.strip().partition("+")
    ident, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    if raw is None or not _NAME.fullmatch(name) or len(raw) != 33 or raw[:1] not in (ED25519, COSIGNATURE):
        raise Invalid("This is not an Ed25519 key of the form name+id+base64.", field="key")
    found = Key(name, raw[1:], raw[:1])
    if found.ident.hex() != ident:
        raise Invalid("The id of the key does not belong to its bytes: it was copied wrongly.", field="key")
    return found


def check_name(name: str) -> str:
    """The name if a key may have it: one word without a plus sign. Raises Invalid."""
    if not _NAME.fullmatch(name):
        raise Invalid("The name of a key has neither spaces nor a plus sign in it.", field="origin")
    return name


def sign(checkpoint: Checkpoint, name: str, private: Ed25519PrivateKey) -> str:
    """The note of a checkpoint with one signature."""
    made = Key(name, private.public_key().public_bytes_raw())
    return noted(checkpoint, made, private.sign(checkpoint.text().encode()))


def noted(checkpoint: Checkpoint, by: Key, signature: bytes) -> str:
    """The note of a checkpoint with a signature that somebody else made."""
    return f"{checkpoint.text()}\n{line(by, signature)}"


def line(by: Key, signature: bytes) -> str:
    """A line of signature, as it stands below a note."""
    return f"— {by.name} {base64.b64encode(by.ident + signature).decode()}\n"


def read(note: str, by: Key) -> Checkpoint:
    """The checkpoint of a note that this key signed. Raises Invalid: nothing of an unsigned note is believed."""
    text, signatures = signed(note, by)
    for signature in signatures:
        check_signature(by, signature, text.encode())
    return _checkpoint(text)


def signed(note: str, by: Key) -> tuple[str, list[bytes]]:
    """The text of a note and what this key is said to have signed it with. Raises Invalid where it did not at all."""
    text, signatures = _parted(note)
    mine = [raw[4:] for name, raw in signatures if name == by.name and raw[:4] == by.ident]
    if not mine:
        raise Invalid(f"No signature of {by.name} is on the checkpoint.", field="checkpoint")
    return text, mine


def check_signature(by: Key, signature: bytes, data: bytes) -> None:
    """Raises Invalid unless this key made this signature of these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(by.public).verify(signature, data)
    except InvalidSignature as error:
        why = f"The signature of {by.name} does not belong to this checkpoint."
        raise Invalid(why, field="checkpoint") from error


def _parted(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(note.encode("utf-8", "surrogatepass")) > MOST or re.search(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]", note):
        raise _malformed()
    text, blank, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not blank or lines.pop() or not lines or len(lines) > SIGNATURES:
        raise _malformed()
    return text + "\n", [_signature(one) for one in lines]


def _signature(said: str) -> tuple[str, bytes]:
    match = re.fullmatch(r"— ([^\s+]+) (\S+)", said)
    raw = _decoded(match[2]) if match else None
    if match is None or raw is None or len(raw) < 5:
        raise _malformed()
    return match[1], raw


def _checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise _malformed()
    root = _decoded(lines[2])
    if root is None or len(root) != 32:
        raise _malformed()
    return Checkpoint(lines[0], int(lines[1]), root)


def _decoded(text: str) -> bytes | None:
    """Base64 of RFC 4648 in its one spelling; None for anything else."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def _malformed() -> Invalid:
    return Invalid("This is not a checkpoint: origin, size and root, a blank line, signatures.", field="checkpoint")
