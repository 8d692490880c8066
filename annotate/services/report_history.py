"""A further edition's record of itself: what it does, what it changed, and the same of every edition before it."""

from __future__ import annotations

from dataclasses import replace

from annotate.domain.corrections import Correction
from annotate.domain.report import Report, ReportEdition
from annotate.domain.report_changes import Changes, compare


def changes(before: Report, after: Report) -> Changes:
    """What is different between two editions of a report."""
    return compare(before.claims, after.claims, before.sources, after.sources)


def continued(report: Report, before: Report, kind: Correction, complaints: tuple[int, ...]) -> Report:
    """The report as the edition that follows `before`. One from before there were histories begins with itself."""
    found = changes(before, report)
    own = ReportEdition(
        report.edition, report.published_at, kind, report.note,
        changed=tuple(change.after.number for change in found.changed),
        added=tuple(claim.number for claim in found.added), removed=tuple(claim.number for claim in found.removed),
        complaints=complaints,
    )  # fmt: skip
    earlier = before.history or (ReportEdition(before.edition, before.published_at, before.correction, before.note),)
    return replace(report, correction=kind, history=(*earlier, own))
