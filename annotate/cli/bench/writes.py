"""Audited claims over the API, beside a bare view that inserts one row, with 1, 8 and 32 clients."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from annotate.audit.verifier import verify
from annotate.cli.bench.place import Place, Row, article, long_text, person
from annotate.cli.bench.server import serving
from annotate.desk import Desk
from annotate.domain.text import text_sha256
from annotate.store.models import ClaimRow

CLIENTS = (1, 8, 32)
#: Words of an article that is written to; seconds of each measurement, and when quick.
LENGTH, SECONDS, QUICK = 2_000, 6.0, 1.0
#: Processes that serve a PostgreSQL; clients are dealt out to them in turn. SQLite is served by one.
PROCESSES = 4
#: Turns in which the loads of one number of clients alternate: a machine whose speed drifts is unfair to none.
TURNS = 4

#: An audited claim has to be taken at this share of the bare view's rate; nobody may wait longer, in milliseconds.
SHARE, WAIT = 0.33, 1000

Aim = Callable[[int, int], tuple[str, bytes]]


@dataclass
class Load:
    """What came of a load: seconds of each answer, and the answers that were no 201."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)

    def add(self, other: Load) -> None:
        """What came of another turn."""
        self.seconds += other.seconds
        self.times += other.times
        self.wrong += other.wrong

    @property
    def taken(self) -> int:
        """How many were answered with 201."""
        return len(self.times) - len(self.wrong)

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0


def measure(place: Place, quick: bool) -> Iterator[Row]:
    """Rates, their ratio, the longest wait; afterwards every claim has to be there and the trail has to verify."""
    desk = place.desk("desk")
    actor, token = person(desk.database)
    made = [article(desk.database, actor, LENGTH, n) for n in range(max(CLIENTS))]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    ports = [free_port() for _ in range(PROCESSES if desk.database.engine.dialect.name == "postgresql" else 1)]
    seconds = QUICK if quick else SECONDS
    spread, one = _claims([a.slug for a in made]), _claims([made[0].slug])
    url = place.empty("bare")
    with ExitStack() as servers:
        for port in ports:
            servers.enter_context(serving(desk, port, url))
        taken = press(ports, 4 * len(ports), 0.5, headers, spread).taken  # warm up
        for clients in CLIENTS:
            aims = {"bare insert": bare, "audited claim, spread over 32": spread, "audited claim, on one article": one}
            loads = alternate(ports, clients, seconds, headers, aims)
            least = loads["bare insert"]
            for name, load in loads.items():
                yield row(f"{name}, {clients} clients", load, None if load is least else least, quick)
                taken += 0 if load is least else load.taken
    yield _kept(desk, taken)
    yield _verified(desk)


def alternate(
    ports: list[int], clients: int, seconds: float, headers: dict[str, str], aims: dict[str, Aim]
) -> dict[str, Load]:
    """Each load for so many seconds, in turns."""
    loads = {name: Load() for name in aims}
    for _ in range(TURNS):
        for name, aim in aims.items():
            loads[name].add(press(ports, clients, seconds / TURNS, headers, aim))
    return loads


def bare(client: int, turn: int) -> tuple[str, bytes]:
    """What the bare view is sent."""
    return "/bare/", b'{"type": "quantity"}'


def row(what: str, load: Load, least: Load | None, quick: bool) -> Row:
    """A line: rate, its share of the bare rate (too little is wrong, except when quick), the longest wait."""
    share = load.rate / least.rate if least and least.rate else None
    longest = max(load.times, default=0.0) * 1000
    said = f" {len(load.wrong)} refused ({load.wrong[0]})" if load.wrong else ""
    figure = f"{load.rate:7.1f}/s{'' if share is None else f' {share:4.2f}×'}  ≤{longest:6.0f} ms{said}"
    slow = share is not None and share < SHARE and not quick
    limit = "" if share is None else f"at least {SHARE}×, nobody waits {WAIT} ms"
    return Row(what, figure, bool(load.wrong) or not load.times or slow, limit)


def press(ports: list[int], clients: int, seconds: float, headers: dict[str, str], aim: Aim) -> Load:
    """So many clients, each on a connection of its own, sending one request after another."""
    load, until = Load(), time.perf_counter() + seconds
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(ports[n % len(ports)], n, until, headers, aim, load))
        for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - begun
    return load


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _client(port: int, number: int, until: float, headers: dict[str, str], aim: Aim, load: Load) -> None:
    connection, turn = http.client.HTTPConnection("127.0.0.1", port, timeout=60), 0
    while time.perf_counter() < until:
        path, body = aim(number, turn)
        begun = time.perf_counter()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        load.times.append(time.perf_counter() - begun)
        if answer.status != 201:
            load.wrong.append(answer.status)
        turn += 1
    connection.close()


def _claims(slugs: list[str]) -> Aim:
    texts = [long_text(LENGTH, number) for number in range(len(slugs))]
    hashes = [text_sha256(body) for body in texts]

    def aim(client: int, turn: int) -> tuple[str, bytes]:
        which = client % len(slugs)
        at = (turn * 97 + client * 13) % (len(texts[which]) - 200)
        span = {"start": at, "end": at + 60, "exact": texts[which][at : at + 60]}
        body: dict[str, Any] = {"type": "quantity", "spans": [span], "revision_sha256": hashes[which]}
        return f"/api/v1/articles/{slugs[which]}/claims", json.dumps(body).encode()

    return aim


def _kept(desk: Desk, taken: int) -> Row:
    with desk.database.read() as session:
        there = session.scalar(select(func.count()).select_from(ClaimRow)) or 0
    return Row("claims that are there, of those answered with 201", f"{there} of {taken}", there != taken, "all")


def _verified(desk: Desk) -> Row:
    with desk.database.read() as session:
        found = verify(session)
    desk.database.dispose()
    figure = f"{len(found.faults)} in {found.events} events"
    return Row("faults that the trail's verification finds", figure, not found.good, "none")
