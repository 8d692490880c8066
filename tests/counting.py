"""Work counted instead of timed: the same figure on every machine, however slow or busy it is.

Speed itself is measured by `annotate bench` and by tests/bench, as a ratio in one run. A unit test says how work grows.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(act: Callable[[], object]) -> int:
    """Instructions of byte code that `act` runs in this thread, with all that it calls. Code in C counts as nothing."""
    taken = 0

    def local(frame: FrameType, event: str, value: Any) -> Any:
        nonlocal taken
        taken += event == "opcode"
        return local

    def entered(frame: FrameType, event: str, value: Any) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return local

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        act()
    finally:
        sys.settrace(before)
    return taken


def calls(act: Callable[[], object]) -> Counter[str]:
    """How often `act` calls each function, by its name alone, those that are written in C among them."""
    made: Counter[str] = Counter()

    def heard(frame: FrameType, event: str, value: Any) -> None:
        if event == "call":
            made[frame.f_code.co_name] += 1
        elif event == "c_call":
            made[value.__name__] += 1

    before = sys.getprofile()
    sys.setprofile(heard)
    try:
        act()
    finally:
        sys.setprofile(before)
    return made


def growth(act: Callable[[int], object], size: int) -> float:
    """How many times the steps it takes `act` to deal with `size` are taken for twice as much: 2 is in proportion."""
    act(1)  # what is made once, such as a template, counts for neither
    return steps(lambda: act(2 * size)) / steps(lambda: act(size))
