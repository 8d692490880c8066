"""What the views of the public side share: where it stands, and answers that readers need not fetch twice."""

from __future__ import annotations

import gzip
import hashlib

from flask import request
from werkzeug.wrappers import Response

from annotate.domain.organisation import LOGO_TYPES
from annotate.services.site import Site, open_site
from annotate.web.current import base_url, read, takes_gzip
from annotate.web.reports import organisation

#: Numbers in addresses: no more digits than a database can count.
NUMBER = "int(min=1, max=999999)"
#: Pages may say something new at any time, and are asked for again; frozen bytes never change.
CHECK_AGAIN, FROZEN = "public, no-cache", "public, max-age=86400"
#: What is packed, or a picture, already.
_PACKED = frozenset({"application/zip", "application/pdf", *LOGO_TYPES})


def site() -> Site:
    """The public side as this request sees it. One query."""
    return open_site(read(), base_url(), organisation())


def page(data: bytes, media_type: str = "text/html; charset=utf-8") -> Response:
    """A page of the public side, whole; `shelf.shelved` answers 304 where the reader has it already."""
    return _packed(Response(data, content_type=media_type), CHECK_AGAIN)


def cached(answer: Response, caching: str) -> Response:
    """As `page`, for what is not laid on the shelf: 304 where the reader has it already."""
    return _packed(answer, caching).make_conditional(request.environ)


def _packed(answer: Response, caching: str) -> Response:
    """With a tag that names the bytes, compressed for those who take that."""
    data = answer.get_data()
    tag, packs = hashlib.sha256(data).hexdigest(), answer.mimetype not in _PACKED
    if packs and takes_gzip():
        answer.set_data(gzip.compress(data, 6, mtime=0))
        answer.headers["Content-Encoding"], tag = "gzip", f"{tag}-gzip"
    if packs:
        answer.headers["Vary"] = "Accept-Encoding"
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = caching
    return answer
