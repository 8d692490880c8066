"""Evidence as an answer: to be saved, or played by our own pages, and never to be run.

Whatever the bytes are, a browser is told that they are an attachment, not to guess what they are, and, should it show
them anyway, to treat them as a page from nowhere that may do nothing. Types that a browser would run are not named.
"""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from annotate.domain.evidence import Attachment
from annotate.domain.filenames import disposition
from annotate.store.evidence import Evidence

#: Types by content that our own pages show as pictures, play, or that a reader opens; all others are plain bytes.
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/bmp"})
PLAYED = frozenset({
    "video/mp4", "video/webm", "video/ogg", "video/quicktime", "video/x-matroska", "audio/mp4", "audio/mpeg",
    "audio/ogg", "audio/wav", "audio/flac", "audio/webm",
})  # fmt: skip
SANDBOX = "sandbox; default-src 'none'"
PLAIN = "application/octet-stream"
#: Bytes read from the store at a time.
PIECE = 1 << 18


def evidence(store: Evidence, found: Attachment) -> Response:
    """All bytes, or the range that was asked for (RFC 9110, 14): 200, 206, 304 or 416. Raises NotFound."""
    file = store.open(found.sha256)
    named = found.media_type in SHOWN | PLAYED | {"application/pdf"}
    answer = Response(
        wrap_file(request.environ, file, PIECE), mimetype=found.media_type if named else PLAIN, direct_passthrough=True
    )
    answer.content_length = found.size
    answer.headers["Content-Disposition"] = disposition(found.name)
    answer.set_etag(found.sha256)
    # Several ranges at once are answered with the whole, as the RFC allows.
    length = None if "," in request.headers.get("Range", "") else found.size
    try:
        answer = shut(answer.make_conditional(request, accept_ranges=True, complete_length=length))
    except RequestedRangeNotSatisfiable:
        answer = shut(Response(status=416, headers={"Content-Range": f"bytes */{found.size}"}))
    if request.method == "HEAD" or answer.status_code in (304, 416):
        file.close()  # nobody reads it, so nobody would
    return answer


def picture(data: bytes, media_type: str) -> Response:
    """A picture that the inspector drew."""
    return shut(Response(data, mimetype=media_type))


def shut(answer: Response) -> Response:
    """Set the headers that keep evidence from acting."""
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer
