"""Refusals and failures as pages, in one table."""

from __future__ import annotations

import logging

from flask import Flask, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from annotate.domain import errors
from annotate.web import current

#: Error class → status; the first that fits.
STATUS: tuple[tuple[type[errors.DomainError], int], ...] = (
    (errors.TooLarge, 413),
    (errors.Invalid, 422),
    (errors.Unauthenticated, 401),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.Throttled, 429),
    (errors.OutOfRoom, 507),
    (errors.DomainError, 400),
)
_HTTP = {
    400: ("The request cannot be read", "Go back, load the page again and repeat what you did."),
    404: ("Not found", "There is no such page. Check the address, or start from the desk."),
    405: ("That does not work here", "This address does not take that kind of request."),
    413: ("That is too large", "Send a smaller file or less text."),
}
log = logging.getLogger("annotate")


def status_of(error: errors.DomainError) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def register(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(errors.DomainError, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(error: errors.DomainError) -> Response:
    response = page(status_of(error), error.title, error.message, list(error.problems))
    if isinstance(error, errors.Throttled):
        response.headers["Retry-After"] = "900"
    return response


def _forged(error: CSRFError) -> Response:
    return page(400, "The form is too old", "Load the page again and send the form once more. Nothing was changed.")


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if isinstance(error, SecurityError):  # without a name to answer to, there are no addresses for a page's links
        return Response("This desk does not answer to that name.\n", 400, mimetype="text/plain")
    if 300 <= code < 400:
        return error.get_response()
    title, message = _HTTP.get(code, (error.name, "That did not work."))
    response = page(code, title, message)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _failed(error: Exception) -> Response:
    log.exception("request %s %s %s failed", current.request_id(), request.method, request.path)
    return make_response(render_template("errors/500.html", request_id=current.request_id()), 500)


def page(status: int, title: str, message: str, problems: list[errors.Problem] | None = None) -> Response:
    """An error page."""
    body = render_template(
        "errors/error.html", title=title, message=message, problems=problems or [], request_id=current.request_id()
    )
    response = make_response(body, status)
    response.headers["Vary"] = "X-Fragment"
    return response
