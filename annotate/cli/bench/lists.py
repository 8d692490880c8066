"""Queries and time of each list with few and with many articles: neither may grow with their number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from annotate import create_app
from annotate.cli.bench.clock import stopwatch
from annotate.cli.bench.place import Place, Row, mark, person
from annotate.desk import Desk
from annotate.domain.people import Actor
from annotate.services import articles, sessions

FEW, MANY = 10, 10_000
#: Articles that are added in one unit of work.
BATCH = 500
PAGES = ("/", "/articles", "/articles?q=Article+7", "/review", "/sources", "/trail", "/articles/article-0")


def measure(place: Place, quick: bool) -> Iterator[Row]:
    """For each page: queries and milliseconds with few and with many articles."""
    many = MANY // 10 if quick else MANY
    desk = place.desk("desk")
    actor, _ = person(desk.database)
    fill(desk, actor, 0, FEW)
    client = create_app(desk=desk).test_client()
    client.set_cookie("session", sessions.open_for(desk.database, actor.id, "bench"))
    first = {path: _visit(desk, client, path) for path in PAGES}
    fill(desk, actor, FEW, many)
    for path, (queries, ms, status) in first.items():
        later, then, again = _visit(desk, client, path)
        figure = f"{queries} → {later} queries, {ms:.0f} → {then:.0f} ms"
        bad = later > queries or {status, again} != {200}
        yield Row(f"{path}, {FEW} → {many:,} articles", figure, bad, "no query more")
    desk.database.dispose()


def fill(desk: Desk, actor: Actor, first: int, until: int) -> None:
    """Short articles; every tenth has three claims."""
    for start in range(first, until, BATCH):
        with desk.database.write() as uow:
            for n in range(start, min(start + BATCH, until)):
                articles.add(uow, actor, articles.NewArticle(f"Article {n}", _text(n)))
    for n in range(first, min(until, first + 200), 10):
        mark(desk.database, actor, f"article-{n}", _text(n), 3)


def _text(number: int) -> str:
    return f"Article {number}\n" + "The town counted twelve houses and the council forty, a reader says. " * 12


def _visit(desk: Desk, client: Any, path: str) -> tuple[int, float, int]:
    client.get(path)
    with counting(desk.database.engine) as queries, stopwatch() as watch:
        status = client.get(path).status_code
    return len(queries), watch.seconds * 1000, status


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent while the block runs."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", statement, re.I):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
