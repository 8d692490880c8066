"""W3C Web Annotation (Recommendation of 23 February 2017) in JSON-LD: one annotation per claim, at its words.

The file is one AnnotationPage. Offsets are code points into the frozen text, as TextPositionSelector counts them; which
text that is says a `ni:` address of its SHA-256 (RFC 6920) as the cached state of the source. A claim in several parts
has one target per part. The vocabulary has no place for conflicts, files and people's roles: other formats hold them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from annotate.domain.report import Report, ReportArticle, ReportCitation, ReportClaim
from annotate.domain.spans import Span
from annotate.exports import view
from annotate.exports.page import PageContext

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: Media Fragments URI 1.0 and fragments of PDF (RFC 8118), which `conformsTo` names.
MEDIA_FRAGMENTS, PDF_FRAGMENTS = "http://www.w3.org/TR/media-frags/", "http://tools.ietf.org/rfc/rfc3778"

Node = dict[str, Any]


def render(report: Report, page: PageContext) -> bytes:
    """An AnnotationPage with the annotations in the order of the claims' numbers; UTF-8, a line break at the end."""
    name = view.iri(page.report_url) or text_uri(report.article)
    found = {
        "@context": CONTEXT,
        "id": f"{name}#annotations-page-1",
        "type": "AnnotationPage",
        "partOf": {
            "id": f"{name}#annotations", "type": "AnnotationCollection", "label": report.article.title,
            "total": len(report.claims),
        },
        "startIndex": 0,
        "items": [annotation(report, claim, page) for claim in report.claims],
    }  # fmt: skip
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def annotation(report: Report, claim: ReportClaim, page: PageContext) -> Node:
    """The annotation of one claim; it names its context and stands alone."""
    address = view.iri(page.url_of_claim(claim.number))
    made: Node = {
        "@context": CONTEXT,
        "id": f"{address}#annotation" if address else f"urn:uuid:{claim.id}",
        "type": "Annotation",
        "motivation": "assessing",
        "generated": report.published_at,
        "generator": {"type": "Software", "name": "Annotate"},
        "body": list(_bodies(report, claim)),
        "target": [_target(report, span) for span in claim.spans] or _source(report),
    }
    if claim.approved_at:
        made["created"] = claim.approved_at
    people = [{"type": "Person", "name": person.name} for person in claim.checked_by if person.name]
    if people:
        made["creator"] = people
    return made


def text_uri(article: ReportArticle) -> str:
    """The frozen text by its hash (RFC 6920), which is all that tells one text from another."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(article.revision.sha256)).rstrip(b"=").decode()
    return f"ni:///sha-256;{digest}"


def _bodies(report: Report, claim: ReportClaim) -> Iterator[Node]:
    status = report.status(claim.status)
    yield _text("assessing", status.alternate_name or status.label)
    yield _text("tagging", report.type(claim.type).label)
    if claim.statement:
        yield _text("describing", claim.statement)
    if claim.attribution:
        yield _text("classifying", claim.attribution.label)
    if claim.rationale:
        yield _text("commenting", claim.rationale)
    yield from (body for citation in claim.citations if (body := _cited(report, citation)))


def _text(purpose: str, value: str) -> Node:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _cited(report: Report, citation: ReportCitation) -> Node | None:
    """A source that has an address; with the place in it where the desk looked."""
    source = report.source(citation.source)
    address = view.iri(source.url) or view.iri(source.archive_url)
    if not address:
        return None
    body: Node = {"type": "SpecificResource", "purpose": "linking", "source": address}
    if citation.file and citation.locator:
        rule = PDF_FRAGMENTS if "page=" in citation.locator else MEDIA_FRAGMENTS
        body["selector"] = {"type": "FragmentSelector", "conformsTo": rule, "value": citation.locator}
    elif citation.excerpt:
        body["selector"] = {"type": "TextQuoteSelector", "exact": citation.excerpt}
    return body


def _source(report: Report) -> Node:
    """The article, and which text of it: the cached one, as it stood when the report was published."""
    article = report.article
    state = {"type": "TimeState", "sourceDate": report.published_at, "cached": text_uri(article)}
    return {"source": view.iri(article.url) or text_uri(article), "state": state}


def _target(report: Report, span: Span) -> Node:
    quote = {"type": "TextQuoteSelector", "exact": span.exact, "prefix": span.prefix, "suffix": span.suffix}
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {**_source(report), "selector": [quote, position]}
