"""The sheets of a workbook: names, columns and typed rows, drawn from the report and knowing nothing of Excel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from annotate.domain.report import Report, ReportClaim, report_sha256
from annotate.exports import view
from annotate.exports.page import PageContext
from annotate.exports.story import edition_name, notices
from annotate.exports.story_claims import how_approved

#: An empty cell is "" or None. Moments are in UTC and say so in their heading.
Cell = str | int | date | datetime | None
Row = Sequence[Cell]
#: The first year that both date systems of spreadsheets agree on.
FIRST_YEAR = 1905


@dataclass(frozen=True)
class Sheet:
    """One table. `columns` are headings with their widths in characters."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[Row]


def sheets(report: Report, page: PageContext) -> Iterator[Sheet]:
    """All tables, the report itself first."""
    yield Sheet("Report", (("Fact", 22), ("What the report says", 90)), _facts(report, page))
    yield Sheet("Claims", CLAIMS, (_claim(report, claim, page) for claim in report.claims))
    yield Sheet("Marks", (("Claim", 8), ("Part", 8), ("Start", 9), ("End", 9), ("Words", 80)), _marks(report))
    yield Sheet("Citations", CITATIONS, _citations(report))
    yield Sheet("Sources", SOURCES, _sources(report))
    yield Sheet("Files", FILES, _files(report))
    yield Sheet("Conflicts", (("Claim", 8), ("How", 16), ("Other claim", 12), ("Topic", 24), ("Would settle it", 60)), (
        (r.claim, r.kind.label, r.other, r.topic, r.settle) for r in report.relations
    ))  # fmt: skip
    yield Sheet("Searches", (("Claim", 8), ("Looked", 12), ("Place", 30), ("For", 40), ("Found", 60)), (
        (claim.number, day(s.looked), s.place, s.query, s.found) for claim in report.claims for s in claim.lookups
    ))  # fmt: skip
    yield Sheet("Replies", REPLIES, _replies(report))
    yield Sheet("Labels", (("List", 14), ("Label", 28), ("Means", 80), ("Rating", 8)), _labels(report))


CLAIMS = (
    ("Number", 8), ("Claim as checked", 50), ("Quote", 50), ("Start", 9), ("End", 9), ("Who says so", 28), ("Camp", 24),
    ("Type", 16), ("Verdict", 22), ("Rating", 8), ("Was it said?", 24), ("Confidence", 12), ("State", 12),
    ("Rationale", 60), ("Known", 40), ("Not known", 40), ("Would settle it", 40), ("Searched", 40), ("Citations", 10),
    ("Independent origins", 12), ("For", 8), ("Against", 8), ("Withheld", 9), ("Checked by", 24), ("Approved by", 20),
    ("Approved at (UTC)", 19), ("Approved how", 22), ("Reviewer’s comment", 40), ("Digest", 66), ("Page", 50),
)  # fmt: skip
CITATIONS = (
    ("Claim", 8), ("Source", 8), ("Title", 40), ("Stance", 18), ("Place", 20), ("Excerpt", 50), ("Credibility", 11),
    ("Note", 40), ("Visible", 40), ("Inferred", 40), ("Only claimed", 40), ("File (SHA-256)", 66),
)  # fmt: skip
SOURCES = (
    ("Number", 8), ("Title", 50), ("Kind", 24), ("Author", 24), ("Publisher", 24), ("Published", 12), ("Seen", 12),
    ("Reliability", 11), ("Address", 50), ("Archived copy", 50), ("Note", 40), ("Comes from", 24), ("Camp", 24),
    ("Derives from", 30), ("Interest", 30), ("Used for claims", 18),
)  # fmt: skip
FILES = (
    ("Source", 8), ("Name", 30), ("Bytes", 14), ("Type", 18), ("How it came", 18), ("Received at (UTC)", 19),
    ("SHA-256", 66), ("Found in it", 50),
)  # fmt: skip
REPLIES = (
    ("Claim", 8), ("Asked", 12), ("Who", 30), ("Until", 12), ("Outcome", 20), ("Answered", 12), ("Answer", 60),
)  # fmt: skip


