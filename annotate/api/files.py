"""Files over the API: a body that is kept as it comes in, before any transaction, and an answer read from the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.wsgi import wrap_file

from annotate.api.operations import Admitting, Answer, Operation, Received
from annotate.desk import Desk
from annotate.domain.errors import TooLarge
from annotate.domain.people import Actor

#: Bytes read from the store at a time.
PIECE = 1 << 18


def receive(
    operation: Operation, desk: Desk, actor: Actor, query: Any, path: Mapping[str, str]
) -> tuple[Received, bytes]:  # fmt: skip
    """Keep the body, and give its fingerprint for whoever asks whether it came before. In constant memory.

    Raises what `operation.admit` raises, before the first byte, and TooLarge.
    """
    assert operation.admit is not None
    size: int | None = request.content_length
    largest = desk.settings.max_file
    if size is not None and size > largest:
        raise TooLarge(f"The file has {size:,} bytes; {largest:,} are the most that this desk takes.", field="body")
    if size is None and not request.environ.get("wsgi.input_terminated"):
        size = 0
    request.max_content_length = largest + 1  # the store says it better, one byte before
    with desk.database.read() as session:
        operation.admit(Admitting(session, actor, query, request.mimetype, size), **path)
    taken = desk.evidence.take(request.stream, largest)
    return Received(taken, request.mimetype), taken.sha256.encode()


def streamed(found: Answer) -> Response:
    """An open file as the answer; the server closes it."""
    body = wrap_file(request.environ, found.data, PIECE)
    answer = Response(body, found.status, dict(found.headers), content_type=found.media_type, direct_passthrough=True)
    answer.content_length = found.size or 0
    if request.method == "HEAD":
        found.data.close()  # nobody reads it, so nobody would
    return answer
