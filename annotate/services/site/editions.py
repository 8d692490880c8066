"""Pages of editions and of their claims: exactly the frozen record, with links that fit where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from annotate.domain.corrections import Correction
from annotate.domain.errors import NotFound
from annotate.domain.report import Report
from annotate.exports import FormatLink, PageContext, render, render_claim
from annotate.exports import html as page_of
from annotate.exports.bundle import EVIDENCE
from annotate.exports.public import Frame, card
from annotate.exports.public.frame import VERIFY, addresses, claim_path, report_path, source_path
from annotate.services.drawn import drawn
from annotate.services.reports import read
from annotate.services.site.base import FORMS, Site
from annotate.store.queries import public as query
from annotate.store.queries.public import Out


def found(session: Session, slug: str) -> list[Out]:
    """Editions of a report, newest first. Raises NotFound where none is out. One query."""
    editions = query.editions_of(session, slug)
    if not editions:
        raise NotFound("There is no published report at this address.")
    return editions


def load(session: Session, slug: str, number: int) -> Report:
    """One edition as it was frozen; raises NotFound. One query."""
    body = query.bodies(session, [(slug, number)]).get((slug, number))
    if body is None:
        raise NotFound("There is no such edition.")
    return read(body)


def page(site: Site, report: Report, newest: Out, number: int | None = None) -> bytes:
    """The page of an edition: at the report's own address for the newest, or at that of its number."""
    slug, path = report.article.slug, report_path(report.article.slug, number)
    around = _context(site.frame(path), report, newest)
    # The newest edition stands at two addresses; an older one at its own alone.
    canonical = report_path(slug) if report.edition == newest.number else path
    return page_of.render(report, _with(around, canonical=site.frame(canonical).url))


def form(site: Site, report: Report, name: str, folder: Path | None = None) -> bytes:
    """One form of an edition; its addresses are absolute, since it is taken elsewhere. Raises NotFound.

    What takes long to draw is kept in `folder`, where one is named.
    """
    around = elsewhere(site, report)
    return drawn(name, report, around, folder) if folder else render(name, report, around)


def elsewhere(site: Site, report: Report) -> PageContext:
    """What surrounds an edition that is taken away as a file."""
    context = addresses(site.base, report.article.slug, report.edition)
    return _with(context, static_base=site.base + site.static)


def holding(session: Session, editions: Sequence[Out], number: int) -> Report:
    """The newest edition that has this claim; raises NotFound. One query for each edition that lacks it."""
    for out in editions:
        report = load(session, out.slug, out.number)
        if any(claim.number == number for claim in report.claims):
            return report
    raise NotFound(f"No edition of this report has a claim {number}.")


def claim(site: Site, report: Report, number: int, newest: int) -> bytes:
    """The page of a claim, drawn from the newest edition that has it. Its ClaimReview names this very address."""
    slug = report.article.slug
    frame = site.frame(claim_path(slug, number))
    around = _context(frame, report)
    context = _with(around, canonical=frame.url, card_href=frame.to(card.oembed_path(slug, number)))
    return render_claim(report, number, context, stands=report.edition == newest)


def claim_card(site: Site, report: Report, number: int) -> bytes:
    """The card of a claim."""
    return card.render(site.frame(card.path(report.article.slug, number)), report, number)


def claim_oembed(site: Site, report: Report, number: int, width: int = card.WIDTH, height: int = card.HEIGHT) -> bytes:
    """The description of a claim's card."""
    path = card.oembed_path(report.article.slug, number)
    return card.oembed(site.frame(path), report, number, width, height)


def _with(context: PageContext, **changes: str) -> PageContext:
    return PageContext(**{**context.__dict__, **changes})


def _context(frame: Frame, report: Report, newest: Out | None = None) -> PageContext:
    """`newest` is left out where a page is of no edition in particular, so that none is newer."""
    slug, number = report.article.slug, report.edition
    newer = newest if newest and newest.number > number else None
    return PageContext(
        static_base=frame.to(frame.static), base=frame.base, report_url=frame.at(report_path(slug, number)),
        report_href=frame.to(report_path(slug)), claim_url=frame.at(claim_path(slug, "{number}")),
        claim_href=frame.to(claim_path(slug, "{number}")), source_href=frame.to(source_path("{id}")),
        formats=tuple(_forms(frame, slug, number)), around=frame.around,
        verify_url=frame.to(VERIFY),
        newer_url=frame.to(report_path(slug)) if newer else "",
        newer_kind=Correction(newer.kind) if newer and newer.kind else None,
        edition_href=frame.to(f"{report_path(slug)}{{number}}/"),
    )  # fmt: skip


def _forms(frame: Frame, slug: str, number: int) -> Iterator[FormatLink]:
    for form in FORMS:
        yield FormatLink(form.label, frame.to(f"reports/{slug}/{number}{form.suffix}"))
    yield FormatLink(EVIDENCE.label, frame.to(f"reports/{slug}/{number}{EVIDENCE.suffix}"))
