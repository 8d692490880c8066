"""Static files, under an address that names their version and may be kept for ever."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, send_from_directory
from werkzeug.wrappers import Response

from annotate.web.gate import public

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def register(app: Flask, folder: Path) -> None:
    """Serve `folder` at /static/<version>/…"""

    @public
    def static(version: str, filename: str) -> Response:
        response = send_from_directory(folder, filename, max_age=31_536_000)
        # Not from the system's table, which an installation may have spoilt.
        response.mimetype = _TYPES.get(Path(filename).suffix, "application/octet-stream")
        response.cache_control.immutable = True
        response.cache_control.public = True
        return response

    app.add_url_rule("/static/<version>/<path:filename>", "static", static)
