"""Word, for the author: the article as it was checked, each verdict a comment in the margin at the words it is about.

A claim in several parts has its verdict at the first one, and at each other part a comment that points there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from docx.text.run import Run as WordRun

from annotate.domain.report import Report, ReportClaim
from annotate.domain.segments import segments, worst
from annotate.domain.spans import MAX_SPANS
from annotate.domain.vocabulary import State
from annotate.exports import view
from annotate.exports.outline import Para, Run, para, printable
from annotate.exports.page import PageContext
from annotate.exports.sheets import moment
from annotate.exports.story import edition_name, notices
from annotate.exports.story_claims import approval, prose, said_by
from annotate.exports.view import Cited
from annotate.exports.word import Element, Hand, Pages, add, fill, write

#: Claim and part as one number: `segments` keeps marks apart by number, and a part is a mark of its own.
_PARTS = MAX_SPANS + 1
_Ends = dict[int, tuple[Element, Element]]


def render(report: Report, page: PageContext) -> bytes:
    """The article's text, unchanged, with the comments of the report's claims."""
    pages = Pages(report, f"“{report.article.title}”, with verdicts")
    pages.paragraph(Para((Run(report.article.title),)), "Title")
    pages.paragraph(para(f"{edition_name(report)}. {len(report.claims):,} verdicts stand in the margin.", "quiet"))
    for notice in notices(report):
        pages.paragraph(Para((Run(f"{notice.title}. ", "strong"), Run(notice.text))), "Intense Quote")
    ends = _text(report, pages)
    for claim in report.claims:
        _comment(report, claim, pages, ends)
    return pages.bytes()


def _text(report: Report, pages: Pages) -> _Ends:
    """Write the article; the first and last run of each part of each claim."""
    article, opened, ends = report.article, {}, {}
    tones = {claim.number: report.status(claim.status).tone for claim in report.claims}
    parts = {c.number * _PARTS + n: (span,) for c in report.claims for n, span in enumerate(c.spans)}
    for block, row in zip(article.blocks, segments(article.blocks, parts), strict=True):
        line = Para((), article.language, article.direction)
        made = pages.paragraph(line, "Heading 2" if block.kind == "heading" else "Normal")
        for piece in row:
            tone = worst(tones[key // _PARTS] for key in piece.claims) if piece.claims else ""
            run = write(made, article.text[piece.start : piece.end], Hand(tone=tone, lang=article.language))
            opened.update(dict.fromkeys(piece.opens, run))
            ends.update({key: (opened[key], run) for key in piece.closes})
    return ends


def _comment(report: Report, claim: ReportClaim, pages: Pages, ends: _Ends) -> None:
    when = moment(claim.approved_at) or moment(report.published_at) or datetime(1980, 1, 1)
    author = printable(report.organisation.name) or "Fact-checking desk"
    for part in range(len(claim.spans)):
        runs = [WordRun(end, pages.document) for end in ends[claim.number * _PARTS + part]]
        comment = pages.document.add_comment(runs, author=author, initials=str(claim.number))
        comment._comment_elm.date = when.replace(tzinfo=UTC)
        first, *others = [_further(claim, part)] if part else _verdict(report, claim)
        fill(comment.paragraphs[0]._p, first)
        for line in others:
            at = add(comment._comment_elm, "w:p")
            pages.begin(at, "Normal", line.direction)
            fill(at, line)


def _further(claim: ReportClaim, part: int) -> Para:
    return para(f"Claim {claim.number}, part {part + 1} of {len(claim.spans)}: the verdict stands at its first part.")


def _verdict(report: Report, claim: ReportClaim) -> Iterator[Para]:
    verdict = view.verdict_of(report, claim)
    approved = "" if claim.state == State.APPROVED else f" ({claim.state.label.lower()}, not approved)"
    yield para(f"{claim.number}. {verdict.label}{approved}", "strong")
    yield para(claim.wording)
    yield para(f"Who says so: {said_by(claim)}. Kind: {verdict.type.label}.")
    if claim.attribution:
        yield para(f"Was it said? {claim.attribution.label}.")
    yield from prose(claim.rationale)
    told = (("Known", claim.known), ("Not known", claim.unknown), ("Would settle it", claim.settle))
    yield from (para(f"{title}: {text}") for title, text in told if text.strip())
    yield para(f"Supports: {_named(verdict.supports)}")
    yield para(f"Undermines: {_named(verdict.undermines)}")
    yield para(f"Approved by {approval(claim)}")


def _named(found: tuple[Cited, ...]) -> str:
    return "; ".join(f"{cited.source.title} ({cited.number})" for cited in found) or "none found."
