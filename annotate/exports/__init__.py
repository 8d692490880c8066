"""A frozen Report in, bytes out: one format, one file, one registry.

Pure: the same report and addresses give the same bytes. Nothing here reads a clock or a network, and from disk only the
program's own page templates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotate.domain.errors import NotFound
from annotate.domain.report import Report
from annotate.exports import claimreview, csv, html, json
from annotate.exports.claimreview import claimreview_for
from annotate.exports.html import render_claim
from annotate.exports.page import FormatLink, PageContext

__all__ = ["FORMATS", "Format", "FormatLink", "PageContext", "claimreview_for", "filename", "render", "render_claim"]


@dataclass(frozen=True)
class Format:
    """One form of a report. `name` stands in addresses, `label` is for people, `suffix` ends the file's name."""

    name: str
    label: str
    suffix: str
    media_type: str
    render: Callable[[Report, PageContext], bytes]


FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("html", "HTML page", ".html", "text/html; charset=utf-8", html.render),
        Format("json", "JSON", ".json", "application/json", json.render),
        Format("csv", "CSV", ".csv", "text/csv; charset=utf-8", csv.render),
        Format("claimreview", "ClaimReview", ".claimreview.jsonld", "application/ld+json", claimreview.render),
    )
}


def render(name: str, report: Report, page: PageContext | None = None) -> bytes:
    """The report in the format `name`. Raises NotFound for a format that there is not."""
    if name not in FORMATS:
        raise NotFound(f"There is no format “{name}”. There are {', '.join(FORMATS)}.")
    return FORMATS[name].render(report, page or PageContext())


def filename(name: str, report: Report) -> str:
    """The file's name for a download, such as "camp-raid-edition-2.csv"."""
    edition = "working-copy" if report.working_copy else f"edition-{report.edition}"
    return f"{report.article.slug}-{edition}{FORMATS[name].suffix}"
