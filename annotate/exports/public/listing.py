"""The list of all reports, the one published last first, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.exports.public.frame import REPORTS, Frame


@dataclass(frozen=True)
class Listed:
    """The newest edition of one report, as the list names it."""

    slug: str
    title: str
    publisher: str
    example: bool
    number: int
    published_at: str


def path(cursor: str = "") -> str:
    """Address of the first page, or of the one that begins after a cursor. No report's address holds a dot."""
    return f"{REPORTS}from.{cursor}/" if cursor else REPORTS


def render(frame: Frame, reports: Sequence[Listed], next_cursor: str | None) -> bytes:
    """One page of the list; `next_cursor` names the page after it."""
    onward = frame.to(path(next_cursor)) if next_cursor else ""
    return frame.draw("public/reports.html", reports=reports, onward=onward, first=frame.path == REPORTS)
