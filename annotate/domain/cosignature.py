"""A witness’s word on a checkpoint (C2SP tlog-cosignature v1): at this time, this was the largest tree I had seen.

A cosignature is a line on the note like any other: eight bytes of POSIX time and an Ed25519 signature over the time and
the checkpoint’s text. It says nothing of what the events hold, only that no other history was shown.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from annotate.domain.errors import Invalid
from annotate.domain.note import COSIGNATURE, Checkpoint, Key, check_signature, line, signed

_LATEST = 2**63 - 1


def key_of(name: str, private: Ed25519PrivateKey) -> Key:
    """The public key of a witness."""
    return Key(name, private.public_key().public_bytes_raw(), COSIGNATURE)


def cosign(checkpoint: Checkpoint, name: str, private: Ed25519PrivateKey, seconds: int) -> str:
    """The line that a witness adds; `seconds` since 1970."""
    made = private.sign(_message(checkpoint.text(), seconds))
    return line(key_of(name, private), seconds.to_bytes(8, "big") + made)


def cosigned(note: str, by: Key) -> int:
    """When this witness cosigned the note, in seconds since 1970. Raises Invalid where it did not."""
    text, found = signed(note, by)
    if by.kind != COSIGNATURE or any(len(raw) != 72 for raw in found):
        raise Invalid(f"What {by.name} put on the checkpoint is not a cosignature.", field="checkpoint")
    times = [int.from_bytes(raw[:8], "big") for raw in found]
    for seconds, raw in zip(times, found, strict=True):
        if seconds > _LATEST:
            raise Invalid(f"The cosignature of {by.name} has a time that there is not.", field="checkpoint")
        check_signature(by, raw[8:], _message(text, seconds))
    return max(times)


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
