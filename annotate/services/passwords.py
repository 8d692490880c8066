"""Passwords: argon2id, hashed outside of any write transaction because it takes a quarter of a second."""

from __future__ import annotations

from pwdlib import PasswordHash

from annotate.domain.errors import Invalid

SHORTEST, LONGEST = 12, 128
_HASHER = PasswordHash.recommended()
#: Verified when there is no account, so that the answer takes as long.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"
_COMMON = frozenset(
    "password passwort contraseña motdepasse qwertyuiop 1234567890 letmein iloveyou administrator welcome "
    "changeme trustno1 football baseball dragon sunshine princess superman annotate newsroom factcheck".split()
)


def hash_password(password: str) -> str:
    """The argon2id string of a password."""
    return _HASHER.hash(password)


def verify(password: str, stored: str | None) -> bool:
    """Does the password fit? Takes as long when there is none stored."""
    matches = _HASHER.verify(password[: LONGEST * 4], stored or _NOBODY)
    return matches and stored is not None


def check_new(password: str, email: str, name: str) -> None:
    """Raise Invalid for a password that is short, overlong, common, or the person's own name or address."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            f"Choose a password of {SHORTEST} to {LONGEST} characters; four unrelated words are good.", field="new"
        )
    plain = "".join(c for c in password.casefold() if c.isalnum())
    bare = plain.strip("0123456789")
    if len(set(password)) < 5 or not bare or bare in _COMMON or any(bare == w * (len(bare) // len(w)) for w in _COMMON):
        raise Invalid("This password is among the first that are tried. Choose another.", field="new")
    for word in (email.split("@")[0], email, name):
        if word and plain == "".join(c for c in word.casefold() if c.isalnum()):
            raise Invalid("The password must not be your name or address.", field="new")
