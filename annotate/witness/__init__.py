"""A witness for other newsrooms' logs (C2SP tlog-witness): sees that no log ever shows two histories, and says so.

It knows neither events nor claims: a log sends it a checkpoint and a proof that the last one it saw is the beginning of
this. It remembers the size and root of each log, and cosigns what is consistent with them.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from annotate.domain.cosignature import cosign, key_of
from annotate.domain.errors import Invalid
from annotate.domain.merkle import proves_consistency
from annotate.domain.note import Checkpoint, Key, read
from annotate.witness.memory import Memory

#: Bytes of a request, and lines of a proof, at most.
MOST, LINES = 200_000, 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class Answer:
    """What is answered: a status of HTTP, a text, its media type."""

    status: int
    text: str
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """What a log sends: the size that it thinks was seen last, the proof, the note."""

    old: int
    proof: tuple[bytes, ...]
    note: str


class Witness:
    """One witness: its name and key, the logs that it watches by their origin, its memory."""

    def __init__(
        self, name: str, private: Ed25519PrivateKey, logs: Mapping[str, Key], memory: Memory,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self.key = key_of(name, private)
        self._private, self._logs, self._memory, self._clock = private, logs, memory, clock

    def add_checkpoint(self, body: bytes) -> Answer:
        """Cosign a checkpoint if it continues what was seen; the statuses are those of the protocol."""
        request = parse(body)
        if request is None:
            return Answer(400, "Send: a line “old N”, lines of the proof, an empty line, a checkpoint.\n")
        origin = request.note.split("\n", 1)[0]
        log = self._logs.get(origin)
        if log is None:
            return Answer(404, "This witness does not watch this log.\n")
        try:
            checkpoint = read(request.note, log)
        except Invalid as error:
            return Answer(403, f"{error}\n")
        if checkpoint.origin != origin or request.old > checkpoint.size:
            return Answer(400, "The old size is larger than the checkpoint’s.\n")
        return self._decide(request, checkpoint)

    def _decide(self, request: Request, checkpoint: Checkpoint) -> Answer:
        """Compare and remember in one step, so that two requests at once cannot roll the memory back."""
        with self._memory.exclusive() as seen:
            size, root = seen.last(checkpoint.origin)
            if request.old != size or (size == checkpoint.size and size and root != checkpoint.root):
                return Answer(409, f"{size}\n", "text/x.tlog.size")
            if not proves_consistency(size, checkpoint.size, request.proof, root, checkpoint.root):
                return Answer(422, "The proof does not lead from what was seen to this checkpoint.\n")
            seen.remember(checkpoint)
        return Answer(200, cosign(checkpoint, self.key.name, self._private, int(self._clock())))


def parse(body: bytes) -> Request | None:
    """The request that the bytes are; None for anything else."""
    try:
        head, blank, note = body[: MOST + 1].decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        return None
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if len(body) > MOST or not blank or old is None or len(lines) > LINES:
        return None
    proof = [_hash(line) for line in lines]
    return None if None in proof else Request(int(old[1]), tuple(step for step in proof if step), note)


def _hash(line: str) -> bytes | None:
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == 32 else None
