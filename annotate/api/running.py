"""From request to answer: token, permission, shape, one transaction, problem+json. The same way for every operation."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g, request
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from annotate.api import plain, problems, repeats
from annotate.api.files import receive, streamed
from annotate.api.operations import PATHS, Answer, Operation, Reading, Received, Writing
from annotate.api.reading import bearer, read_body, read_query, read_rev
from annotate.desk import Desk
from annotate.domain.errors import Conflict, DomainError, NotFound, Stale, Unauthenticated
from annotate.domain.people import Actor
from annotate.domain.policy import demand
from annotate.services import sessions

_RACE = "Somebody else changed this at the same moment. Read it again, then try once more."
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def answer(methods: Mapping[str, Operation], path: Mapping[str, str]) -> Response:
    """Answer the current request to a path that knows these methods. Never raises."""
    ident = request_id()
    try:
        response = _answer(methods, path, ident)
    except DomainError as error:
        response = problems.refuse(error, ident)
    except HTTPException as error:
        response = problems.refuse_http(error, ident)
    except IntegrityError:
        # A guard of the database refused what a service had found in order: somebody else came between.
        current_app.logger.warning("request %s was refused by the database", ident, exc_info=True)
        response = problems.refuse(Conflict(_RACE), ident)
    except Exception:
        current_app.logger.exception("request %s failed", ident)
        response = problems.broken(ident)
    return finish(response, ident)


def finish(response: Response, ident: str) -> Response:
    """Set the headers that every answer has."""
    response.headers["X-Request-Id"] = ident
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def request_id() -> str:
    """The request's name in the log, in the trail and in problems."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def _answer(methods: Mapping[str, Operation], path: Mapping[str, str], ident: str) -> Response:
    desk: Desk = current_app.extensions["annotate"]
    with desk.database.look() as connection:
        actor = sessions.token_actor(connection, bearer(request))
    if actor is None:
        raise Unauthenticated("This token is unknown, revoked, or its owner’s account is switched off.")
    operation = methods.get("GET" if request.method == "HEAD" else request.method)
    if operation is None:
        if not methods:
            raise NotFound("There is no such address. /api/v1/openapi.json lists all that there are.")
        raise MethodNotAllowed(valid_methods=methods)
    demand(actor, operation.permission)
    if not all(re.fullmatch(PATHS[name], value) for name, value in path.items()):
        raise NotFound("There is nothing of this name.")
    run = _read if operation.method == "GET" else _write
    return run(operation, desk, actor, path, ident)


def _read(operation: Operation, desk: Desk, actor: Actor, path: Mapping[str, str], ident: str) -> Response:
    query = read_query(operation.query, request.args)
    with desk.database.read() as session:
        found = operation.view(Reading(desk, actor, session, query), **path)
    return _response(found, _encode(found))


def _write(operation: Operation, desk: Desk, actor: Actor, path: Mapping[str, str], ident: str) -> Response:
    query = read_query(operation.query, request.args)
    rev = read_rev(operation, request)
    body, data = receive(operation, desk, actor, query, path) if operation.admit else read_body(operation, request)
    repeat = repeats.read_key(request, data)
    try:
        with desk.database.write(ident) as uow:
            before = repeats.earlier(uow, actor, repeat) if repeat else None
            if before:
                return _response(before, before.data)
            done = operation.view(Writing(desk, actor, uow, body, rev, query), **path)
            encoded = _encode(done)
            if repeat:
                repeats.keep(uow, actor, repeat, done, encoded.decode())
    except Stale as stale:
        return problems.refuse(stale, ident, _current(operation, desk, stale, path))
    if isinstance(body, Received):
        desk.handed_in(body.taken.sha256)
    return _response(done, encoded)


def _current(operation: Operation, desk: Desk, stale: Stale, path: Mapping[str, str]) -> dict[str, Any] | None:
    if operation.current is None or not stale.versions.rev:
        return None
    with desk.database.read() as session:
        return operation.current(session, next(iter(path.values())))


def _encode(found: Answer) -> bytes:
    if found.size is not None:
        return b""
    if isinstance(found.data, bytes):
        return found.data
    return plain.encode(found.data).encode()


def _response(found: Answer, encoded: bytes) -> Response:
    if found.size is not None:
        return streamed(found)
    return Response(encoded, found.status, dict(found.headers), content_type=found.media_type)
