"""Limits of memory, time, files and core dumps, kept by the kernel (setrlimit)."""

from __future__ import annotations

import signal

from annotate.inspector.confine.base import Layer, Limits

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

NAME = "Limits of memory and time"
#: Seconds that the alarm waits longer than the parent does: it ends a child whose parent is gone.
_GRACE = 5


def apply(limits: Limits) -> Layer:
    """Set them all, as far as this system knows them; a limit that is already lower stays."""
    if resource is None:
        return Layer(NAME, False, "This operating system has no limits for a process.")
    wanted = {
        "RLIMIT_AS": limits.memory_bytes,
        "RLIMIT_CPU": limits.cpu_s,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_CORE": 0,
    }
    refused = [name for name, value in wanted.items() if not _set(name, value)]
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s + _GRACE)
    if refused:
        return Layer(NAME, False, f"Not set here: {', '.join(refused)}.")
    shown = f"{limits.memory_bytes // 2**20} MiB, {limits.cpu_s} s of processor, nothing written, no core dump"
    return Layer(NAME, True, f"{shown}.")


def _set(name: str, value: int) -> bool:
    number = getattr(resource, name, None)
    if number is None:
        return False
    _, hard = resource.getrlimit(number)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # The first limit of processor time ends the process with a signal of its own, the second one with SIGKILL.
    last = value + 1 if name == "RLIMIT_CPU" and hard == resource.RLIM_INFINITY else value
    try:
        resource.setrlimit(number, (value, last))
    except (ValueError, OSError):  # macOS refuses a limit of memory
        return False
    return True
