"""A frozen Report in, bytes out: one format, one file, one registry.

Pure: the same report and addresses give the same bytes. Nothing here reads a clock or a network, and from disk only
what comes with the program and its packages. A format's file is loaded when the first report is drawn in it: the
libraries behind some of them would slow every start. The registry also makes the table in docs/formats.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from annotate.domain.errors import NotFound
from annotate.domain.report import Report
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
    #: A module of this package with a function `render`.
    writer: str
    #: For whom it is, and what of the report it cannot hold ("" for nothing).
    use: str
    lacks: str = ""
    #: Does it take long enough to be kept once it was drawn?
    slow: bool = False

    def render(self, report: Report, page: PageContext) -> bytes:
        """The report in this format."""
        drawn: bytes = import_module(f"annotate.exports.{self.writer}").render(report, page)
        return drawn


OFFICE = "application/vnd.openxmlformats-officedocument."

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("html", "HTML page", ".html", "text/html; charset=utf-8", "html", "Readers: the public page itself"),
        Format("pdf", "PDF", ".pdf", "application/pdf", "pdf", "Print and reading aloud: tagged by PDF/UA-1",
            slow=True,
        ),
        Format(
            "pdfa", "PDF for archives", ".archive.pdf", "application/pdf", "pdfa",
            "Courts and archives: PDF/A-3a and PDF/UA-1, with the record attached", slow=True,
        ),
        Format(
            "docx", "Word", ".docx", OFFICE + "wordprocessingml.document", "docx",
            "Lawyers and editors: the whole report to be read and commented", slow=True,
        ),
        Format(
            "comments", "Word, article with comments", ".comments.docx", OFFICE + "wordprocessingml.document",
            "comments", "The author: the article, each verdict a comment in the margin",
            "sources beyond their titles, conflicts, replies, the method", slow=True,
        ),
        Format(
            "xlsx", "Spreadsheet", ".xlsx", OFFICE + "spreadsheetml.sheet", "xlsx",
            "The data desk: a sheet each for claims, marks, citations, sources, files, conflicts, searches, replies",
            "the article’s text; more than 32,700 characters in one cell", slow=True,
        ),
        Format(
            "md", "Markdown", ".md", "text/markdown; charset=utf-8", "markdown",
            "Wikis, notes and repositories", "colours; where one mark ends inside another is told by numbers alone",
        ),
        Format(
            "csv", "CSV", ".csv", "text/csv; charset=utf-8", "csv", "One row per claim, for any program",
            "the text, the files, conflicts, replies and what each source says",
        ),
        Format("json", "JSON", ".json", "application/json", "json", "The record itself; its SHA-256 names the edition"),
        Format(
            "claimreview", "ClaimReview", ".claimreview.jsonld", "application/ld+json", "claimreview",
            "Fact Check Explorer and other readers of schema.org",
            "claims without a verdict, conflicts, “was it said?”, what is unknown, replies",
        ),
        Format(
            "mediareview", "MediaReview", ".mediareview.jsonld", "application/ld+json", "mediareview",
            "Readers of schema.org: what was found about footage and recordings",
            "whatever is not about a picture, a recording or footage",
        ),
        Format(
            "annotations", "Web Annotation", ".annotations.jsonld", "application/ld+json", "annotations",
            "Annotation tools (W3C): each claim at its words",
            "conflicts, replies, files and people; the parts of one claim become targets of one annotation",
        ),
    )
}  # fmt: skip


def render(name: str, report: Report, page: PageContext | None = None) -> bytes:
    """The report in the format `name`. Raises NotFound for a format that there is not."""
    if name not in FORMATS:
        raise NotFound(f"There is no format “{name}”. There are {', '.join(FORMATS)}.")
    return FORMATS[name].render(report, page or PageContext())


def filename(name: str, report: Report) -> str:
    """The file's name for a download, such as "camp-raid-edition-2.csv"."""
    edition = "working-copy" if report.working_copy else f"edition-{report.edition}"
    return f"{report.article.slug}-{edition}{FORMATS[name].suffix}"
