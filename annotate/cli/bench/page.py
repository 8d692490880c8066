"""The working page of a very long article, and how long it takes to mark one more claim in it."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from annotate.cli.bench.clock import settle, stopwatch
from annotate.cli.bench.place import Place, Row, article, long_text, mark, person
from annotate.cli.bench.server import serving
from annotate.cli.bench.writes import free_port
from annotate.domain.spans import cut
from annotate.domain.text import text_sha256
from annotate.services import claim_files, sessions

LENGTH, SPANS = 100_000, 5_000
PAGE, MARK, JSON = "at most 250 ms", "at most 30 ms", "at most 150 ms"
#: The first time that a process does a thing it compiles what it asks the database.
COLD = {MARK: PAGE}
#: Times that each thing is done: the first is that of a new process, the last of one that has done it before.
TURNS = 6


@dataclass
class Visitor:
    """One connection to a server that is measured, of a person who is signed in."""

    connection: http.client.HTTPConnection
    pid: int
    cookies: dict[str, str]

    def row(self, what: str, limit: str, method: str, path: str, body: str = "", **headers: str) -> Row:
        """Send a request: how long until its answer is here, and its size."""
        with stopwatch(self.pid) as watch:
            status, data = self.send(method, path, body, **headers)
        figure = f"{watch}, {len(data) / 1e3:,.0f} kB"
        return Row(what, figure, status not in (200, 201), limit)

    def send(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
        """Status and content of an answer; header names with underscores."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        for given in answer.headers.get_all("Set-Cookie", []):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()


def measure(place: Place, quick: bool) -> Iterator[Row]:
    """Times of the answers of a server of its own, on loopback."""
    length, number = (LENGTH // 10, SPANS // 10) if quick else (LENGTH, SPANS)
    desk = place.desk("desk")
    actor, token = person(desk.database)
    slug, body = article(desk.database, actor, length).slug, long_text(length)
    mark(desk.database, actor, slug, body, number)
    cookies, port = {"session": sessions.open_for(desk.database, actor.id, "bench")}, free_port()
    with serving(desk, port) as (server, _):
        settle(server.pid)
        visitor = Visitor(http.client.HTTPConnection("127.0.0.1", port, timeout=60), server.pid, cookies)
        yield from _visits(visitor, slug, body, f"{length:,} words, {number:,} spans")
        yield from _program(visitor, slug, body, number, token)
        visitor.connection.close()
    with desk.database.read() as session, stopwatch() as watch:
        data = claim_files.take_out(session, actor, slug)
    yield Row(f"{number:,} claims as a file", f"{watch}, {len(data) / 1e3:,.0f} kB")
    desk.database.dispose()


def _visits(visitor: Visitor, slug: str, body: str, size: str) -> Iterator[Row]:
    """Loading the page, and marking from it."""
    rows = [visitor.row(f"page, {size}", PAGE, "GET", f"/articles/{slug}") for _ in range(TURNS)]
    yield from _ends(rows, "a new process’s first")
    _, shown = visitor.send("GET", f"/articles/{slug}?tab=mark")
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', shown.decode())
    rows = [
        visitor.row(
            "mark one more claim: changed parts", MARK, "POST", f"/articles/{slug}/claims",
            urlencode(_form(body, turn, found[1] if found else "")),
            Content_Type="application/x-www-form-urlencoded", X_Fragment="1",
        )
        for turn in range(TURNS)
    ]  # fmt: skip
    yield from _ends(rows, "first")


def _form(body: str, turn: int, csrf_token: str) -> Mapping[str, str]:
    span = cut(body, 5_000 + turn, 5_080)
    spans = [{"start": span.start, "end": span.end, "exact": span.exact}]
    return {
        "csrf_token": csrf_token, "type": "quantity", "revision_sha256": text_sha256(body), "spans": json.dumps(spans)
    }  # fmt: skip


def _program(visitor: Visitor, slug: str, body: str, number: int, token: str) -> Iterator[Row]:
    """The same over the API."""
    allowed, path = f"Bearer {token}", f"/api/v1/articles/{slug}/claims"
    rows = [
        visitor.row(f"{number:,} claims as JSON (API)", JSON, "GET", f"{path}?limit=5000", Authorization=allowed)
        for _ in range(TURNS)
    ]
    yield from _ends(rows, "first")
    at = {"start": 9_000, "end": 9_050, "exact": body[9_000:9_050]}
    sent = json.dumps({"type": "quantity", "revision_sha256": text_sha256(body), "spans": [at]})
    more = {"Authorization": allowed, "Content_Type": "application/json"}
    rows = [visitor.row("mark one more claim: API", MARK, "POST", path, sent, **more) for _ in range(TURNS)]
    yield from _ends(rows, "first")


def _ends(rows: list[Row], first: str) -> Iterator[Row]:
    """The first of some rows and the last; one that is wrong between them is no less wrong."""
    bad = any(row.bad for row in rows)
    yield Row(f"{rows[0].what}, {first}", rows[0].figure, bad, COLD.get(rows[0].limit, rows[0].limit))
    yield Row(f"{rows[-1].what}, again", rows[-1].figure, bad, rows[-1].limit)
