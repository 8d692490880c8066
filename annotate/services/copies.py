"""Copies of a checkpoint, for where nobody who can change the database can change them: a file elsewhere, a command.

A copy that fails costs neither the checkpoint nor the other copies. It is logged, and said to whoever asked for the
checkpoint; the next one covers all that this one did.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from annotate.domain.errors import Conflict

log = logging.getLogger("annotate")
#: Seconds that a command may take to pass a checkpoint on.
PATIENCE = 30
#: Passes a signed note on. Raises OSError or Conflict where it cannot.
Copy = Callable[[str], None]


def copies(path: str, command: str) -> list[Copy]:
    """Those of the settings: a file to append to, a command to pipe to; neither where nothing is said."""
    return [*([appender(Path(path))] if path else []), *([piper(command)] if command else [])]


def appender(path: Path) -> Copy:
    """Copies into a file elsewhere, one after the other, each parted from the next by a line of its own."""

    def copy(note: str) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{note}\n")
            file.flush()
            os.fsync(file.fileno())

    return copy


def piper(line: str) -> Copy:
    """Copies to a command, on its standard input: `mail -s checkpoint archive@partner.example`. No shell reads it."""

    def copy(note: str) -> None:
        try:
            done = subprocess.run(
                shlex.split(line), input=note.encode(), capture_output=True, timeout=PATIENCE, check=False
            )
        except (subprocess.TimeoutExpired, ValueError) as error:
            raise Conflict(f"the command did not end well: {error}") from error
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise Conflict(f"the command ended with {done.returncode}{f': {said[-1]}' if said else ''}")

    return copy


def hand_out(note: str, to: Iterable[Copy]) -> tuple[str, ...]:
    """Pass the note on to each; what went wrong, in words."""
    failed = []
    for copy in to:
        try:
            copy(note)
        except (OSError, Conflict) as error:
            failed.append(str(error))
            log.error("A copy of the checkpoint was not made: %s.", error)
    return tuple(failed)
