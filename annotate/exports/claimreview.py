"""ClaimReview (schema.org 30.0) in JSON-LD: one object per claim, a list of them for the whole edition.

Each object names its own context and stands alone, because readers want a typed root and one review per page. What the
vocabulary cannot hold (conflicts between claims, "was it said?", what would settle it) stays in the other formats.
"""

from __future__ import annotations

import json
from typing import Any

from annotate.domain.corrections import ADMITTING, Correction
from annotate.domain.report import Claimant, Report, ReportArticle, ReportClaim, ReportTerm
from annotate.domain.report_changes import first_out, last_changed
from annotate.domain.vocabulary import NOT_CHECKABLE, UNCHECKED, PartyKind, Stance, State
from annotate.exports.page import PageContext
from annotate.exports.publisher import licences, publisher

#: Characters of `claimReviewed` that readers show (Google's documentation of the fact check markup).
MAX_CLAIM = 75
#: "One to two sentences" of `ratingExplanation`.
MAX_EXPLANATION = 300
BEST, WORST = 5, 1
#: Statuses that judge nothing, so there is nothing to review.
NO_REVIEW = frozenset({UNCHECKED, NOT_CHECKABLE})
BODIES = frozenset({PartyKind.ORGANISATION, PartyKind.OFFICIAL_BODY})
NO_BASIS = frozenset({Stance.CLAIM_ORIGIN, Stance.SILENT})


def render(report: Report, page: PageContext) -> bytes:
    """A JSON array of ClaimReview objects in the order of the claims' numbers; UTF-8, a line break at the end."""
    found = (claimreview_for(report, c, page.url_of_claim(c.number), page.base) for c in report.claims)
    return (json.dumps([review for review in found if review], ensure_ascii=False, indent=2) + "\n").encode()


def claimreview_for(report: Report, claim: ReportClaim, url: str, base: str = "") -> dict[str, Any] | None:
    """The ClaimReview of the claim whose public page is `url`; None while it is not approved or has no verdict.

    `base` is the address of the public side, where the newsroom's policies stand.
    """
    if claim.state != State.APPROVED or claim.status in NO_REVIEW or report.correction is Correction.RETRACT:
        return None
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": f"{url}#review",
        "url": url,
        **_dates(report, claim),
        "claimReviewed": shorten(claim.wording, MAX_CLAIM),
        "author": author(report),
        "publisher": publisher(report.organisation, base),
        **licences(report.organisation, base),
        "creativeWorkStatus": standing(report),
        "reviewRating": _rating(report.status(claim.status), claim.rationale, report.example),
        "itemReviewed": claim_node(report, claim, url),
        "isBasedOn": _basis(report, claim),
    }
    return cleaned(review)


def _dates(report: Report, claim: ReportClaim) -> dict[str, Any]:
    """When the review was first published, when it was last changed, and what was corrected in it, by a note each."""
    corrections = [
        {"@type": "CorrectionComment", "datePublished": edition.published_at[:10], "text": edition.note}
        for edition in report.history
        if edition.kind in ADMITTING and claim.number in edition.changed
    ]
    return {
        "datePublished": (first_out(report.history, claim.number) or report.published_at)[:10],
        "dateModified": last_changed(report.history, claim.number)[:10],
        "correction": corrections,
    }


def shorten(text: str, limit: int) -> str:
    """`text` in one line, cut at a word with an ellipsis if it has more than `limit` code points."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[:limit]
    at_word = head.rfind(" ")
    return (head[:at_word] if at_word > limit // 2 else head[:-1]).rstrip(" ,;:–-") + "…"


def author(report: Report) -> dict[str, Any]:
    """The newsroom that answers for the review."""
    return cleaned({"@type": "Organization", "name": report.organisation.name, "url": report.organisation.url})


def standing(report: Report) -> str:
    """Said to machines as it is to people on the page; empty for a real, published edition."""
    if report.example:
        return "Worked example"
    return "Draft" if report.working_copy else ""


def _rating(status: ReportTerm, rationale: str, example: bool) -> dict[str, Any]:
    """A number only on the axis of truth: "disputed" is no point between true and false."""
    rating: dict[str, Any] = {
        "@type": "Rating",
        "name": status.label,
        "alternateName": status.alternate_name or status.label,
    }
    if status.rating_value is not None:
        rating |= {"ratingValue": status.rating_value, "bestRating": BEST, "worstRating": WORST}
    why = shorten(f"Worked example, not a finding. {rationale}" if example else rationale, MAX_EXPLANATION)
    return rating | ({"ratingExplanation": why} if why else {})


def claim_node(report: Report, claim: ReportClaim, url: str) -> dict[str, Any]:
    """The claim itself: its words, who says them, where they stand."""
    article = report.article
    return cleaned(
        {
            "@type": "Claim",
            "@id": f"{url}#claim",
            "identifier": str(claim.number),
            "text": claim.quote,
            "inLanguage": article.language,
            "author": _author(claim.claimant, article) if claim.claimant or claim.own_voice else None,
            "appearance": [_appearance(article)],
        }
    )


def _author(claimant: Claimant | None, article: ReportArticle) -> dict[str, str] | None:
    """Who says so. What the article says in its own voice, its publisher says."""
    if claimant is not None:
        return {"@type": "Organization" if claimant.kind in BODIES else "Person", "name": claimant.name}
    return {"@type": "Organization", "name": article.publisher} if article.publisher else None


def _appearance(article: ReportArticle) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": article.publisher} if article.publisher else None
    return cleaned(
        {
            "@type": "NewsArticle",
            "url": article.url,
            "headline": article.title,
            "datePublished": article.dated,
            "publisher": publisher,
        }
    )


def _basis(report: Report, claim: ReportClaim) -> list[dict[str, Any]]:
    """The sources that bear on the verdict, each once, in the order of citation."""
    ids = dict.fromkeys(c.source for c in claim.citations if c.stance not in NO_BASIS)
    sources = [report.source(id) for id in ids]
    return [
        cleaned({"@type": "CreativeWork", "name": s.title, "url": s.url, "archivedAt": s.archive_url}) for s in sources
    ]


def cleaned(node: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: JSON-LD says nothing by an empty text."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}
