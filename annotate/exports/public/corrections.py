"""What was changed after publication, and why; how many complaints came, and how long they took. All of it, for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.domain.corrections import Tally
from annotate.domain.report_changes import ReportEdition
from annotate.exports.public.feeds import Entry
from annotate.exports.public.frame import CORRECTIONS, Frame, report_path


@dataclass(frozen=True)
class Answered:
    """A complaint that an edition answers, and the days from its coming to its decision; None while it is open."""

    number: int
    days: int | None


@dataclass(frozen=True)
class Corrected:
    """One edition after a first one."""

    slug: str
    title: str
    example: bool
    edition: ReportEdition
    complaints: tuple[Answered, ...] = ()

    @property
    def name(self) -> str:
        """“Correction”, “Update” and so on; editions from before there were kinds are just new ones."""
        return self.edition.kind.label if self.edition.kind else "New edition"


def path(cursor: str = "") -> str:
    """Address of the first page, or of the one that begins after a cursor."""
    return f"{CORRECTIONS}from.{cursor}/" if cursor else CORRECTIONS


def render(frame: Frame, found: Sequence[Corrected], tally: Tally, next_cursor: str | None) -> bytes:
    """One page of the list; `tally` counts all complaints."""
    onward = frame.to(path(next_cursor)) if next_cursor else ""
    first = frame.path == CORRECTIONS
    return frame.draw("public/corrections.html", found=found, tally=tally, onward=onward, first=first)


def entry(frame: Frame, one: Corrected) -> Entry:
    """The same in a feed."""
    prefix = "Worked example: " if one.example else ""
    url = frame.at(report_path(one.slug, one.edition.edition))
    return Entry(url, one.edition.published_at, f"{prefix}{one.name}: {one.title}", one.edition.note)
