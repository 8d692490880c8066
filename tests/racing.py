"""Verbs that are let off at the same moment, each in a thread of its own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

#: Seconds after which a verb counts as waiting for ever; long, for a machine that does much else.
PATIENCE = 600


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """What each verb returned or raised; all are let off at the same moment."""
    gate, results = threading.Barrier(len(verbs)), [None] * len(verbs)

    def run(index: int, verb: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[index] = verb()
        except Exception as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive(), "a verb waits for ever"
    return results


def kinds(results: Sequence[Any]) -> Counter[str]:
    """How many of each kind of result."""
    return Counter(type(result).__name__ for result in results)
