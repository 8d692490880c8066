"""Uploads to a real server: killed again and again, broken off, twenty at once, and one of two gibibytes.

    python tests/bench/uploads.py [--part kills|cut|many|large …] [--kills 100] [--gib 2] [--folder FOLDER]

Run it by hand; the short version is a test. `kills`: threads hand in files over the API while the server is killed with
-9 at a random moment; then it is started once more, and every file that was answered with 201 must be held and whole,
every row must have its bytes, and nothing else may lie there. `cut`: half a body, then the connection is dropped.
`many`: twenty files at once. `large`: one file, its speed against `sha256sum` and `cp` on the same disk in the same
run, and the server's memory before and at its highest.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from sqlalchemy import select

from annotate._paths import load_config
from annotate.audit.verifier import verify
from annotate.desk import Desk, open_desk
from annotate.domain.people import SYSTEM, Actor
from annotate.domain.vocabulary import Role
from annotate.services import setup, sources, users
from annotate.services.sources import NewSource
from annotate.store import schema
from annotate.store.models import FileRow, InspectionRow
from annotate.store.queries.users import user_row

THREADS, LARGEST, LIFE, PATIENCE = 4, 3_000_000, 0.6, 60.0
PIECE = 1 << 20


@dataclass
class Site:
    """A desk in a folder, a source of it, a token to hand in files with, and the port of its server."""

    desk: Desk
    source: str
    token: str
    port: int
    acknowledged: set[str] = field(default_factory=set)

    @property
    def path(self) -> str:
        return f"/api/v1/sources/{self.source}/files"

    def send(self, body: bytes | IO[bytes], size: int, name: str) -> tuple[int, dict[str, Any]]:
        """Hand in one file: (status, answer)."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600, blocksize=PIECE)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Length": str(size)}
        try:
            line.request("POST", f"{self.path}?name={quote(name)}", body, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()


def site(folder: Path) -> Site:
    """A new desk, its server not running yet."""
    settings = load_config().load({}, home=folder / "home", secure_cookies=False)
    desk = open_desk(settings)
    schema.upgrade(desk.database.engine)
    setup.prepare(desk.database)
    with desk.database.write() as uow:
        users.add(uow, SYSTEM, "ana@example.org", "Ana Kelmendi", "checker")
        token = users.make_token(uow, SYSTEM, "ana@example.org")
        row = user_row(uow.session, "ana@example.org")
        ana = Actor(row.id, row.name, Role(row.role))
        source = sources.add(uow, ana, NewSource("drone_footage", "Footage of the gate"))[0]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Site(desk, source.id, token, probe.getsockname()[1])


@contextmanager
def served(place: Site) -> Iterator[subprocess.Popen[bytes]]:
    """The server's process, from its first answer on; killed at the end."""
    home = str(place.desk.settings.home)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ANNOTATE_")}
    environ |= {"ANNOTATE_HOME": home, "ANNOTATE_SECURE_COOKIES": "0"}
    environ.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "annotate", "serve", "--port", str(place.port)]
    log = place.desk.settings.home / "server.log"
    with log.open("wb") as said, subprocess.Popen(command, env=environ, stdout=said, stderr=said) as process:
        try:
            until = time.monotonic() + PATIENCE
            while not answers(place.port):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"The server does not start: {log.read_text(encoding='utf-8')[-2000:]}")
                time.sleep(0.02)
            yield process
        finally:
            process.kill()


def answers(port: int) -> bool:
    """Does the server answer?"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/openapi.json", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def hand_in_until_it_dies(place: Site, stop: threading.Event) -> None:
    """One thread's work: files of many sizes, each noted once it was answered with 201."""
    draw = random.Random(os.urandom(8))
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
        while not stop.is_set():
            data = draw.randbytes(draw.choice((10, 60_000, LARGEST)))
            status, made = place.send(data, len(data), "file.bin")
            if status == 201:
                place.acknowledged.add(made["sha256"])


def kills(place: Site, number: int) -> dict[str, int]:
    """Kill the server so often while files come in; then start it once more and look what is there."""
    draw = random.Random(0)
    for _ in range(number):
        stop = threading.Event()
        with served(place) as server, ThreadPoolExecutor(THREADS) as pool:
            done = [pool.submit(hand_in_until_it_dies, place, stop) for _ in range(THREADS)]
            time.sleep(draw.uniform(0.02, LIFE))
            server.kill()
            stop.set()
        for one in done:
            one.result()
    with served(place):
        pass
    return look(place)


