"""Passwords hashed as cheaply as argon2id can: the quarter of a second is its point, but not that of tests."""

from __future__ import annotations

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from annotate.services import passwords

#: What the product hashes with, and what it verifies where there is no account.
REAL, NOBODY = passwords._HASHER, passwords._NOBODY


def once() -> None:
    """From now on, in this process."""
    passwords._HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    passwords._NOBODY = passwords.hash_password("that nobody has")
