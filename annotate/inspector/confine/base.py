"""What the layers of confinement share: their limits, how they report, and which folders hold the program itself."""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

#: prctl(2): without it an unprivileged process may set neither Landlock nor a filter of system calls.
_PR_SET_NO_NEW_PRIVS = 38


@dataclass(frozen=True)
class Limits:
    """What one inspection may use. `wall_s` and `output_bytes` are kept by the parent, the rest by the kernel."""

    memory_bytes: int = 1536 * 1024 * 1024
    cpu_s: int = 20
    wall_s: int = 30
    open_files: int = 64
    output_bytes: int = 1_000_000


@dataclass(frozen=True)
class Layer:
    """One layer: its name for people, whether it is in force, and what it does or why it is not there."""

    name: str
    active: bool
    note: str


def code_folders() -> tuple[str, ...]:
    """Where Python, its packages, this package and the system's libraries lie; nobody's data are there.

    A checkout on the module path (an editable install) is left out but for this package: it may hold a desk.
    """
    package = str(Path(__file__).resolve().parents[2])
    known = sysconfig.get_paths()
    wanted = [known[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    wanted += [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages", "lib-dynload")]
    wanted += ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/System/Library", str(Path(sys.base_prefix) / "lib")]
    there = [os.path.realpath(entry) for entry in wanted if os.path.isdir(entry) and os.access(entry, os.R_OK)]
    return tuple(dict.fromkeys([package, *there]))


def libc() -> ctypes.CDLL:
    """The C library, whose failures are read with `ctypes.get_errno`."""
    return ctypes.CDLL(None, use_errno=True)


def failure() -> str:
    """Why the last call of the C library failed, for a note."""
    return os.strerror(ctypes.get_errno())


def no_new_privileges() -> bool:
    """From now on no program that is started can gain rights (set-user-ID and the like)."""
    return bool(libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
