"""A source that published reports cite: what it is, and all that it was used for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.domain.report import Report
from annotate.exports import view
from annotate.exports.public.frame import Frame, claim_path, report_path
from annotate.exports.view import Cited, Evidence, Verdict


@dataclass(frozen=True)
class Use:
    """One claim of a report that cites the source, with what the source says about it."""

    verdict: Verdict
    cited: tuple[Cited, ...]
    href: str


@dataclass(frozen=True)
class Used:
    """One report that cites the source."""

    report: Report
    href: str
    uses: tuple[Use, ...]


def render(frame: Frame, ident: str, reports: Sequence[Report], more: int = 0) -> bytes:
    """The page. `reports` are newest editions that have the source, the one published last first, at least one;
    `more` how many others have it, too.
    """
    newest = reports[0]
    item = next(found for found in view.evidence(newest) if found.source.id == ident)
    shown = Evidence(1, item.source, item.kind, item.claims)
    used = [_used(frame, ident, report) for report in reports]
    return frame.draw("public/source.html", item=shown, used=used, more=more)


def _used(frame: Frame, ident: str, report: Report) -> Used:
    slug = report.article.slug
    uses = []
    for claim in report.claims:
        if any(citation.source == ident for citation in claim.citations):
            verdict = view.verdict_of(report, claim)
            every = (*verdict.supports, *verdict.undermines, *verdict.others)
            cited = tuple(c for c in every if c.source.id == ident)
            uses.append(Use(verdict, cited, frame.to(claim_path(slug, claim.number))))
    return Used(report, frame.to(report_path(slug)), tuple(uses))
