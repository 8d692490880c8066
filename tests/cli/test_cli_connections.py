"""The web server's connections: an answer without a body leaves them open, and they end where they are asked to."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import waitress

from annotate._paths import load_config
from annotate.cli import large_bodies

KNOWN = {"If-None-Match": '"1"'}


def application(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], Any]) -> list[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH") == KNOWN["If-None-Match"]
    start("304 Not Modified" if known else "200 OK", [("ETag", '"1"')])
    return [] if known else [b"page"]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    server = waitress.create_server(application, host="127.0.0.1", port=0, threads=1)
    server.channel_class = large_bodies.channel(load_config().load({}, home=tmp_path))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=60)
    yield connection
    connection.close()
    # The thread that answered may still tell the loop so; and what the loop waits on, it closes by itself.
    server.task_dispatcher.shutdown(timeout=60)
    server.trigger.pull_trigger(server.close)
    thread.join(60)
    assert not thread.is_alive()


def test_a_reader_who_has_the_pages_asks_for_all_of_them_over_one_connection(
    connection: http.client.HTTPConnection,
) -> None:
    connection.connect()
    first = connection.sock
    for headers, status, body in ((KNOWN, 304, b""), ({}, 200, b"page"), (KNOWN, 304, b""), (KNOWN, 304, b"")):
        connection.request("GET", "/", headers=headers)
        answer = connection.getresponse()
        assert (answer.status, answer.read(), answer.headers["Connection"]) == (status, body, None)
        assert connection.sock is first


def test_who_wants_the_connection_closed_gets_it_closed(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/", headers={**KNOWN, "Connection": "close"})
    answer = connection.getresponse()
    assert (answer.status, answer.read(), answer.headers["Connection"]) == (304, b"", "close")
    assert connection.sock is None
