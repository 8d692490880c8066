"""Feeds: Atom (RFC 4287) for people's readers, a schema.org DataFeed of ClaimReviews for those who collect them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Xml

from annotate.exports.public.frame import REPORTS, REVIEWS, Frame

ATOM = "http://www.w3.org/2005/Atom"
#: What a feed says where nothing was ever published; RFC 4287 wants a time.
NEVER = "1970-01-01T00:00:00.000Z"
ATOM_TYPE, JSON_TYPE = "application/atom+xml; charset=utf-8", "application/ld+json"


@dataclass(frozen=True)
class Entry:
    """One thing in a feed: its lasting absolute address, which is its id, too; when; its title; what it says."""

    url: str
    at: str
    title: str
    summary: str


def atom(frame: Frame, title: str, page: str, entries: Sequence[Entry]) -> bytes:
    """An Atom feed at the frame's path that belongs to the page at `page`. Entries newest first."""
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(feed, "id", frame.url)
    _add(feed, "title", f"{title} – {frame.organisation.name}")
    _add(feed, "updated", entries[0].at if entries else NEVER)
    Xml.SubElement(feed, "link", {"rel": "self", "href": frame.url})
    Xml.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": frame.at(page)})
    _add(Xml.SubElement(feed, "author"), "name", frame.organisation.name)
    for entry in entries:
        node = Xml.SubElement(feed, "entry")
        _add(node, "id", entry.url)
        _add(node, "title", entry.title)
        _add(node, "updated", entry.at)
        Xml.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
        _add(node, "summary", entry.summary)
    drawn: str = Xml.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{drawn}\n'.encode()


@dataclass(frozen=True)
class Reviewed:
    """One ClaimReview with the days on which it was first and last published."""

    created: str
    modified: str
    review: dict[str, Any]


def reviews_path(part: int | None = None) -> str:
    """Address of the newest part of the DataFeed, or of an earlier one, counted from 1."""
    return REVIEWS if part is None else f"{REPORTS}claimreviews.{part}.json"


def reviews(frame: Frame, found: Sequence[Reviewed], before: int) -> bytes:
    """A part of the DataFeed; it names the one before it, number `before` (0: there is none), with `hasPart`."""
    earlier = {"@type": "DataFeed", "url": frame.at(reviews_path(before))} if before else None
    feed = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "url": frame.url,
        "name": f"ClaimReviews of {frame.organisation.name}",
        "dateModified": max((item.modified for item in found), default=None),
        "dataFeedElement": [
            {
                "@type": "DataFeedItem",
                "dateCreated": item.created,
                "dateModified": item.modified,
                "item": {name: value for name, value in item.review.items() if name != "@context"},
            }
            for item in found
        ],
        "hasPart": earlier,
    }
    said = {name: value for name, value in feed.items() if value is not None}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _add(parent: Xml.Element, name: str, text: str) -> None:
    """What XML 1.0 cannot hold is left out: there is no way to write it."""
    Xml.SubElement(parent, name).text = "".join(c for c in text if c in "\t\n" or _plain(ord(c)))


def _plain(code: int) -> bool:
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
