"""Every refusal as RFC 9457 problem+json, from one table. None repeats what was sent, save a field's name."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Response
from werkzeug.exceptions import HTTPException

from annotate.domain import errors
from annotate.domain.errors import DomainError, Problem

MEDIA_TYPE = "application/problem+json"

#: The status of each kind of refusal; the nearest class in the error's ancestry counts.
STATUSES: dict[type[DomainError], int] = {
    errors.Invalid: 422,
    errors.TooLarge: 413,
    errors.Unreadable: 422,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Stale: 409,
    errors.Throttled: 429,
    errors.OutOfRoom: 507,
}
_CHALLENGE = 'Bearer realm="annotate"'


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def refuse(error: DomainError, request: str, current: dict[str, Any] | None = None) -> Response:
    """The answer to a request that a rule refuses. `current` is the thing as it is now, for a stale writer."""
    status = status_of(error)
    extra = {} if current is None else {"current": current}
    return problem(status, error.code, error.title, error.message, error.problems, request, **extra)


def refuse_http(error: HTTPException, request: str) -> Response:
    """The answer to a request that breaks HTTP's own rules: method, media type, precondition, length."""
    status = error.code or 500
    title = HTTPStatus(status).phrase
    code = title.lower().replace(" ", "-")
    answer = problem(status, code, title, error.description or title, (), request)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def broken(request: str) -> Response:
    """The answer where the program itself is at fault. It says nothing about why; the log does."""
    detail = "The mistake is on this side and has been noted. Nothing was changed. Try again later."
    return problem(500, "internal", "This did not work", detail, (), request)


def problem(
    status: int, code: str, title: str, detail: str, problems: tuple[Problem, ...], request: str, **extra: Any
) -> Response:
    """One problem document."""
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "problems": [{"field": p.field[:200], "message": p.message} for p in problems],
        "request": request,
        **extra,
    }
    answer = Response(json.dumps(body), status, content_type=MEDIA_TYPE)
    if status == 401:
        answer.headers["WWW-Authenticate"] = _CHALLENGE
    return answer
