"""A claim with its verdict as a card that other sites can embed: a page for an iframe, and oEmbed 1.0 about it."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from annotate.domain.report import Report
from annotate.exports import view
from annotate.exports.claimreview import shorten
from annotate.exports.public.frame import Frame, claim_path, report_path

#: Size of the card in CSS pixels; a narrower place makes it narrower.
WIDTH, HEIGHT, LEAST = 600, 240, 240
#: Seconds for which a site may keep the description.
KEEP = 3_600


def path(slug: str, number: int) -> str:
    """Address of the card."""
    return f"{claim_path(slug, number)}card/"


def oembed_path(slug: str, number: int) -> str:
    """Address of the description of the card."""
    return f"{claim_path(slug, number)}oembed.json"


def render(frame: Frame, report: Report, number: int) -> bytes:
    """The card. Raises NotFound for an unknown number."""
    verdict = view.verdict_of(report, report.claim(number))
    slug = report.article.slug
    links = {"claim_href": frame.to(claim_path(slug, number)), "report_href": frame.to(report_path(slug))}
    return frame.draw("public/card.html", report=report, verdict=verdict, **links)


def oembed(frame: Frame, report: Report, number: int, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """The description, of type “rich” (oembed.com, 2.3.4.4), for a place that has room for `width` by `height`."""
    verdict = view.verdict_of(report, report.claim(number))
    slug = report.article.slug
    title = f"{verdict.label}: {shorten(verdict.claim.wording, 200)}"
    wide, high = max(LEAST, min(width, WIDTH)), max(HEIGHT // 2, min(height, HEIGHT))
    frame_ = Markup('<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>').format(
        frame.at(path(slug, number)), wide, high, title
    )
    said: dict[str, Any] = {
        "version": "1.0", "type": "rich", "title": title, "provider_name": frame.organisation.name,
        "provider_url": frame.organisation.url or frame.base, "url": frame.at(claim_path(slug, number)),
        "html": str(frame_), "width": wide, "height": high, "cache_age": KEEP,
    }  # fmt: skip
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
