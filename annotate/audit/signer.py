"""Who signs checkpoints: a key in the home folder, outside the database, or a command that signs elsewhere.

A log must never sign two checkpoints of which the first is not the beginning of the second. So the signer remembers by
itself, in a file of its own, what it signed last, and asks for a proof before it signs again: whoever restores an older
database, or rewrites this one, gets no signature.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from annotate.domain.errors import Conflict, Invalid, NotFound
from annotate.domain.merkle import proves_consistency
from annotate.domain.note import Checkpoint, Key, check_name, key, noted
from annotate.store.room import minded

#: Seconds that a command may take to sign.
PATIENCE = 30
#: Gives the proof that the first `old` events are the beginning of the first `new`.
Proof = Callable[[int, int], list[bytes]]


class Behind(Conflict):
    """The database is older than, or another than, what was signed last: a restored backup, a cut tail, a rewrite."""

    code = "behind"
    title = "The history is not the one that was signed"


class Hand(Protocol):
    """Signs bytes with one key."""

    @property
    def key(self) -> Key:
        """Its public key."""
        ...

    def sign(self, data: bytes) -> bytes:
        """64 bytes of Ed25519."""
        ...


@dataclass(frozen=True)
class KeyFile:
    """A private key in a file that only its owner may read: one line, name and 32 bytes in base64."""

    path: Path

    @property
    def key(self) -> Key:
        """Its public key."""
        name, private = self._read()
        return Key(name, private.public_key().public_bytes_raw())

    @property
    def private(self) -> Ed25519PrivateKey:
        """The key itself."""
        return self._read()[1]

    def sign(self, data: bytes) -> bytes:
        """Sign with it."""
        return self.private.sign(data)

    def make(self, name: str) -> Key:
        """Make a new key, where there is none yet."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
        with suppress(FileExistsError), os.fdopen(_exclusive(self.path), "w") as file:
            file.write(f"{check_name(name)} {private}\n")
            file.flush()
            os.fsync(file.fileno())
        return self.key

    def _read(self) -> tuple[str, Ed25519PrivateKey]:
        try:
            name, encoded = self.path.read_text(encoding="utf-8").split()
            return check_name(name), Ed25519PrivateKey.from_private_bytes(base64.b64decode(encoded, validate=True))
        except FileNotFoundError as error:
            raise NotFound(
                "There is no key to sign checkpoints with. A new desk makes one (annotate init); a lost one is put back"
                " into keys/ from a copy."
            ) from error
        except (ValueError, Invalid, OSError) as error:
            raise Invalid(
                f"The key {self.path.name} in the home folder cannot be read. Put it back from a copy; a new key would"
                " be another signer, whom nobody knows yet.", field="key",
            ) from error  # fmt: skip


@dataclass(frozen=True)
class Command:
    """A command that signs: it gets the bytes on its standard input and answers with the signature in base64."""

    line: str
    key: Key

    def sign(self, data: bytes) -> bytes:
        """Have it sign; Conflict says what it said instead."""
        try:
            done = subprocess.run(shlex.split(self.line), input=data, capture_output=True, timeout=PATIENCE, check=True)
            return base64.b64decode(done.stdout.strip(), validate=True)
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip().splitlines()
            raise Conflict(f"The signing command refused: {said[-1] if said else error.returncode}.") from error
        except (OSError, subprocess.TimeoutExpired, ValueError) as error:
            raise Conflict(f"The signing command did not sign: {error}.") from error


@dataclass(frozen=True)
class Public:
    """Knows a key by its public half and signs nothing: for looking at what others have signed."""

    key: Key

    def sign(self, data: bytes) -> bytes:
        """Raises NotFound."""
        raise NotFound("Only the public half of the key is here. Nothing can be signed with it.")


@dataclass(frozen=True)
class Signer:
    """A hand, and the memory of what it signed last in `memory`."""

    hand: Hand
    memory: Path

    def last(self) -> Checkpoint | None:
        """What was signed last; None before the first time. Invalid if the memory was damaged."""
        try:
            said = json.loads(self.memory.read_text(encoding="utf-8"))
            return Checkpoint(said["origin"], int(said["size"]), bytes.fromhex(said["root"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, OverflowError, OSError) as error:
            raise Invalid(
                f"{self.memory.name} in the home folder is damaged, so nobody knows what was signed last. Put it back"
                " from a copy.", field="checkpoint",
            ) from error  # fmt: skip

    @property
    def origin(self) -> str:
        """The log that it signs for: the name of its key."""
        return self.hand.key.name

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One process at a time signs. Read in here what is to be signed, or somebody may have signed more since."""
        self.memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self.memory):
            yield

    def sign(self, checkpoint: Checkpoint, proof: Proof) -> str:
        """The signed note; inside `turn`. Raises Behind, and signs nothing, unless all that was signed is there."""
        self.check(checkpoint, proof, self.last())
        note = noted(checkpoint, self.hand.key, self.hand.sign(checkpoint.text().encode()))
        self._remember(checkpoint)
        return note

    def check(self, checkpoint: Checkpoint, proof: Proof, last: Checkpoint | None) -> None:
        """Raises Behind unless what was signed last is the beginning of this.

        Outside `turn`, `last` has to be read before the size is: else somebody may have signed more in between.
        """
        if last is None:
            return
        if checkpoint.size < last.size:
            raise Behind(
                f"The history has {checkpoint.size:,} events, but {last.size:,} were signed. This database is older:"
                " a restored backup, or a tail that was cut off. Run: annotate trail acknowledge-restore"
            )
        steps = proof(last.size, checkpoint.size)
        if last.origin != checkpoint.origin or not proves_consistency(
            last.size, checkpoint.size, steps, last.root, checkpoint.root
        ):
            raise Behind(
                f"The first {last.size:,} events are not the ones that were signed. Somebody changed the history, or"
                " this is another desk’s database."
            )

    def recall(self, checkpoint: Checkpoint) -> None:
        """Remember what a backup says was signed, where nothing is remembered: its key was kept, its memory was not."""
        with self.turn():
            if self.last() is None:
                self._remember(checkpoint)

    def forget(self, checkpoint: Checkpoint) -> None:
        """Set aside what was signed last, under a name that tells its size: somebody acknowledged that it is gone."""
        self.memory.replace(self.memory.with_name(f"{self.memory.name}-{checkpoint.size}"))

    def _remember(self, checkpoint: Checkpoint) -> None:
        said = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
        draft = self.memory.with_name(f".{self.memory.name}.new")
        with minded(), draft.open("w", encoding="utf-8") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.memory)
        handle = os.open(self.memory.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def signer_in(folder: Path, command: str = "", public: str = "") -> Signer:
    """The command where one is set, with the public key that it signs for; else the key in the folder."""
    hand: Hand = Command(command, key(public)) if command else KeyFile(folder / "checkpoint.key")
    return Signer(hand, folder / "checkpoint.last")


def _exclusive(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


@contextmanager
def _alone(memory: Path) -> Iterator[None]:
    """One process at a time signs: reading the memory, signing and writing it belong together."""
    lock = memory.with_name(f".{memory.name}.lock")
    with lock.open("w") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
