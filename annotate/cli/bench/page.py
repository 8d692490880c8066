"""The working page of a very long article, and how long it takes to mark one more claim in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from annotate import create_app, warm
from annotate.cli.bench.place import Place, Row, article, long_text, mark, person, stopwatch
from annotate.desk import Desk
from annotate.domain.spans import cut
from annotate.domain.text import text_sha256
from annotate.services import claim_files, sessions

LENGTH, SPANS = 100_000, 5_000


def measure(place: Place, quick: bool) -> Iterator[Row]:
    """Server times in one process, without the network."""
    length, number = (LENGTH // 10, SPANS // 10) if quick else (LENGTH, SPANS)
    desk = place.desk("desk")
    actor, token = person(desk.database)
    slug, body = article(desk.database, actor, length).slug, long_text(length)
    mark(desk.database, actor, slug, body, number)
    app = create_app(desk=desk)
    warm(app)  # as `annotate serve` does
    client = app.test_client()
    client.set_cookie("session", sessions.open_for(desk.database, actor.id, "bench"))
    size = f"{length:,} words, {number:,} spans"
    for name in ("first", "again"):
        yield _get(client, f"/articles/{slug}", f"page, {size}, {name}")
    for turn, name in enumerate(("first", "again")):
        yield _mark(client, slug, body, turn, f"mark one more claim: changed parts of the page, {name}")
    headers = {"Authorization": f"Bearer {token}"}
    yield _get(
        client, f"/api/v1/articles/{slug}/claims?limit=5000", f"{number:,} claims as JSON (API)", headers=headers
    )
    with desk.database.read() as session, stopwatch() as seconds:
        data = claim_files.take_out(session, actor, slug)
    yield Row(f"{number:,} claims as a file", f"{seconds() * 1000:.0f} ms, {len(data) / 1e6:.1f} MB")
    yield _api_mark(desk, client, slug, body, headers)
    desk.database.dispose()


def _get(client: Any, path: str, what: str, **more: Any) -> Row:
    with stopwatch() as seconds:
        answer = client.get(path, **more)
    return Row(what, f"{seconds() * 1000:.0f} ms, {len(answer.data) / 1e6:.1f} MB", answer.status_code != 200)


def _mark(client: Any, slug: str, body: str, turn: int, what: str) -> Row:
    shown = client.get(f"/articles/{slug}?tab=mark").text
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', shown)
    span = cut(body, 5_000 + turn, 5_080)
    fields = {
        "csrf_token": found[1] if found else "", "type": "quantity", "revision_sha256": text_sha256(body),
        "spans": json.dumps([{"start": span.start, "end": span.end, "exact": span.exact}]),
    }  # fmt: skip
    with stopwatch() as seconds:
        answer = client.post(f"/articles/{slug}/claims", data=fields, headers={"X-Fragment": "1"})
    figure = f"{seconds() * 1000:.0f} ms, {len(answer.data) / 1e3:.0f} kB"
    return Row(what, figure, answer.status_code != 200)


def _api_mark(desk: Desk, client: Any, slug: str, body: str, headers: dict[str, str]) -> Row:
    at = {"start": 9_000, "end": 9_050, "exact": body[9_000:9_050]}
    sent = {"type": "quantity", "revision_sha256": text_sha256(body), "spans": [at]}
    with stopwatch() as seconds:
        answer = client.post(f"/api/v1/articles/{slug}/claims", json=sent, headers=headers)
    return Row("mark one more claim: API", f"{seconds() * 1000:.0f} ms", answer.status_code != 201)
