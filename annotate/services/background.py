"""Work that a running server does by itself, beside the requests: one thread for each kind."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from annotate.domain.errors import DomainError

log = logging.getLogger("annotate")
#: Seconds after which a worker looks by itself: what another process left, or what nobody told it of.
EVERY = 60.0


class Worker:
    """A thread that does its work at its start, whenever it is told to, and every minute. A failure is logged."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self._work = work
        self._told, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> Worker:
        """Begin, with what is waiting already."""
        self._told.set()
        self._thread.start()
        return self

    def tell(self) -> None:
        """There is something to do now."""
        self._told.set()

    def stop(self, seconds: float = 30.0) -> None:
        """End after what is being done."""
        self._ended.set()
        self._told.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._told.wait(EVERY)
            self._told.clear()
            if not self._ended.is_set():
                self._once()

    def _once(self) -> None:
        try:
            self._work()
        except DomainError as error:
            log.error("%s: %s", self._thread.name, error)
        except Exception:  # the database or the store is away, the disk is full: the next call tries again
            log.exception("%s: nothing was done", self._thread.name)
