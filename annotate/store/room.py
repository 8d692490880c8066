"""Telling a full disk from every other failure, whoever noticed it: the system, SQLite or PostgreSQL."""

from __future__ import annotations

import errno
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from annotate.domain.errors import OutOfRoom

log = logging.getLogger("annotate")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: PostgreSQL’s disk_full (its manual, appendix A).
_DISK_FULL = "53100"
#: Results of SQLite that a full disk can be behind (its list of result codes), and the bytes that it wants at least.
_IO, _OPEN, _LEAST = 10, 14, 1 << 20


@contextmanager
def minded(folder: Path | None = None) -> Iterator[None]:
    """Failures for want of room become OutOfRoom; `folder` is where a SQLite database lies."""
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError) as error:
        cause = getattr(error, "orig", None) or error
        if not _is_full(cause, folder):
            raise
        log.error("There is no room on the disk: %s", str(cause).splitlines()[0])
        raise OutOfRoom(
            "There is no room left on the desk’s disk. Nothing was changed. Whoever runs the desk has to make room;"
            " then do it again."
        ) from error


def _is_full(cause: BaseException, folder: Path | None) -> bool:
    if isinstance(cause, OSError):
        return cause.errno in _FULL
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return code == sqlite3.SQLITE_FULL or (code in (_IO, _OPEN) and _is_little(folder))
    return getattr(cause, "sqlstate", None) == _DISK_FULL


def _is_little(folder: Path | None) -> bool:
    return folder is not None and folder.is_dir() and shutil.disk_usage(folder).free < _LEAST
