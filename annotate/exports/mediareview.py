"""MediaReview (schema.org 30.0, pending) in JSON-LD: what was found about footage, pictures and recordings.

One object for each judged claim and each such source that its verdict looked at. A file that the desk holds is a
snapshot: schema.org means by that the very bytes, which the SHA-256 names. What can be seen, what is concluded from it
and what only the source says are told apart, as the desk told them.

It names no `mediaAuthenticityCategory`. The desk judges claims, not footage by schema.org's six categories, and to read
“original” out of “true” would say more than anybody found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotate.domain.report import Report, ReportCitation, ReportClaim, ReportFile, ReportSource
from annotate.domain.seeds import FOOTAGE
from annotate.exports import view
from annotate.exports.claimreview import author, claim_node, claimreview_for, cleaned, standing
from annotate.exports.page import PageContext

#: The first part of a file's media type, and what a file of this type is called.
SNAPSHOTS = {"video": "VideoObjectSnapshot", "image": "ImageObjectSnapshot", "audio": "AudioObjectSnapshot"}


def render(report: Report, page: PageContext) -> bytes:
    """A JSON array of MediaReview objects, by claim and in the order of citation; UTF-8, a line break at the end."""
    found = [review for claim in report.claims for review in reviews(report, claim, page.url_of_claim(claim.number))]
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def reviews(report: Report, claim: ReportClaim, url: str) -> Iterator[dict[str, Any]]:
    """The MediaReviews of the claim whose public page is `url`; none where it has no ClaimReview."""
    if claimreview_for(report, claim, url) is None:
        return
    cited: dict[str, list[ReportCitation]] = {}
    for citation in claim.citations:
        if _is_media(report.source(citation.source)):
            cited.setdefault(citation.source, []).append(citation)
    for number, (ident, citations) in enumerate(cited.items(), 1):
        review = {
            "@context": "https://schema.org",
            "@type": "MediaReview",
            "@id": f"{url}#media-{number}",
            "url": url,
            "datePublished": report.published_at[:10],
            "author": author(report),
            "creativeWorkStatus": standing(report),
            "originalMediaContextDescription": "\n".join(line for one in citations for line in _seen(one)),
            "itemReviewed": _item(report, claim, report.source(ident), url),
            "associatedClaimReview": {"@type": "ClaimReview", "@id": f"{url}#review", "url": url},
        }
        yield cleaned(review)


def _is_media(source: ReportSource) -> bool:
    return source.kind in FOOTAGE or any(file.media_type.split("/")[0] in SNAPSHOTS for file in source.files)


def _seen(citation: ReportCitation) -> Iterator[str]:
    told = (("Visible", citation.visible), ("Inferred", citation.inferred), ("Only claimed", citation.claimed))
    return (f"{title}: {text}" for title, text in told if text)


def _item(report: Report, claim: ReportClaim, source: ReportSource, url: str) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": source.publisher} if source.publisher else None
    return cleaned(
        {
            "@type": "MediaReviewItem",
            "name": source.title,
            "creditText": source.author,
            "publisher": publisher,
            "datePublished": source.published,
            "interpretedAsClaim": claim_node(report, claim, url),
            "mediaItemAppearance": [*_published(source), *map(_snapshot, source.files)],
        }
    )


def _published(source: ReportSource) -> Iterator[dict[str, Any]]:
    """Where it was put out; what stands there now nobody can promise."""
    address, archived = view.iri(source.url), view.iri(source.archive_url)
    if address or archived:
        yield cleaned({"@type": "MediaObject", "contentUrl": address, "archivedAt": archived})


def _snapshot(file: ReportFile) -> dict[str, Any]:
    return {
        "@type": SNAPSHOTS.get(file.media_type.split("/")[0], "MediaObject"),
        "name": file.name,
        "encodingFormat": file.media_type,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }
