"""The outline of a report: its sections in their order, the same as on the public page."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.domain.corrections import Correction
from annotate.domain.report import Report, report_sha256
from annotate.domain.segments import segments, worst
from annotate.domain.text import Block
from annotate.exports import view
from annotate.exports.accounts import Account, accounts
from annotate.exports.outline import (
    Facts,
    Heading,
    Items,
    Line,
    Marked,
    Node,
    Notice,
    Para,
    Piece,
    Run,
    Table,
    aside,
    ours,
    para,
)
from annotate.exports.page import PageContext
from annotate.exports.story_claims import claim_nodes, count_of, prose, said_by, signed
from annotate.exports.story_history import history_nodes
from annotate.exports.story_sources import source_nodes

WORKING_COPY = (
    "This is work in progress as of {date}. It was not published, and verdicts in it may not have been approved. "
    "Do not quote it."
)
EXAMPLE = (
    "This report shows how the program works. Verdicts, sources and people of the newsroom in it are examples, not "
    "findings."
)
ONE_RECORD = (
    "All its forms are drawn from one frozen record, whose fingerprint (SHA-256) is given here. The JSON form is this "
    "record, byte for byte."
)

WITHHELD = "{sources} withheld to protect {them}. The desk knows {them}, and the approver saw what {they}."


def edition_name(report: Report) -> str:
    """What kind of report it is, and which edition."""
    if report.working_copy:
        return "Working copy, not a published report"
    return f"Verdict report, edition {report.edition}"


def story(report: Report, page: PageContext) -> tuple[Node, ...]:
    """All of it, from the title to where it can be checked."""
    return (
        *_head(report), *_short(report), *_conflicts(report), *_claims(report, page), *_marked(report),
        *_list(report), *_evidence(report), *_method(report), *history_nodes(report), *_check(report, page),
    )  # fmt: skip


def heading(level: int, text: str) -> Heading:
    """A heading of our own."""
    return Heading(level, ours(text))


def _head(report: Report) -> Iterator[Node]:
    article = report.article
    yield ours(edition_name(report), "quiet")
    yield Heading(1, ours(f"What we found in “{aside(article.title)}”"))
    yield from notices(report)
    count = len(report.claims)
    rest = (
        "The work is not finished."
        if report.working_copy
        else "Every verdict was approved by a second person, who had not worked on it."
    )
    yield ours(f"We checked {count:,} {'claim' if count == 1 else 'claims'} in one article. {rest}")
    yield Facts(tuple(_about(report)))


def notices(report: Report) -> Iterator[Notice]:
    """What has to be read first: that it is no report, or an example, and what a further edition does."""
    if report.working_copy:
        yield Notice("Working copy", WORKING_COPY.format(date=view.long_date(report.published_at)))
    if report.example:
        yield Notice("Worked example", EXAMPLE)
    if report.correction:
        retracted = report.correction == Correction.RETRACT
        title = "This report is retracted" if retracted else report.correction.label
        yield Notice(f"{title}, {view.long_date(report.published_at)}", report.note)


def _about(report: Report) -> Iterator[tuple[str, tuple[Para, ...]]]:
    article = report.article
    yield "Article checked", (ours(aside(article.title), url=view.web_address(article.url)),)
    for title, text in (("By", article.byline), ("Publisher", article.publisher)):
        if text:
            yield title, (ours(aside(text)),)
    if article.dated:
        yield "Dated", (ours(aside(view.long_date(article.dated))),)
    yield "Text frozen", (ours(f"Version {article.revision.number}, {article.revision.length:,} characters"),)
    yield (
        "Drawn up" if report.working_copy else "Published",
        (ours(f"{view.long_date(report.published_at)} by {signed(report.published_by)}"),),
    )


def _short(report: Report) -> Iterator[Node]:
    yield heading(2, "In short")
    yield Items(tuple((ours(f"{count:,} {aside(term.label)}"),) for term, count in view.tally(report)))
    if report.note and not report.correction:
        yield heading(3, "About this edition")
        yield from prose(report.note)


def _conflicts(report: Report) -> Iterator[Node]:
    found = accounts(report)
    if not found.rows:
        return
    yield heading(2, "Where the accounts conflict")
    rows = []
    for row in found.rows:
        kinds = ", ".join(kind.label for kind in row.topic.kinds)
        title = (ours(aside(row.title), "strong"), *([ours(kinds, "quiet")] if row.topic.name else []))
        sides = (
            tuple(_told(account) for account in side) or (ours("Nothing in this report", "quiet"),)
            for side in row.sides
        )
        settle = tuple(map(para, row.topic.settle)) or (ours("Nobody has said", "quiet"),)
        rows.append((title, *sides, settle))
    camps = len(found.camps)
    yield Table(
        ("Topic", *found.camps, "What would settle it"), tuple(rows),
        (2, *[3] * camps, 2),
    )  # fmt: skip
    yield ours("Accounts of one camp count as one origin, however many of its bodies repeat them.", "quiet")


def _told(account: Account) -> Para:
    claim, status = account.claim, account.status
    behind = f"; {count_of(claim.behind.independent, 'independent origin')}" if claim.behind else ""
    verdict = aside(status.alternate_name or status.label)
    return Para(
        (
            Run(f"“{aside(claim.quote)}” ", "quote"),
            Run(f"({claim.number}) "),
            Run(f"{said_by(claim)}. {verdict}{behind}", "quiet"),
        ),
        dir="ltr",
    )


def _claims(report: Report, page: PageContext) -> Iterator[Node]:
    yield heading(2, "Claim by claim")
    for claim in report.claims:
        yield from claim_nodes(report, view.verdict_of(report, claim), page)
    if not report.claims:
        yield ours("No claim has been approved.")


def _marked(report: Report) -> Iterator[Node]:
    yield heading(2, "The article with its claims")
    yield marked(report)


def marked(report: Report) -> Marked:
    """The article line by line, cut where claims begin and end."""
    article = report.article
    rows = segments(article.blocks, {claim.number: claim.spans for claim in report.claims})
    looks = {claim.number: report.status(claim.status) for claim in report.claims}

    def line(block: Block, row: int) -> Line:
        pieces = []
        for part in rows[row]:
            tone = worst(looks[claim].tone for claim in part.claims) if part.claims else ""
            letters = " · ".join(dict.fromkeys(looks[claim].letter for claim in part.closes))
            pieces.append(Piece(article.text[part.start : part.end], tone, part.opens, part.closes, letters))
        return Line(block.kind == "heading", tuple(pieces))

    lines = tuple(line(block, row) for row, block in enumerate(article.blocks) if block.kind != "blank")
    return Marked(lines, article.language, article.direction)


def _list(report: Report) -> Iterator[Node]:
    yield heading(2, "All claims")
    if not report.claims:
        return
    rows = []
    for claim in report.claims:
        label = report.status(claim.status).label
        rows.append(
            ((ours(str(claim.number)),), (para(claim.wording),), (ours(said_by(claim)),), (ours(aside(label)),))
        )
    yield Table(("No.", "Claim as checked", "Who says so", "Verdict"), tuple(rows), (1, 8, 4, 3))


def _evidence(report: Report) -> Iterator[Node]:
    yield heading(2, "Evidence")
    for item in view.evidence(report):
        yield from source_nodes(item)
    if not report.sources:
        yield ours("No source is cited.")
    if report.withheld == 1:
        yield ours(f"1 {WITHHELD.format(sources='source is', them='it', they='it says')}")
    elif report.withheld:
        yield ours(f"{report.withheld:,} {WITHHELD.format(sources='sources are', them='them', they='they say')}")


def _method(report: Report) -> Iterator[Node]:
    yield heading(2, "How we worked")
    yield from prose(report.method)
    left_out = view.left_out(report)
    if left_out:
        yield ours(f"Not in this report, because not approved: {left_out}.")
    if report.terms.statuses:
        yield heading(3, "What the verdicts mean")
        rows = []
        for term in report.terms.statuses:
            rating = "" if term.rating_value is None else f" ({term.rating_value} of 5)"
            rows.append((term.alternate_name or term.label, (para(f"{term.definition}{rating}"),)))
        yield Facts(tuple(rows))


def _check(report: Report, page: PageContext) -> Iterator[Node]:
    yield heading(2, "Check this report")
    example = " Worked example." if report.example else ""
    yield ours(f"{edition_name(report)}.{example} {ONE_RECORD}")
    trail = f"{report.trail.log}, event {report.trail.seq}, {report.trail.hash}"
    rows = [
        ("Record", (ours(report_sha256(report), "mono"),)),
        ("Text", (ours(report.article.revision.sha256, "mono"),)),
        ("Trail", (ours(trail, "mono"),)),
        ("Published by", (ours(aside(report.organisation.name), url=view.web_address(report.organisation.url)),)),
    ]
    if view.web_address(page.report_url):
        rows.append(("Address", (ours(page.report_url, url=page.report_url),)))
    yield Facts(tuple(rows))
