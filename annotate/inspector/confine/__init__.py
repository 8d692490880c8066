"""Confinement: what a process gives up before it reads a byte that somebody sent.

Each layer is one file and stands by itself, because no machine has all of them. What the operating system lacks is
reported and does not stop the others; only the refusals that Python itself makes (`hook`) are there everywhere.
"""

from __future__ import annotations

from annotate.inspector.confine import hook, landlock, network, seccomp
from annotate.inspector.confine import limits as resource_limits
from annotate.inspector.confine.base import Layer, Limits, code_folders

__all__ = ["Layer", "Limits", "code_folders", "confine"]


def confine(limits: Limits) -> tuple[Layer, ...]:
    """Give up, for good, all that looking at one file does not need, and say which layers took hold.

    Must run before the process has a second thread. The order matters: `seccomp` refuses what the layers before it
    ask for, and `hook` would refuse their loading of the C library.
    """
    readable = code_folders()
    return (
        resource_limits.apply(limits),
        network.leave(),
        landlock.restrict(readable),
        seccomp.install(),
        hook.install(readable),
    )
