"""Requests per second for public pages, beside a bare Flask view that says hello, behind one waitress, in turns.

    python tests/bench/public.py [--turns 5] [--requests 400]

The desk holds the worked example. A reader asks for the page of its report, one claim, the list, the feed, each whole
and compressed, and again with the tag that the page came with (304). Wanted: each at least a third of the bare view's
rate. Requests per second of the clock, and milliseconds of the processor for each, which others on the machine do not
change; medians of the turns. Also the bytes of each page, with its stylesheets, whole and on the wire: a page may have
60 KB. Exit status 1 where one is too slow or too large.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urljoin

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from annotate._paths import load_config
from annotate.cli.bench.clock import settle, stopwatch
from annotate.cli.serve import run
from annotate.desk import open_desk
from annotate.services import demo
from annotate.services.setup import prepare
from annotate.store import schema

SHARE, MOST, HELLO = 1 / 3, 60_000, "/hello/"
PACKED = {"Accept-Encoding": "gzip"}
STYLE = re.compile(rb'<link rel="stylesheet" href="([^"]+)"')


def hello() -> Flask:
    """As bare as a Flask application can be."""
    app = Flask("hello")

    @app.get("/")
    def say() -> str:
        return "Hello"

    return app


def serve(port: int) -> None:
    """Serve the desk of the environment, with the bare view beside it, until terminated."""
    run(open_desk(), "127.0.0.1", port, lambda app: DispatcherMiddleware(app, {HELLO.rstrip("/"): hello()}))


class Reader:
    """One connection that asks again and again."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str, headers: dict[str, str]) -> tuple[int, bytes, str]:
        """Status, content and tag of an answer."""
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("ETag", "")


def pages(reader: Reader) -> dict[str, tuple[str, dict[str, str], int]]:
    """What is asked for: address, headers, and the status that has to come."""
    slug = re.search(rb'href="([^"./]+)/"', reader.get("/reports/", {})[1])
    assert slug, "the list names no report"
    report = f"/reports/{slug[1].decode()}/"
    found: dict[str, tuple[str, dict[str, str], int]] = {"hello": (HELLO, {}, 200)}
    named = {"report": report, "claim": f"{report}claims/1/", "list": "/reports/", "feed": "/reports/feed.atom"}
    for name, path in named.items():
        found[name] = (path, {}, 200)
        found[f"{name}, gzip"] = (path, PACKED, 200)
        tag = reader.get(path, PACKED)[2]
        found[f"{name}, known"] = (path, {**PACKED, "If-None-Match": tag}, 304)
    return found


def measure(port: int, pid: int, turns: int, requests: int) -> bool:
    """Prints the rates; is one too low?"""
    reader = Reader(port)
    asked = pages(reader)
    rates: dict[str, list[float]] = {name: [] for name in asked}
    costs: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(turns):
        for name, (path, headers, status) in asked.items():
            with stopwatch(pid) as watch:
                for _ in range(requests):
                    assert reader.get(path, headers)[0] == status, name
            rates[name].append(requests / watch.seconds)
            costs[name].append(watch.busy / requests * 1000)
    low = False
    print(f"{'page':<16}{'a second':>10}{'of hello':>10}{'CPU ms':>9}{'of hello':>10}")
    for name in asked:
        rate, cost = statistics.median(rates[name]), statistics.median(costs[name])
        share = rate / statistics.median(rates["hello"])
        work = statistics.median(costs["hello"]) / cost if cost else 1.0
        low = low or max(share, work) < SHARE
        print(f"{name:<16}{rate:>10,.0f}{share:>10.2f}{cost:>9.3f}{work:>10.2f}")
    return low


def weigh(port: int) -> bool:
    """Prints the bytes of each page with its stylesheets; is one too large on the wire?"""
    reader, large = Reader(port), False
    print(f"\n{'page':<16}{'bytes':>10}{'packed':>10}{'with styles':>13}{'at most':>9}")
    for name, (path, headers, _) in pages(reader).items():
        if headers or name in ("hello", "feed"):
            continue
        whole = reader.get(path, {})[1]
        packed = len(reader.get(path, PACKED)[1])
        styles = sum(len(reader.get(urljoin(path, one.decode()), PACKED)[1]) for one in STYLE.findall(whole))
        large = large or packed + styles > MOST
        print(f"{name:<16}{len(whole):>10,}{packed:>10,}{packed + styles:>13,}{MOST:>9,}")
        assert len(gzip.compress(whole, 6)) <= packed + 100
    return large


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--serve", type=int)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve)
        return 0
    with tempfile.TemporaryDirectory() as home:
        desk = open_desk(load_config().load({}, home=Path(home), secure_cookies=False))
        schema.upgrade(desk.database.engine)
        prepare(desk.database)
        demo.load(desk.database, desk.evidence, desk.organisation)
        desk.database.dispose()
        return _against(home, args.turns, args.requests)


def _against(home: str, turns: int, requests: int) -> int:
    port = 8971
    command = [sys.executable, __file__, "--serve", str(port)]
    environ = {**os.environ, "ANNOTATE_HOME": home, "ANNOTATE_SECURE_COOKIES": "0"}
    with subprocess.Popen(command, env=environ) as server:
        try:
            for _ in range(300):
                try:
                    assert Reader(port).get("/healthz", {})[0] == 200
                    break
                except OSError:
                    time.sleep(0.2)
            settle(server.pid)
            low = measure(port, server.pid, turns, requests)
            return int(weigh(port) or low)
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
