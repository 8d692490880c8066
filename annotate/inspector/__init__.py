"""The evidence inspector: what a file is and what it says about itself, found out by a process that can do no harm.

Each call starts one confined process (`confine`), hands it the opened file and nothing else, and takes a bounded
answer. The bytes are never changed. Whatever the file does to that process, the caller gets a record of it and goes on.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotate.domain.codec import from_plain
from annotate.domain.errors import Invalid, NotFound, Unreadable
from annotate.domain.findings import Inspection
from annotate.inspector import answers, names
from annotate.inspector.base import tidy
from annotate.inspector.confine.base import Layer, Limits
from annotate.inspector.process import command, run

__all__ = ["Layer", "confinement", "inspect", "render_page"]

LIMITS = Limits()
#: Bytes of a drawn page, and pixels of its width.
_MAX_PAGE, _MIN_WIDTH, _MAX_WIDTH = 40_000_000, 16, 4_000
_ERRORS = {error.code: error for error in (Invalid, NotFound, Unreadable)}


def inspect(path: Path, name: str, declared: str = "") -> Inspection:
    """Look at the file. `name` and `declared` (a content type) are as received, and only compared with what it is.

    Never raises for anything that the file holds; OSError if it is not there. Takes at most `LIMITS.wall_s` seconds.
    """
    with path.open("rb") as file:
        output = run(command("inspect"), file, LIMITS)
    inspection = answers.inspection(output, LIMITS)
    media_type = names.refined(inspection.media_type, name)
    said = (*names.complaints(media_type, name, declared), *inspection.findings.warnings)
    return replace(inspection, media_type=media_type, findings=replace(inspection.findings, warnings=said))


def render_page(path: Path, page: int, width: int = 1200) -> bytes:
    """One page of a PDF, counted from 1, as PNG about `width` pixels wide (less where it is very long).

    Raises NotFound for a page that is not there, Invalid for a width that is not drawn, Unreadable for a broken or
    protected file, or one whose page takes too much time or memory.
    """
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        raise Invalid(f"Pages are drawn {_MIN_WIDTH} to {_MAX_WIDTH:,} pixels wide, not {width:,}.", field="width")
    with path.open("rb") as file:
        output = run(command("page", str(page), str(width)), file, replace(LIMITS, output_bytes=_MAX_PAGE))
    lines, drawn = answers.parted(output.said)
    last = lines[-1] if lines else {}
    if "error" in last:
        raise _ERRORS.get(str(last["error"]), Unreadable)(tidy(last.get("message", "")), field="page")
    if not drawn.startswith(b"\x89PNG") or answers.trouble(output, LIMITS):
        raise Unreadable(f"Page {page:,} cannot be drawn. {answers.trouble(output, LIMITS)}".strip(), field="page")
    return drawn


def confinement() -> tuple[Layer, ...]:
    """Which layers of confinement are in force on this machine, found out by starting one process."""
    with Path(__file__).open("rb") as file:
        output = run(command("confinement"), file, LIMITS)
    lines, _ = answers.parted(output.said)
    if not lines:
        why = f"{answers.trouble(output, LIMITS)} {tidy(output.complaint)}"
        return (Layer("Inspector", False, f"It does not start. {why}".strip()),)
    return tuple(from_plain(Layer, layer) for layer in lines[-1]["layers"])
