"""The page on which anybody checks a bundle: the same bytes as the file that they may save, under its own policy."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from annotate.exports.verifier import FILENAME, MEDIA_TYPE, Page, page
from annotate.web.gate import public
from annotate.web.reports import attachment

bp = Blueprint("verifier", __name__)


@bp.get("/verify")
@bp.get("/verify/")
@public
def show() -> Response:
    """The page. Its policy is stricter than that of all others: it may connect to nothing, not even to this server."""
    made = page()
    return _answer(Response(made.data, mimetype="text/html"), made)


@bp.get("/verify.html")
@public
def download() -> Response:
    """The page as a file, to be opened without a server."""
    made = page()
    return _answer(attachment(made.data, MEDIA_TYPE, FILENAME), made)


def _answer(answer: Response, made: Page) -> Response:
    # A meta element cannot say who may frame the page.
    answer.headers["Content-Security-Policy"] = f"{made.policy}; frame-ancestors 'none'"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.set_etag(made.sha256)
    return answer.make_conditional(request.environ)
