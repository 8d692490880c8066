"""A filter of system calls (seccomp): no sockets of any kind, no new programs or processes, no looking into others.

Containers and distributions often switch namespaces off and have old kernels; this works on nearly all of them, and
native code cannot get round it. The filter is a list of what is refused: what an image decoder asks of the kernel
differs between C libraries, and a list of what is allowed would break with the next one. Numbers: the kernel's tables.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from dataclasses import dataclass
from typing import Final

from annotate.inspector.confine.base import Layer, failure, libc, no_new_privileges

NAME = "Filter of system calls"
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
#: BPF: load a word of the call, compare and jump, return.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
#: Where struct seccomp_data holds the call's number, the machine, and the lower half of its first argument.
_AT_NUMBER, _AT_MACHINE, _AT_FIRST = 0, 4, 16
_CLONE_THREAD = 0x00010000
#: Numbers that all machines share: clone3, io_uring_setup, pidfd_open, pidfd_getfd.
_CLONE3, _SHARED = 435, (425, 434, 438)
#: The other 32-bit calls of x86-64 begin here.
_X32 = 0x40000000


@dataclass(frozen=True)
class _Machine:
    mark: int
    clone: int
    refused: tuple[int, ...]


# In this order: socket, socketpair, connect, bind, listen, execve, execveat, kill, ptrace, process_vm_readv,
# process_vm_writev, unshare, setns, bpf, perf_event_open, userfaultfd, memfd_create, keyctl, add_key, request_key,
# open_by_handle_at; on x86-64 also fork and vfork.
_MACHINES: Final = {
    "x86_64": _Machine(
        0xC000003E, 56,
        (41, 53, 42, 49, 50, 59, 322, 62, 101, 310, 311, 272, 308, 321, 298, 323, 319, 250, 248, 249, 304, 57, 58),
    ),
    "aarch64": _Machine(
        0xC00000B7, 220,
        (198, 199, 203, 200, 201, 221, 281, 129, 117, 270, 271, 97, 268, 280, 241, 282, 279, 219, 217, 218, 265),
    ),
}  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def install() -> Layer:
    """Put the filter before every later system call of this process and its threads."""
    if not sys.platform.startswith("linux"):
        return Layer(NAME, False, "Only Linux has it.")
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        return Layer(NAME, False, f"It is not written for {os.uname().machine}.")
    code = _compile(machine)
    held = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(held))
    if not no_new_privileges() or libc().prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        return Layer(NAME, False, f"The kernel refused it: {failure()}.")
    return Layer(NAME, True, "Sockets and new programs are refused, to native code too.")


@dataclass(frozen=True)
class _Step:
    """One instruction; `yes` and `no` name the end to jump to, "" goes on to the next one."""

    code: int
    value: int
    yes: str = ""
    no: str = ""


def _compile(machine: _Machine) -> bytes:
    steps = [
        _Step(_LOAD, _AT_MACHINE),
        _Step(_EQUAL, machine.mark, no="refuse"),
        _Step(_LOAD, _AT_NUMBER),
        _Step(_AT_LEAST, _X32, yes="refuse"),  # other machines have no numbers there
        *(_Step(_EQUAL, number, yes="refuse") for number in (*machine.refused, *_SHARED)),
        _Step(_EQUAL, _CLONE3, yes="unknown"),  # the C library then asks by clone, whose flags can be read
        _Step(_EQUAL, machine.clone, no="allow"),
        _Step(_LOAD, _AT_FIRST),
        _Step(_ANY_BIT, _CLONE_THREAD, yes="allow", no="refuse"),
    ]
    ends = {"allow": _ALLOW, "unknown": _ERRNO | errno.ENOSYS, "refuse": _ERRNO | errno.EPERM}
    lines = {end: len(steps) + index for index, end in enumerate(ends)}

    def jump(end: str, line: int) -> int:
        return lines[end] - line - 1 if end else 0

    asked = [(s.code, jump(s.yes, line), jump(s.no, line), s.value) for line, s in enumerate(steps)]
    answers = [(_RETURN, 0, 0, value) for value in ends.values()]
    return b"".join(struct.pack("<HBBI", *line) for line in (*asked, *answers))
