"""What spans many reports: the list, the feeds, the pages of sources."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from annotate.domain.errors import NotFound
from annotate.domain.report import Report
from annotate.exports import claimreview_for
from annotate.exports.public import feeds, listing, source
from annotate.exports.public.feeds import Entry, Reviewed
from annotate.exports.public.frame import FEED, REPORTS, claim_path, report_path, source_path
from annotate.exports.public.listing import Listed
from annotate.services.reports import read
from annotate.services.site.base import Site
from annotate.store.queries import public as query
from annotate.store.queries.reports import published

#: Reports on a page of the list, entries of a feed, reports in a part of the DataFeed, reports on a source's page.
PAGE, ENTRIES, PART, USES = 50, 50, 50, 50


def reports(session: Session, site: Site, cursor: str = "") -> tuple[bytes, str | None]:
    """A page of the list, and the cursor of the next one. Invalid for a damaged cursor. One query."""
    found = published(session, cursor or None, PAGE)
    items = [Listed(r.slug, r.title, r.publisher, r.example, r.number, r.published_at) for r in found.items]
    return listing.render(site.frame(listing.path(cursor)), items, found.next), found.next


def feed(session: Session, site: Site) -> bytes:
    """The newest editions as an Atom feed. Two queries."""
    frame = site.frame(FEED)
    latest = query.latest_editions(session, ENTRIES)
    bodies = query.bodies(session, [(out.slug, out.number) for out in latest])
    entries = []
    for out in latest:
        report = read(bodies[out.slug, out.number])
        entries.append(Entry(frame.at(report_path(out.slug, out.number)), out.published_at, *_said(report)))
    return feeds.atom(frame, "Reports", REPORTS, entries)


def _said(report: Report) -> tuple[str, str]:
    prefix = "Worked example: " if report.example else ""
    count = len(report.claims)
    summary = report.note or f"We checked {count:,} {'claim' if count == 1 else 'claims'} in this article."
    return f"{prefix}{report.article.title}, edition {report.edition}", summary


def reviews(session: Session, site: Site, cursor: str = "") -> tuple[bytes, str | None]:
    """A part of the DataFeed: the ClaimReviews of newest editions; and the cursor of the next part. Two queries."""
    found = published(session, cursor or None, PART)
    bodies = query.bodies(session, [(r.slug, r.number) for r in found.items])
    every = [item for r in found.items for item in _reviewed(site, read(bodies[r.slug, r.number]))]
    return feeds.reviews(site.frame(feeds.reviews_path(cursor)), every, found.next), found.next


def _reviewed(site: Site, report: Report) -> Iterator[Reviewed]:
    for claim in report.claims:
        url = site.base + claim_path(report.article.slug, claim.number)
        review = claimreview_for(report, claim, url, site.base)
        if review:
            yield Reviewed(review["datePublished"], review.get("dateModified", review["datePublished"]), review)


def source_page(session: Session, site: Site, ident: str) -> bytes:
    """The page of a source that a newest edition cites; raises NotFound for any other. Three queries."""
    newest = query.newest_of(session, query.citing(session, ident))
    bodies = query.bodies(session, [(out.slug, out.number) for out in newest[:USES]])
    every = (read(bodies[out.slug, out.number]) for out in newest[:USES])
    citing = [report for report in every if any(s.id == ident for s in report.sources)]
    if not citing:
        raise NotFound("No published report cites such a source.")
    return source.render(site.frame(source_path(ident)), ident, citing, max(0, len(newest) - USES))
