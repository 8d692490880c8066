"""Static files, under an address that names their version and may be kept for ever."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, abort, request
from werkzeug.security import safe_join
from werkzeug.wrappers import Response

from annotate.web.gate import public

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def register(app: Flask, folder: Path) -> None:
    """Serve `folder` at /static/<version>/…; the files are small and few, so they are read whole."""

    @public
    def static(version: str, filename: str) -> Response:
        path = safe_join(str(folder), filename)
        if path is None or not Path(path).is_file():
            abort(404)
        # Not from the system's table of types, which an installation may have spoilt.
        media_type = _TYPES.get(Path(path).suffix, "application/octet-stream")
        response = app.response_class(Path(path).read_bytes(), mimetype=media_type)
        response.cache_control.max_age = 31_536_000
        response.cache_control.immutable = True
        response.cache_control.public = True
        response.add_etag()
        return response.make_conditional(request)

    app.add_url_rule("/static/<version>/<path:filename>", "static", static)
