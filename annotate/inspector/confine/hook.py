"""Refusals that Python makes itself, on every system: no sockets, no programs, no files but the program's own.

An audit hook (PEP 578) cannot be taken off again. It binds what is written in Python; native code is bound by the
layers below it, where the system has them.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from annotate.inspector.confine.base import Layer

NAME = "Refusals in Python"
_REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "pty.",
    "os.kill", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.utime", "os.putenv", "shutil.", "tempfile.", "ftplib.", "http.", "urllib.", "smtplib.", "sqlite3.",
)  # fmt: skip
_LOOKS = ("open", "os.listdir", "os.scandir")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def install(readable: tuple[str, ...]) -> Layer:
    """From now on: PermissionError for what is refused, and for opening what does not lie beneath `readable`."""
    beneath = tuple(os.path.join(folder, "") for folder in readable)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError(f"An inspection may not do this: {event}.")
        if event in _LOOKS and not _may_look(event, args, beneath):
            raise PermissionError(f"An inspection may not open {args[0]!r}.")

    sys.addaudithook(hook)
    return Layer(NAME, True, "Sockets, programs, writing, and reading other files are refused.")


def _may_look(event: str, args: tuple[Any, ...], beneath: tuple[str, ...]) -> bool:
    path = args[0]
    if isinstance(path, int):  # it is open already
        return True
    if path is None or (event == "open" and (int(args[2] or 0) & _WRITES)):
        return False
    return os.path.join(os.path.realpath(os.fsdecode(path)), "").startswith(beneath)
