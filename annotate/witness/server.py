"""The witness over HTTP: one address, `POST /add-checkpoint`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from annotate.witness import MOST, Answer, Witness

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def application(witness: Witness) -> Application:
    """A WSGI application. Bodies over the limit are not read."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        given = _answered(witness, environ)
        data = given.text.encode()
        status = f"{given.status} {HTTPStatus(given.status).phrase}"
        start(status, [("Content-Type", given.media_type), ("Content-Length", str(len(data)))])
        return [data]

    return answer


def _answered(witness: Witness, environ: dict[str, Any]) -> Answer:
    if environ["PATH_INFO"] != "/add-checkpoint":
        return Answer(404, "There is only /add-checkpoint here.\n")
    if environ["REQUEST_METHOD"] != "POST":
        return Answer(405, "Send it with POST.\n")
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or int(length) > MOST:
        return Answer(413, f"A request has {MOST:,} bytes at most.\n")
    return witness.add_checkpoint(environ["wsgi.input"].read(int(length)))
