"""The key that signs form tokens: made once, kept in the home folder, never a default."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> bytes:
    """The desk's key; the first process to ask makes the file, with mode 0600. RuntimeError if the file was damaged."""
    path = home / "secret.key"
    if not path.exists():
        _publish(path, secrets.token_bytes(32))
    key = path.read_bytes()
    if len(key) < 32:
        raise RuntimeError(f"{path.name} in the home folder is damaged. Delete it; the next start makes a new one.")
    return key


def _publish(path: Path, key: bytes) -> None:
    """Appear whole or not at all; of two processes that start at once, the first one's key stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
