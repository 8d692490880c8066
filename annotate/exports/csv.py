"""CSV for spreadsheets: one row per claim, UTF-8 with BOM, CRLF, every cell quoted, no cell ever a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator

from annotate.domain.report import Report, ReportClaim
from annotate.domain.vocabulary import SUPPORTING, UNDERMINING, Stance
from annotate.exports.page import PageContext

COLUMNS = (
    "edition", "number", "claim", "quote", "start", "end", "says", "type", "verdict", "rating", "was it said",
    "confidence", "state", "rationale", "known", "unknown", "would settle it", "searched", "supports", "undermines",
    "other sources", "checked by", "approved by", "approved at", "digest", "page", "approved how",
)  # fmt: skip

#: What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection"); some take the full-width forms too.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


def render(report: Report, page: PageContext) -> bytes:
    """A header and one row per claim, in the order of their numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in _row(report, claim, page)] for claim in report.claims)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before it if a spreadsheet might compute it.

    Looked at are the first character, and those after white space, quotation marks and invisible characters, which some
    programs drop before they decide.
    """
    for char in cell:
        if char in FORMULA_STARTS:
            return f"'{cell}"
        if not _dropped(char):
            break
    return cell


def _dropped(char: str) -> bool:
    return char in '"＂' or char.isspace() or unicodedata.category(char) in ("Cc", "Cf")


def _row(report: Report, claim: ReportClaim, page: PageContext) -> Iterator[str]:
    status = report.status(claim.status)
    yield _edition(report)
    yield str(claim.number)
    yield claim.wording
    yield claim.quote
    yield " ".join(str(span.start) for span in claim.spans)
    yield " ".join(str(span.end) for span in claim.spans)
    yield "The article, in its own voice" if claim.own_voice else claim.claimant.name if claim.claimant else ""
    yield report.type(claim.type).label
    yield status.alternate_name or status.label
    yield "" if status.rating_value is None else str(status.rating_value)
    yield claim.attribution.label if claim.attribution else ""
    yield claim.confidence.label if claim.confidence else ""
    yield claim.state.label
    yield from (claim.rationale, claim.known, claim.unknown, claim.settle, claim.search_log)
    yield _sources(report, claim, SUPPORTING)
    yield _sources(report, claim, UNDERMINING)
    yield _sources(report, claim, frozenset(Stance) - SUPPORTING - UNDERMINING)
    yield ", ".join(person.called for person in claim.checked_by)
    yield claim.approved_by.called if claim.approved_by else ""
    yield claim.approved_at
    yield claim.digest or ""
    yield page.url_of_claim(claim.number)
    yield "" if not claim.approved_by else "signed with a passkey" if claim.passkey else "while signed in"


def _edition(report: Report) -> str:
    name = "Working copy" if report.working_copy else str(report.edition)
    return f"{name} (worked example)" if report.example else name


def _sources(report: Report, claim: ReportClaim, stances: Collection[Stance]) -> str:
    """Titles and addresses, one source to a line."""
    cited = [report.source(c.source) for c in claim.citations if c.stance in stances]
    return "\n".join(f"{source.title} <{source.url}>" if source.url else source.title for source in cited)
