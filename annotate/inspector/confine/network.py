"""A network of its own, with nothing in it: not even the loopback interface is up (Linux namespaces)."""

from __future__ import annotations

import sys

from annotate.inspector.confine.base import Layer, failure, libc

NAME = "Network namespace"
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def leave() -> Layer:
    """Move into an empty network. A user namespace comes with it: it allows the step, and drops root's powers."""
    if not sys.platform.startswith("linux"):
        return Layer(NAME, False, "Only Linux has it.")
    unshare = libc().unshare
    if unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        return Layer(NAME, True, "There is no network to reach.")
    why = failure()
    if unshare(_CLONE_NEWNET) == 0:  # root, where user namespaces are switched off
        return Layer(NAME, True, "There is no network to reach.")
    return Layer(NAME, False, f"This machine does not allow it: {why}.")
