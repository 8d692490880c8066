"""Working copies in forms that take long: frozen when somebody asks, so that they can be drawn beside the requests.

What is frozen is the record, in a file under its own SHA-256, and the forms drawn from it lie beside it. Neither is
kept longer than a day, or past the moment in which anything of the desk is sealed or erased: somebody who comes later
takes it anew. There is no table of them, since nothing that was lost could not be taken again.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound, OutOfRoom
from annotate.domain.report import Report, canonical_bytes, report_sha256
from annotate.exports import PageContext
from annotate.services import drawn
from annotate.services.bundles import conditions

#: Seconds for which a working copy may be come back to.
KEPT = 24 * 3600.0
_RECORD = "-record-"


@dataclass(frozen=True)
class WorkingCopy:
    """A frozen working copy, and the file that it is frozen in."""

    report: Report
    record: Path

    @property
    def sha256(self) -> str:
        """What it is found by."""
        return report_sha256(self.report)

    def place(self, form: str, at: PageContext) -> Path:
        """Where it lies in this form, once it was drawn."""
        return drawn.place(form, self.report, at, self.record.parent)[0]

    def draw(self, form: str, at: PageContext) -> bytes:
        """It in this form. Raises NotFound if it went while it was drawn, and what drawing raises."""
        data = drawn.drawn(form, self.report, at, self.record.parent)
        if not self.record.exists():  # `forget` was here: what was erased must not come back after it
            self.place(form, at).unlink(missing_ok=True)
            raise _gone()
        return data


def freeze(session: Session, report: Report, folder: Path) -> WorkingCopy:
    """Keep the working copy in the folder. Raises OutOfRoom. Two queries."""
    path = _path(session, report_sha256(report), folder)
    drawn.once(path, path.name, lambda: canonical_bytes(report))
    if not path.exists():
        raise OutOfRoom("The server could not keep the working copy: its disk may be full. Nothing else was changed.")
    return WorkingCopy(report, path)


def frozen(session: Session, slug: str, sha256: str, folder: Path) -> WorkingCopy:
    """The working copy of an article by its SHA-256. Raises NotFound if it is not kept any more. Two queries."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise _gone()
    path = _path(session, sha256, folder)
    try:
        report = Report.from_dict(json.loads(path.read_bytes()))
    except OSError:
        raise _gone() from None
    if report.article.slug != slug:
        raise _gone()
    return WorkingCopy(report, path)


def sweep(folder: Path) -> None:
    """Remove what is older than a day."""
    for path in folder.glob("*") if folder.is_dir() else ():
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - KEPT:
                path.unlink()


def forget(folder: Path) -> None:
    """Remove all: one may hold what was erased. Records first, so that what is being drawn finds that its own went."""
    for names in (f"*{_RECORD}*", "*"):
        for path in folder.glob(names) if folder.is_dir() else ():
            path.unlink(missing_ok=True)


def _path(session: Session, sha256: str, folder: Path) -> Path:
    now = hashlib.sha256(json.dumps(conditions(session)).encode()).hexdigest()[:16]
    return folder / f"{sha256}{_RECORD}{now}"


def _gone() -> NotFound:
    return NotFound("This working copy is not kept any more. Take a new one on the page of the report.")
