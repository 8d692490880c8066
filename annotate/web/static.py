"""Static files, under an address that names their version and may be kept for ever."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, abort, request
from werkzeug.security import safe_join
from werkzeug.wrappers import Response

from annotate.web.current import takes_gzip
from annotate.web.gate import public

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@lru_cache(maxsize=256)
def _packed(path: str, changed: int) -> bytes:
    """The file as compressed when it was changed last (ns): a public page has four times the bytes in its styles."""
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)


def register(app: Flask, folder: Path) -> None:
    """Serve `folder` at /static/<version>/…; the files are small and few, so they are read whole."""

    @public
    def static(version: str, filename: str) -> Response:
        path = safe_join(str(folder), filename)
        if path is None or not Path(path).is_file():
            abort(404)
        # Not from the system's table of types, which an installation may have spoilt.
        media_type = _TYPES.get(Path(path).suffix, "application/octet-stream")
        packs = media_type in _TYPES.values()
        packed = packs and takes_gzip()
        data = _packed(path, Path(path).stat().st_mtime_ns) if packed else Path(path).read_bytes()
        response = app.response_class(data, mimetype=media_type)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        if packs:
            response.headers["Vary"] = "Accept-Encoding"
        response.cache_control.max_age = 31_536_000
        response.cache_control.immutable = True
        response.cache_control.public = True
        response.add_etag()
        return response.make_conditional(request)

    app.add_url_rule("/static/<version>/<path:filename>", "static", static)
