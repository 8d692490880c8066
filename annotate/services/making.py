"""Files that may take long to make, made beside the requests: whoever asked may go away and come back.

One at a time in a process, in the order in which they were asked for. What was made lies where its maker keeps it
(`drawn.py`, `bundles.py`); here is only known what is on its way, and what went wrong until somebody was told. Another
process that is asked for the same file makes it, too, and both find the one that was kept.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock

from annotate.domain.errors import DomainError
from annotate.services.background import Worker

log = logging.getLogger("annotate")
#: Failures that nobody asked for again and that are remembered; the oldest go first.
MOST = 100


class Unmade(DomainError):
    """A fault of the program while a file was made."""

    code = "unmade"
    title = "The file could not be made"


@dataclass(frozen=True)
class Step:
    """What of a file is made at the moment, of `of` things the one with this number."""

    what: str
    number: int
    of: int


#: Makes a file; may say at which step it is (what, number, of).
Make = Callable[[Callable[[str, int, int], None]], object]


@dataclass(frozen=True)
class Progress:
    """How far a file is: made, failed with `error`, or on its way for `seconds` with `before` others first."""

    made: bool = False
    error: DomainError | None = None
    seconds: int = 0
    before: int = 0
    step: Step | None = None


@dataclass
class _Job:
    make: Make
    begun: float = field(default_factory=time.monotonic)
    done: Event = field(default_factory=Event)
    error: DomainError | None = None
    step: Step | None = None

    def say(self, what: str, number: int, of: int) -> None:
        self.step = Step(what, number, of)

    def run(self) -> None:
        try:
            self.make(self.say)
        except DomainError as error:
            self.error = error
        except Exception:
            log.exception("a file was not made")
            self.error = Unmade("Something broke on the server while the file was made; its log says what.")
        finally:
            self.done.set()


class Making:
    """The files that are on their way in this process, by a name for each.

    `tidy` is called whenever there is nothing left to make, and every minute after the first file.
    """

    def __init__(self, tidy: Callable[[], object] = lambda: None) -> None:
        self._tidy = tidy
        self._jobs: dict[str, _Job] = {}
        self._lock = Lock()
        self._worker: Worker | None = None

    def ask(self, name: str, make: Make, patience: float = 0.0) -> Progress:
        """Begin to make it unless that has begun, wait up to `patience` seconds, and say how far it is.

        That it is made, or why not, is said once; to ask after that begins anew.
        """
        with self._lock:
            job = self._jobs.get(name) or self._begin(name, make)
        job.done.wait(patience)
        with self._lock:
            if job.done.is_set():
                self._jobs.pop(name, None)
                return Progress(made=job.error is None, error=job.error)
            others = list(self._jobs.values())
            before = sum(not other.done.is_set() for other in others[: others.index(job)])
        return Progress(seconds=int(time.monotonic() - job.begun), before=before, step=job.step)

    def _begin(self, name: str, make: Make) -> _Job:
        self._jobs[name] = job = _Job(make)
        ended = [key for key, other in self._jobs.items() if other.done.is_set()]
        for key in ended[: max(0, len(ended) - MOST)]:
            del self._jobs[key]
        self._worker = self._worker or Worker("making", self._work_off).start()
        self._worker.tell()
        return job

    def _work_off(self) -> None:
        while job := self._next():
            job.run()
        self._tidy()

    def _next(self) -> _Job | None:
        with self._lock:
            return next((job for job in self._jobs.values() if not job.done.is_set()), None)
