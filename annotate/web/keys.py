"""The key that signs form tokens: made once, kept in the home folder, never a default."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> bytes:
    """The desk's key; the first process to ask makes the file, with mode 0600."""
    path = home / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_bytes(32)
        file.write(key)
    return key
