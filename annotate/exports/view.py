"""What the pages of a report print, worked out beforehand: templates choose no sources and count nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from annotate.domain.locators import parse, say
from annotate.domain.report import Report, ReportCitation, ReportClaim, ReportSource, ReportTerm
from annotate.domain.vocabulary import SUPPORTING, UNCHECKED, UNDERMINING
from annotate.exports.marks import Look, article_markup

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


#: What may stand in most parts of an address besides letters and digits: RFC 3986, section 2, and escapes as they are.
_UNRESERVED = "%-._~!$&'()*+,;=@"
_LITERAL = re.compile(r"(?:[^\[\]]*@)?\[[0-9A-Fa-f:.]+\](?::[0-9]*)?")


@dataclass(frozen=True)
class Cited:
    """One citation with its source and the number that the source has in the appendix."""

    citation: ReportCitation
    source: ReportSource
    number: int

    @property
    def place(self) -> str:
        """Where in the source, in people's words: a place in a file is stored as a fragment."""
        where = self.citation.locator
        return say(parse(where)) if self.citation.file and where else where


@dataclass(frozen=True)
class Verdict:
    """One claim with all that its verdict rests on. Both sides are printed, also an empty one."""

    claim: ReportClaim
    status: ReportTerm
    type: ReportTerm
    supports: tuple[Cited, ...]
    undermines: tuple[Cited, ...]
    others: tuple[Cited, ...]

    @property
    def label(self) -> str:
        """The verdict in full, as the rating scale names it."""
        return self.status.alternate_name or self.status.label


@dataclass(frozen=True)
class Evidence:
    """One source of the appendix and the claims that cite it, by number."""

    number: int
    source: ReportSource
    kind: str
    claims: tuple[int, ...]


def verdict_of(report: Report, claim: ReportClaim) -> Verdict:
    """The claim with its citations sorted by what they say."""
    numbers = {source.id: number for number, source in enumerate(report.sources, 1)}
    cited = [Cited(c, report.source(c.source), numbers[c.source]) for c in claim.citations]
    supports = tuple(c for c in cited if c.citation.stance in SUPPORTING)
    undermines = tuple(c for c in cited if c.citation.stance in UNDERMINING)
    others = tuple(c for c in cited if c.citation.stance not in SUPPORTING | UNDERMINING)
    return Verdict(claim, report.status(claim.status), report.type(claim.type), supports, undermines, others)


def tally(report: Report) -> list[tuple[ReportTerm, int]]:
    """How often each verdict was given, in the order of the scale; "unchecked" only if some claim is."""
    counts = [(term, sum(claim.status == term.code for claim in report.claims)) for term in report.terms.statuses]
    return [(term, count) for term, count in counts if count or term.code != UNCHECKED]


def evidence(report: Report) -> Iterator[Evidence]:
    """The appendix, in the order of the report's sources."""
    citing: dict[str, dict[int, None]] = {source.id: {} for source in report.sources}
    for claim in report.claims:
        for citation in claim.citations:
            citing[citation.source][claim.number] = None
    for number, source in enumerate(report.sources, 1):
        yield Evidence(number, source, report.kind(source.kind).label, tuple(citing[source.id]))


def article(report: Report) -> Markup:
    """The article's sections with the marks of the report's claims."""
    looks = {}
    for claim in report.claims:
        status = report.status(claim.status)
        looks[claim.number] = Look(status.tone, status.letter)
    spans = {claim.number: claim.spans for claim in report.claims}
    return article_markup(report.article.text, report.article.blocks, spans, looks)


def left_out(report: Report) -> str:
    """ "3 draft, 1 withdrawn", or nothing."""
    counts = [(field.name, getattr(report.left_out, field.name)) for field in fields(report.left_out)]
    return ", ".join(f"{count} {state}" for state, count in counts if count)


def long_date(moment: str) -> str:
    """ "27 November 2026" for UTC text or a date; anything else as it is."""
    match = re.match(r"(\d{4})-(0[1-9]|1[0-2])-([0-3]\d)(?:T|$)", moment)
    return f"{int(match[3])} {MONTHS[int(match[2]) - 1]} {match[1]}" if match else moment


def web_address(url: str) -> str:
    """The address if it may become a link, that is http or https; else nothing: no `javascript:`, no `data:`."""
    return url if re.match(r"https?://[^\s/]", url, re.IGNORECASE) else ""


def iri(url: str) -> str:
    """The address of the web as RFC 3986 spells it, so that programs take it; "" for what cannot be one."""
    match = re.fullmatch(r"(https?)://([^/?#]+)([^#]*)(#.*)?", url, re.IGNORECASE | re.DOTALL)
    if not match:
        return ""
    place = quote(match[2], safe=_UNRESERVED + ":[]")
    try:
        known = urlsplit(f"//{place}")
        if not known.hostname or (known.port or 1) < 1 or "[" in place and not _LITERAL.fullmatch(place):
            return ""
    except ValueError:
        return ""
    rest, fragment = quote(match[3], safe=_UNRESERVED + "/:?"), (match[4] or "")[1:]
    end = f"#{quote(fragment, safe=_UNRESERVED + '/:?')}" if fragment else ""
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", f"{match[1].lower()}://{place}{rest}{end}")


def size(count: int) -> str:
    """84.2 MB; under a thousand in bytes."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"


def grouped(number: int) -> str:
    """5,939."""
    return f"{number:,}"


def paragraphs(text: str) -> list[str]:
    """The lines of a longer text that hold something."""
    return [line for line in re.split(r"\r\n?|\n", text) if line.strip()]