def look(place: Site) -> dict[str, int]:
    """What is acknowledged, what of it is lost, and what lies there that should not."""
    evidence, database = place.desk.evidence, place.desk.database
    with database.read() as session:
        rows = set(session.scalars(select(FileRow.sha256)))
        thumbnails = set(session.scalars(select(InspectionRow.thumbnail))) - {None}
        faults = len(verify(session).faults)
    there = set(evidence.hashes())
    incoming = place.desk.settings.evidence_dir / ".incoming"
    left = [path for path in incoming.iterdir() if path.suffix in (".part", ".taken")]
    return {
        "acknowledged": len(place.acknowledged),
        "acknowledged and missing": len(place.acknowledged - rows),
        "rows": len(rows),
        "rows without their bytes": sum(evidence.check(sha256) != "good" for sha256 in rows),
        "bytes that no row names": len(there - rows - thumbnails),
        "leftovers": len(left),
        "faults of the trail": faults,
    }


def bad(found: dict[str, int]) -> list[str]:
    """What of this should be none and is not."""
    return [name for name, count in found.items() if name not in ("acknowledged", "rows") and count]


def cut(place: Site, size: int = 8_000_000) -> dict[str, int]:
    """Send half of a file and drop the connection; what the server then keeps of it."""
    with socket.create_connection(("127.0.0.1", place.port)) as line:
        head = f"POST {place.path}?name=half.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n"
        head += f"Authorization: Bearer {place.token}\r\n\r\n"
        line.sendall(head.encode() + b"x" * (size // 2))
        time.sleep(0.5)
    time.sleep(1.0)
    found = look(place)
    incoming = place.desk.settings.evidence_dir / ".incoming"
    return {**found, "temporary files": sum(path.suffix != ".lock" for path in incoming.iterdir())}


def many(place: Site, number: int = 20, size: int = 5_000_000) -> dict[str, int]:
    """So many different files at once, every fifth one the same as another."""
    draw = random.Random(1)
    files = [draw.randbytes(size) for _ in range(number)]
    files[4::5] = files[3::5]
    with ThreadPoolExecutor(number) as pool:
        answered = list(pool.map(lambda data: place.send(data, len(data), "file.bin"), files))
    place.acknowledged |= {made["sha256"] for status, made in answered if status == 201}
    wanted = {hashlib.sha256(data).hexdigest() for data in files}
    refused = sum(status not in (201, 409) for status, _ in answered)
    return {**look(place), "refused": refused, "lost": len(wanted - place.acknowledged)}


def large(place: Site, server: subprocess.Popen[bytes], folder: Path, gib: float) -> dict[str, float]:
    """Hand in one file: seconds against those of sha256sum and cp, and memory in MB."""
    source = folder / "large.bin"
    with source.open("wb") as file:
        block = os.urandom(PIECE)
        for number in range(int(gib * 1024)):
            file.write(number.to_bytes(8, "big") + block[8:])
        os.fsync(file.fileno())
    size = source.stat().st_size
    plain = timed(["sha256sum", str(source)]) + timed(["cp", str(source), str(folder / "copy.bin")])
    place.send(b"to warm up", 10, "small.txt")
    before = memory(server.pid, "VmRSS")
    highest = [before]
    watched = threading.Event()
    watcher = threading.Thread(target=watch, args=(server.pid, highest, watched), daemon=True)
    watcher.start()
    begun = time.perf_counter()
    with source.open("rb") as file:
        status, made = place.send(file, size, "large.bin")
    seconds = time.perf_counter() - begun
    watched.set()
    watcher.join()
    assert status == 201 and made["size"] == size, (status, made)
    return {
        "bytes": size, "seconds": seconds, "MB a second": size / seconds / 1e6, "sha256sum + cp, seconds": plain,
        "times slower": seconds / plain, "MB before": before, "MB at most": max(highest),
        "MB more": max(highest) - before,
    }  # fmt: skip


def watch(pid: int, seen: list[float], ended: threading.Event) -> None:
    """Note the memory of a process every 20 ms."""
    while not ended.wait(0.02):
        seen.append(memory(pid, "VmRSS"))


def timed(command: list[str]) -> float:
    """Seconds that a command and a sync of what it wrote take."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    if command[0] == "cp":
        handle = os.open(command[-1], os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    return time.perf_counter() - begun


def memory(pid: int, name: str) -> float:
    """MB of a process, as the kernel counts them."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(f"{name}:"))


def run(part: str, place: Site, given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """One part of the measurement."""
    if part == "kills":
        return kills(place, given.kills)
    with served(place) as server:
        if part == "large":
            return large(place, server, folder, given.gib)
        return cut(place) if part == "cut" else many(place)


def main() -> None:
    """Run what was asked for; exit status 1 if something was lost or left."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", action="append", choices=("kills", "cut", "many", "large"))
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--gib", type=float, default=2.0)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    wrong: list[str] = []
    for part in given.part or ("kills", "cut", "many", "large"):
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            place = site(Path(folder))
            found = run(part, place, given, Path(folder))
            sys.stdout.write(f"\n{part}\n")
            for name, value in found.items():
                sys.stdout.write(f"  {name:<28}{value:>16,.1f}\n")
            wrong += bad(found) if part != "large" else []
            place.desk.database.dispose()
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
