"""The editions of a report in the outline: what each did, why, and which claims it touched."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.domain.report import Report
from annotate.domain.report_changes import ReportEdition
from annotate.exports import view
from annotate.exports.outline import Heading, Items, Node, Para, ours
from annotate.exports.story_claims import prose


def history_nodes(report: Report) -> Iterator[Node]:
    """Every edition up to this one, the newest first; nothing for a first edition."""
    if report.history:
        yield Heading(2, ours("Editions and corrections"))
        yield Items(tuple(tuple(_edition(edition)) for edition in reversed(report.history)))


def _edition(edition: ReportEdition) -> Iterator[Para]:
    kind = f": {edition.kind.label.lower()}" if edition.kind else ""
    word = "complaint" if len(edition.complaints) == 1 else "complaints"
    after = f", after {word} {', '.join(map(str, edition.complaints))}" if edition.complaints else ""
    yield ours(f"Edition {edition.edition}, {view.long_date(edition.published_at)}{kind}{after}.")
    yield from prose(edition.note)
    touched = (("Changed", edition.changed), ("New", edition.added), ("No longer in the report", edition.removed))
    for title, found in touched:
        if found:
            claims = "claim" if len(found) == 1 else "claims"
            yield ours(f"{title}: {claims} {', '.join(map(str, found))}", "quiet")
