"""Ways to answer: go on after a POST, and parts of a page for the page's own script."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import current_app, redirect, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from annotate.web.current import wants_fragment

__all__ = ["Answer", "go", "local_path", "page_above", "see_other", "swap", "wants_fragment"]

#: What a view may return.
Answer = str | Response | tuple[str, int] | tuple[Response, int]


def see_other(location: str) -> Response:
    """303: go there with GET. The answer to every form that was accepted."""
    return redirect(location, 303)


def go(location: str) -> Response:
    """Go to a page after a change: 303 for a browser, X-Location for the page's script."""
    return swap(location=location) if wants_fragment() else see_other(location)


def swap(*parts: str | Markup, announce: str = "", status: int = 200, location: str = "") -> Response:
    """Parts of a page: elements with ids that replace their namesakes (static/js/fragments.js).

    `announce` is spoken to screen readers. `location` makes the script go there instead of swapping.
    """
    answer = Response("\n".join(parts), status=status, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "X-Fragment"
    if announce:
        answer.headers["X-Announce"] = quote(announce)
    if location:
        answer.headers["X-Location"] = location
    return answer


def local_path(target: str | None, default: str = "/") -> str:
    """`target` if it is a path of this desk, else `default`: never an address elsewhere, however it is spelled."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    # Browsers read a backslash as a slash, and drop tabs and line ends inside an address.
    if "\\" in target or any(ord(c) <= 0x20 or ord(c) == 0x7F for c in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def page_above(path: str) -> str:
    """The nearest page at or above the path of a POST: where its form stood, as well as can be told."""
    adapter = current_app.create_url_adapter(request)
    parts = path.rstrip("/").split("/")
    while len(parts) > 1 and adapter is not None:
        candidate = "/".join(parts)
        try:
            adapter.match(candidate, method="GET")
        except HTTPException:
            parts.pop()
        else:
            return candidate
    return "/"
