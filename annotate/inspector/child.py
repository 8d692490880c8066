"""What the confined process does: one task on the file that is its standard input; the answer goes to its output.

The answer is lines of JSON. A line with `attached` is the last one, and so many bytes follow it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, BinaryIO

from annotate.domain.codec import to_plain
from annotate.domain.errors import DomainError
from annotate.inspector.base import Found, Opened
from annotate.inspector.confine import Layer, Limits, confine
from annotate.inspector.examine import examine

#: The arguments behind its name, the layers in force, and where to answer.
Task = Callable[[Sequence[str], tuple[Layer, ...], BinaryIO], None]


def main(words: Sequence[str]) -> None:
    """Give up everything else, then do the task that the first word names."""
    out = _own_output()
    layers = confine(Limits())
    TASKS[words[0]](words[1:], layers, out)
    out.flush()


def _own_output() -> BinaryIO:
    """The output for this module alone: what a library prints goes to the standard error."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _inspect(words: Sequence[str], layers: tuple[Layer, ...], out: BinaryIO) -> None:
    def tell(found: Found, step: str) -> None:
        _line(out, {"step": step, "record": _plain(found)})
        out.flush()

    found = examine(Opened.of(_file()), tell)
    thumbnail = found.thumbnail or b""
    _line(out, {"record": _plain(found), "attached": len(thumbnail)})
    out.write(thumbnail)


def _page(words: Sequence[str], layers: tuple[Layer, ...], out: BinaryIO) -> None:
    try:
        drawn = import_module("annotate.inspector.pdf").page_as_png(Opened.of(_file()), int(words[0]), int(words[1]))
    except DomainError as error:
        _line(out, {"error": error.code, "message": error.message, "attached": 0})
        return
    _line(out, {"attached": len(drawn)})
    out.write(drawn)


def _layers(words: Sequence[str], layers: tuple[Layer, ...], out: BinaryIO) -> None:
    _line(out, {"layers": to_plain(layers), "attached": 0})


def _file() -> BinaryIO:
    return open(0, "rb", closefd=False)


def _plain(found: Found) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(found.record())
    return plain


def _line(out: BinaryIO, value: dict[str, Any]) -> None:
    out.write(json.dumps(value, ensure_ascii=True).encode() + b"\n")


TASKS: dict[str, Task] = {"inspect": _inspect, "page": _page, "confinement": _layers}