def day(text: str) -> Cell:
    """The day, if it is a whole one that every spreadsheet can count; else the text as it is."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    whole = len(text) == 10 or text[10:11] == "T"
    return found if whole and found.year >= FIRST_YEAR else text


def moment(text: str) -> datetime | None:
    """A time of ours (UTC text), to the second; None for anything else."""
    try:
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return None


def _facts(report: Report, page: PageContext) -> Iterator[Row]:
    article = report.article
    yield "Report", edition_name(report)
    yield from ((notice.title, notice.text) for notice in notices(report))
    yield "Edition", None if report.working_copy else report.edition
    yield "Published (UTC)", moment(report.published_at)
    yield "Published by", report.published_by.signed
    yield "Organisation", report.organisation.name
    yield "About this edition", report.note
    yield from (("Article", article.title), ("By", article.byline), ("Publisher", article.publisher))
    yield from (("Address", article.url), ("Dated", day(article.dated)), ("Version", article.revision.number))
    yield from (("Characters", article.revision.length), ("SHA-256 of the text", article.revision.sha256))
    yield "SHA-256 of the record", report_sha256(report)
    yield "Trail", f"{report.trail.log}, event {report.trail.seq}, {report.trail.hash}"
    yield "Page", view.web_address(page.report_url)
    yield "Left out", view.left_out(report)
    yield "Sources withheld", report.withheld
    yield "Method", report.method


def _claim(report: Report, claim: ReportClaim, page: PageContext) -> Row:
    status, found, person = report.status(claim.status), claim.behind, claim.approved_by
    origins = (found.independent, found.supporting, found.undermining) if found else (None, None, None)
    return (
        claim.number, claim.wording, claim.quote, claim.spans[0].start if claim.spans else None,
        claim.spans[-1].end if claim.spans else None, _says(claim), claim.camp, report.type(claim.type).label,
        status.alternate_name or status.label, status.rating_value,
        claim.attribution.label if claim.attribution else "", claim.confidence.label if claim.confidence else "",
        claim.state.label, claim.rationale, claim.known, claim.unknown, claim.settle, claim.search_log,
        len(claim.citations), *origins,
        claim.withheld, ", ".join(person.called for person in claim.checked_by), person.called if person else "",
        moment(claim.approved_at), how_approved(claim) if person else "", claim.comment, claim.digest,
        view.web_address(page.url_of_claim(claim.number)),
    )  # fmt: skip


def _says(claim: ReportClaim) -> str:
    return "The article, in its own voice" if claim.own_voice else claim.claimant.name if claim.claimant else ""


def _marks(report: Report) -> Iterator[Row]:
    for claim in report.claims:
        yield from ((claim.number, part, s.start, s.end, s.exact) for part, s in enumerate(claim.spans, 1))


def _citations(report: Report) -> Iterator[Row]:
    for claim in report.claims:
        verdict = view.verdict_of(report, claim)
        for cited in (*verdict.supports, *verdict.undermines, *verdict.others):
            one = cited.citation
            yield (
                claim.number, cited.number, cited.source.title, one.stance.label, cited.place, one.excerpt,
                one.credibility, one.note, one.visible, one.inferred, one.claimed, one.file,
            )  # fmt: skip


def _sources(report: Report) -> Iterator[Row]:
    for item in view.evidence(report):
        s = item.source
        yield (
            item.number, s.title, item.kind, s.author, s.publisher, day(s.published), day(s.accessed),
            s.reliability.value if s.reliability else "", s.url, s.archive_url, s.note, s.origin, s.camp,
            s.derived_from, s.interest, ", ".join(map(str, item.claims)),
        )  # fmt: skip


def _files(report: Report) -> Iterator[Row]:
    for item in view.evidence(report):
        for file in item.source.files:
            facts = "\n".join(f"{fact.name}: {fact.value}" for fact in file.facts)
            yield (
                item.number, file.name, file.size, file.media_type, file.method.label, moment(file.received_at),
                file.sha256, facts,
            )  # fmt: skip


def _replies(report: Report) -> Iterator[Row]:
    for claim in report.claims:
        for r in claim.replies:
            yield (
                claim.number, day(r.asked), r.party, day(r.deadline), r.outcome.label, day(r.answered), r.answer
            )  # fmt: skip


def _labels(report: Report) -> Iterator[Row]:
    lists = (("Verdicts", report.terms.statuses), ("Claim types", report.terms.claim_types),
             ("Source kinds", report.terms.source_kinds))  # fmt: skip
    for name, terms in lists:
        yield from ((name, term.alternate_name or term.label, term.definition, term.rating_value) for term in terms)
