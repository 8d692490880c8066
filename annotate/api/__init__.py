"""The API for programs: JSON under /api/v1, the same verbs as the pages, tokens only, described by OpenAPI 3.1.

`register(app)` is all that an app needs. The app carries its Desk in `app.extensions["annotate"]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, Flask, Response

from annotate.api import openapi, running, views
from annotate.api.operations import OPERATIONS

__all__ = ["PREFIX", "register", "views"]

PREFIX = "/api/v1"
#: Each rule takes every method, so that a wrong one gets the API's own 405.
_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]


def register(app: Flask) -> None:
    """Add the API to an app. It asks for a token itself, reads no cookie, and so needs no token against forgery."""
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    blueprint.add_url_rule("/openapi.json", "openapi", _openapi, methods=["GET"])
    for path in OPERATIONS:
        _add(blueprint, re.sub(r"{(\w+)}", r"<\1>", path), path)
    unknown = _view("")
    for rule in ("/", "/<path:rest>"):
        blueprint.add_url_rule(rule, "unknown", unknown, methods=_METHODS, provide_automatic_options=False)
    app.register_blueprint(blueprint)
    forgery = app.extensions.get("csrf")
    if forgery is not None:
        forgery.exempt(blueprint)


def _add(blueprint: Blueprint, rule: str, path: str) -> None:
    endpoint = re.sub(r"\W+", "_", path.strip("/"))
    blueprint.add_url_rule(rule, endpoint, _view(path), methods=_METHODS, provide_automatic_options=False)


def _view(path: str) -> Callable[..., Response]:
    methods = OPERATIONS.get(path, {})

    def view(**parts: str) -> Response:
        return running.answer(methods, parts)

    return view


def _openapi() -> Response:
    """The description of the API. It is the same for everybody and needs no token."""
    response = Response(openapi.document_bytes(), content_type="application/json")
    return running.finish(response, running.request_id())
