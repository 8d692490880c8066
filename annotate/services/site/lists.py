"""What spans many reports: the list, the feeds, the pages of sources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
        said = _said(json.loads(bodies[out.slug, out.number]))
        entries.append(Entry(frame.at(report_path(out.slug, out.number)), out.published_at, *said))
    return feeds.atom(frame, "Reports", REPORTS, entries)


def _said(record: Mapping[str, Any]) -> tuple[str, str]:
    """Title and summary, from the plain record: a whole report need not be built for two lines."""
    prefix = "Worked example: " if record["example"] else ""
    count = len(record["claims"])
    summary = record["note"] or f"We checked {count:,} {'claim' if count == 1 else 'claims'} in this article."
    return f"{prefix}{record['article']['title']}, edition {record['edition']}", summary


def parts(session: Session) -> int:
    """How many parts the DataFeed has, at least one. One query."""
    return max(1, -(-query.count(session) // PART))


def reviews(session: Session, site: Site, part: int | None = None) -> bytes:
    """A part of the DataFeed, by default the newest: the ClaimReviews of newest editions, oldest report first.

    A report stays in its part when a new edition comes, so that only that part changes. Raises NotFound. Three queries.
    """
    last = parts(session)
    number = last if part is None else part
    if part is not None and part >= last:
        raise NotFound("There is no such part. The newest one has no number.")
    outs = query.in_order(session, (number - 1) * PART, PART)
    bodies = query.bodies(session, [(out.slug, out.number) for out in outs])
    every = [item for out in outs for item in _reviewed(site, read(bodies[out.slug, out.number]))]
    return feeds.reviews(site.frame(feeds.reviews_path(part)), every, number - 1)


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
    return source_of(site, ident, [report for report in every if any(s.id == ident for s in report.sources)],
                     max(0, len(newest) - USES))  # fmt: skip


def source_of(site: Site, ident: str, citing: Sequence[Report], more: int = 0) -> bytes:
    """The same from the newest editions that have it, the one published last first. Raises NotFound for none."""
    if not citing:
        raise NotFound("No published report cites such a source.")
    return source.render(site.frame(source_path(ident)), ident, citing, more)
