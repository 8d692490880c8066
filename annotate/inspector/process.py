"""One child process, listened to within limits: of time, of what it says, and of what it may take from here."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from annotate.inspector.confine.base import Limits

#: ended: by itself. late: stopped after `wall_s`. loud: stopped for saying too much. unstarted: it never was.
Ending = Literal["ended", "late", "loud", "unstarted"]
#: Bytes of its complaints that are kept.
MAX_COMPLAINT = 4_000
_CHILD = Path(__file__).with_name("__main__.py")
#: What a child keeps of the environment: where its own libraries lie, and what Windows cannot start without.
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True)
class Output:
    """What came out. `status` is the exit status, negative for a signal; `complaint` its standard error, shortened."""

    ending: Ending
    status: int
    said: bytes
    complaint: str


def command(*words: str) -> list[str]:
    """How the inspector's own child is started: isolated from the environment, this folder and the user's packages."""
    return [sys.executable, "-I", "-B", "-X", "utf8", str(_CHILD), *words]


def run(words: Sequence[str], file: IO[bytes], limits: Limits) -> Output:
    """Run `words` with `file`, open for reading, as its standard input and only open file; end its whole group."""
    try:
        child = _start(words, file)
    except OSError as error:  # no memory, no more processes, no such program
        return Output("unstarted", 0, b"", str(error))
    with child:
        try:
            return _listen(child, limits)
        finally:
            _end(child)


def _start(words: Sequence[str], file: IO[bytes]) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return subprocess.Popen(
        words, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=os.sep, start_new_session=True,
        # Each arena of malloc reserves 128 MiB of addresses, which count against the limit of memory.
        env=kept | {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
    )  # fmt: skip


def _listen(child: subprocess.Popen[bytes], limits: Limits) -> Output:
    deadline = time.monotonic() + limits.wall_s
    said, complaint = _Ear(child.stdout, limits.output_bytes), _Ear(child.stderr, MAX_COMPLAINT, drain=True)
    said.join(limits.wall_s)
    ending: Ending = "late" if said.is_alive() else "loud" if said.overflown else "ended"
    if ending == "ended":
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            ending = "late"
    _end(child)
    said.join(1)  # whoever left the group and holds the pipe is not waited for
    complaint.join(1)
    return Output(ending, child.wait(), bytes(said.heard), complaint.heard.decode("utf-8", "replace"))


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            # It leads a group of its own, which outlives it; until it is waited for its number stays its own.
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


class _Ear(threading.Thread):
    """Hears a pipe to its end and keeps `most` bytes of it. Without `drain` it stops listening when there are more."""

    def __init__(self, pipe: IO[bytes] | None, most: int, *, drain: bool = False) -> None:
        super().__init__(daemon=True)
        self.heard, self.overflown = bytearray(), False
        self._pipe, self._most, self._drain = pipe, most, drain
        self.start()

    def run(self) -> None:
        with contextlib.suppress(ValueError, OSError):  # closed from here, while somebody who left the group holds it
            while self._pipe and (more := os.read(self._pipe.fileno(), 65_536)):
                self.overflown = self.overflown or len(self.heard) + len(more) > self._most
                self.heard += more[: self._most - len(self.heard)]
                if self.overflown and not self._drain:
                    return
