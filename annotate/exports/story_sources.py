"""One source in the outline's appendix: what it is, where it is, its files, and which claims use it."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.domain.report_evidence import ReportFile
from annotate.exports import view
from annotate.exports.outline import Facts, Heading, Node, Para, aside, ours
from annotate.exports.story_claims import Row, prose


def source_nodes(item: view.Evidence) -> Iterator[Node]:
    """All that is printed of one source."""
    yield Heading(3, ours(f"{item.number}. {aside(item.source.title)}"))
    yield Facts(tuple(_facts(item)))


def _facts(item: view.Evidence) -> Iterator[Row]:
    source = item.source
    yield "Kind", (ours(aside(item.kind)),)
    yield from _said((("Author", source.author), ("Publisher", source.publisher)))
    dates = (("Published", source.published), ("Seen", source.accessed))
    yield from _said((title, view.long_date(date)) for title, date in dates)
    if source.reliability:
        yield "Reliability", (ours(f"{source.reliability.value}, {source.reliability.label.lower()}"),)
    for title, url in (("Address", source.url), ("Archived copy", source.archive_url)):
        if url:
            yield title, (ours(aside(url), url=view.web_address(url)),)
    if source.note.strip():
        yield "Note", tuple(prose(source.note))
    yield from _said(
        (
            ("Comes from", source.origin), ("Camp", source.camp), ("Derives from", source.derived_from),
            ("Interest", source.interest),
        )
    )  # fmt: skip
    for file in source.files:
        yield "File", tuple(_file(file))
    yield "Used for claims", (ours(", ".join(map(str, item.claims))),)


def _said(rows: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Iterator[Row]:
    return ((title, (ours(aside(text)),)) for title, text in rows if text)


def _file(file: ReportFile) -> Iterator[Para]:
    came = f"{file.method.label} {view.long_date(file.received_at)}"
    yield ours(f"{aside(file.name)}, {file.media_type}, {view.size(file.size)}. {came}.")
    yield from (ours(f"{fact.name}: {aside(fact.value)}", "quiet") for fact in file.facts)
    yield ours(file.sha256, "mono")
