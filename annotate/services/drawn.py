"""Forms of published editions that take long to draw: drawn once, and kept on disk while they would be the same.

Anybody may ask for the PDF of an edition, as often as they like; without this each asking would cost a second and some
two hundred megabytes. One form of an edition is one file: what was drawn for other addresses, or by another version of
the program, is removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from uuid import uuid4

from annotate.domain.report import Report, report_sha256
from annotate.exports import FORMATS, PageContext, render

#: One at a time in this process: whoever waits finds it drawn, and memory is taken once.
_drawing = Lock()


def drawn(name: str, report: Report, page: PageContext, folder: Path) -> bytes:
    """The edition in the format `name`, from `folder` if it lies there. Raises NotFound, and Conflict as a PDF does."""
    if name not in FORMATS or not FORMATS[name].slow:
        return render(name, report, page)
    path, others = place(name, report, page, folder)
    with suppress(OSError):
        return path.read_bytes()
    with _drawing:
        return once(path, others, lambda: render(name, report, page))


def place(name: str, report: Report, page: PageContext, folder: Path) -> tuple[Path, str]:
    """Where the edition in this format is kept, and the pattern of the names of all files that it replaces."""
    edition = report_sha256(report)
    same = json.dumps([version("annotate-desk"), page.report_url, page.claim_url, page.base])
    beginning = f"{edition}-{name}-"
    return folder / f"{beginning}{hashlib.sha256(same.encode()).hexdigest()[:16]}", f"{beginning}*"


def once(path: Path, others: str, make: Callable[[], bytes]) -> bytes:
    """What lies at `path`; else what is made now, kept there in the place of all `others` (a pattern of names)."""
    with suppress(OSError):
        return path.read_bytes()
    data = make()
    with suppress(OSError):  # a home that cannot be written to costs time, and nothing else
        _keep(path, others, data)
    return data


def _keep(path: Path, others: str, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f".{uuid4().hex}.new")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    for other in path.parent.glob(others):
        if other != path:
            other.unlink(missing_ok=True)
