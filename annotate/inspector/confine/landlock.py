"""Landlock: the kernel refuses every file but the program's own, and TCP where it knows how (Linux 5.13, 6.7).

The file that is looked at is open before; Landlock asks only when something is opened. Structures, rights and numbers
are those of the kernel's documentation (userspace-api/landlock); the numbers are the same on all machines.
"""

from __future__ import annotations

import ctypes
import os
import sys

from annotate.inspector.confine.base import Layer, failure, libc, no_new_privileges

NAME = "Landlock"
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
#: How many rights on files each version knows, from the first one on; later versions add none.
_FILE_RIGHTS = (13, 14, 15, 15, 16)
#: Bind and connect by TCP, from version 4; abstract Unix sockets and signals to others, from version 6.
_TCP, _TCP_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # what `_pack_` means, said aloud: Python 3.14 asks for it
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def restrict(readable: tuple[str, ...]) -> Layer:
    """Allow reading beneath `readable` and nothing else that has a path; starting programs is not allowed either."""
    if not sys.platform.startswith("linux"):
        return Layer(NAME, False, "Only Linux has it.")
    version = libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    if version < 1:
        return Layer(NAME, False, f"The kernel does not offer it: {failure()}.")
    if not no_new_privileges() or not _enforce(version, readable):
        return Layer(NAME, False, f"The kernel refused it: {failure()}.")
    tcp = "TCP refused" if version >= _TCP_SINCE else "TCP not covered before Linux 6.7"
    return Layer(NAME, True, f"Version {version}: only the program's own files can be read; {tcp}.")


def _enforce(version: int, readable: tuple[str, ...]) -> bool:
    rights = _FILE_RIGHTS[min(version, len(_FILE_RIGHTS)) - 1]
    rules = _Ruleset(
        files=(1 << rights) - 1,
        net=_TCP if version >= _TCP_SINCE else 0,
        scoped=_SCOPES if version >= _SCOPES_SINCE else 0,
    )
    # A kernel that does not know a field yet takes the structure without it.
    size = 24 if version >= _SCOPES_SINCE else 16 if version >= _TCP_SINCE else 8
    call = libc().syscall
    ruleset = call(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        allowed = all(_allow(ruleset, folder) for folder in readable)
        return allowed and call(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, folder: str) -> bool:
    handle = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _PathBeneath(_READ_FILE | _READ_DIR, handle)
        added = libc().syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
        return bool(added == 0)
    finally:
        os.close(handle)
