"""Pages of PDFs as pictures, drawn by the confined process and kept for a while.

Each costs a second and is turned to and fro. What is sealed is drawn anew each time and lies nowhere.
"""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from annotate import inspector
from annotate.domain.evidence import Attachment
from annotate.store.evidence import Evidence

#: Pixels of a page's width, and how many drawn pages are kept.
WIDTH, KEPT = 1200, 300
#: Pages drawn at once in one process: each takes a processor and some hundred megabytes.
_TURNS = threading.Semaphore(2)


def page(evidence: Evidence, folder: Path, found: Attachment, number: int) -> bytes:
    """One page as PNG, counted from 1. Raises NotFound, Unreadable, Invalid as `inspector.render_page` does."""
    place = folder / f"{found.sha256}-{number}-{WIDTH}.png"
    if not found.sealed:
        with suppress(FileNotFoundError):
            return place.read_bytes()
    with _TURNS, evidence.local(found.sha256) as path:
        drawn = inspector.render_page(path, number, WIDTH)
    if not found.sealed:
        _keep(place, drawn)
    return drawn


def _keep(place: Path, drawn: bytes) -> None:
    """Whole or not at all; a full disk is no reason not to show the page."""
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".new", delete=False) as file:
            file.write(drawn)
        os.replace(file.name, place)
        old = sorted(place.parent.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT]
        for path in old:
            path.unlink(missing_ok=True)
