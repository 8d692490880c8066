"""Clients of a running desk over HTTP: they mark, edit, read, hand in files, decide, and write down what came of it."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from factories import make_article, make_claim, make_source, submitted_claim
from histories import DONE, READ, REFUSED, UNKNOWN, Op

from annotate.cli.bench.place import person
from annotate.domain.text import text_sha256
from annotate.store.session import Database

#: Who is at work: so many checkers, and reviewers who decide on the same claims.
CHECKERS, REVIEWERS = 6, 2
ARTICLES, SHARED = 3, 2
TEXT = "{}. More than 100 people were injured on Tuesday, the residents said. Police spoke of 36."
QUOTE = "More than 100 people were injured"


@dataclass
class Setting:
    """What the clients know: tokens, texts, claims that all of them edit, claims that wait for a decision."""

    tokens: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    #: (claim, rev, digest)
    waiting: list[tuple[str, int, str]] = field(default_factory=list)


def prepared(database: Database, waiting: int) -> Setting:
    """People, articles, claims: made by the services, with nobody else there."""
    made = Setting()
    author, _ = person(database)
    made.tokens = [person(database)[1] for _ in range(CHECKERS)]
    made.tokens += [person(database, "reviewer")[1] for _ in range(REVIEWERS)]
    articles = [make_article(database, author, TEXT.format(n), f"Raid {n}") for n in range(ARTICLES)]
    made.texts = {article.slug: TEXT.format(n) for n, article in enumerate(articles)}
    made.shared = [make_claim(database, author, article, QUOTE).id for article in articles for _ in range(SHARED)]
    made.sources = [make_source(database, author, f"Video {n}").id for n in range(CHECKERS)]
    for number in range(waiting):
        claim = submitted_claim(database, author, articles[number % ARTICLES], quote=QUOTE)
        made.waiting.append((claim.id, claim.rev, str(claim.digest)))
    return made


@dataclass
class Client:
    """One client on a connection of its own. What it did is in `history`, and what it handed in, in `files`."""

    number: int
    port: int
    setting: Setting
    draw: random.Random
    name: str = ""
    history: list[Op] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    #: Answers that are neither done nor refused: faults of the desk.
    broken: list[str] = field(default_factory=list)
    turn: int = 0
    #: Writes that were answered.
    written: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    def run(self, until: Callable[[], bool], pause: float = 0.0) -> None:
        """Work until told to stop, or until the desk does not answer any more."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            while not until():
                self.turn += 1
                self._act()
                time.sleep(pause)
        except (OSError, http.client.HTTPException):
            pass  # the desk was killed: the last op stays unknown
        finally:
            self.connection.close()

    def _act(self) -> None:
        if self.number >= CHECKERS and self.setting.waiting and self.draw.random() < 0.7:
            self._decide()
            return
        self.draw.choices((self._mark, self._edit, self._read, self._hand_in), (30, 45, 22, 3))[0]()

    def _mark(self) -> None:
        slug = self.draw.choice(list(self.setting.texts))
        text = self.setting.texts[slug]
        at = text.index(QUOTE)
        span = {"start": at, "end": at + len(QUOTE), "exact": QUOTE}
        body = {"type": "quantity", "spans": [span], "revision_sha256": text_sha256(text), "statement": self._value()}
        op = Op(self.number, "mark", f"unknown-{self.name}-{self.turn}", time.monotonic(), value=self._value())
        self._done(op, "POST", f"/articles/{slug}/claims", body)

    def _edit(self) -> None:
        claim = self.draw.choice(self.setting.shared)
        base, value = self.seen.get(claim, 1), self._value()
        op = Op(self.number, "edit", claim, time.monotonic(), base=base, value=value)
        self._done(op, "PATCH", f"/claims/{claim}", {"statement": value}, If_Match=f'"{base}"')

    def _read(self) -> None:
        claim = self.draw.choice(self.setting.shared)
        self._done(Op(self.number, READ, claim, time.monotonic()), "GET", f"/claims/{claim}")

    def _hand_in(self) -> None:
        source = self.setting.sources[self.number % len(self.setting.sources)]
        data = self._value().encode() * self.draw.randrange(1, 4000)
        op = Op(self.number, "hand in", f"unknown-{self.name}-{self.turn}", time.monotonic())
        found = self._done(op, "POST", f"/sources/{source}/files?name=seen.txt", data)
        if found:
            self.files.append(found["sha256"])

    def _decide(self) -> None:
        claim, rev, digest = self.setting.waiting[0]
        op = Op(self.number, "decide", claim, time.monotonic(), base=rev)
        if self.draw.random() < 0.7:
            self._done(op, "POST", f"/claims/{claim}/approve", {"digest": digest})
        else:
            self._done(op, "POST", f"/claims/{claim}/return", {"comment": "Which hospital?"})
        if self.setting.waiting and self.setting.waiting[0][0] == claim:
            self.setting.waiting.pop(0)

    def _done(self, op: Op, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any] | None:
        place = len(self.history)
        self.history.append(op)
        status, found = self._send(method, path, body, headers)
        if status in (200, 201):
            shown = str(found["statement"]) if op.kind == READ else op.value
            self.history[place] = replace(
                op, ended=time.monotonic(), outcome=DONE, thing=found["id"], rev=found["rev"], value=shown
            )
            self.seen[found["id"]] = found["rev"]
            self.written += op.kind != READ
            return found
        outcome = REFUSED if 400 <= status < 500 else UNKNOWN
        self.history[place] = replace(op, ended=time.monotonic(), outcome=outcome)
        if outcome == UNKNOWN or (status not in (409, 422) and op.kind != "decide"):
            self.broken.append(f"{op}: {status} {found}")
        if "current" in found:
            self.seen[op.thing] = found["current"]["rev"]
        return None

    def _send(self, method: str, path: str, body: Any, more: dict[str, str]) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.setting.tokens[self.number]}"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        if data is not None:
            headers["Content-Type"] = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        self.connection.request(method, f"/api/v1{path}", data, headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def _value(self) -> str:
        return f"{self.name} {self.number}-{self.turn}"


def at_work(
    setting: Setting, ports: Sequence[int], draw: random.Random, until: Callable[[], bool], name: str, pause: float = 0
) -> tuple[list[Client], list[threading.Thread]]:
    """All clients, begun; their threads end when `until` says so, or when the desk is gone."""
    number = len(setting.tokens)
    all_ = [Client(n, ports[n % len(ports)], setting, random.Random(draw.random()), name) for n in range(number)]
    threads = [threading.Thread(target=client.run, args=(until, pause)) for client in all_]
    for thread in threads:
        thread.start()
    return all_, threads
