"""The server that is measured, in a process of its own: the desk, and a bare view beside it, behind one waitress."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request
from sqlalchemy import text
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from annotate.cli.serve import run
from annotate.desk import Desk, open_desk
from annotate.store.session import make_engine

#: Seconds in which a server has to answer for the first time.
PATIENCE = 60


def bare(url: str) -> Flask:
    """One view that stores one row, with this program's engine settings (SQLite: WAL, synchronous=FULL)."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS row (id TEXT PRIMARY KEY, body TEXT NOT NULL)"))
    app = Flask("bare")
    insert = text("INSERT INTO row (id, body) VALUES (:id, :body)")

    @app.post("/")
    def add() -> Any:
        ident = os.urandom(16).hex()
        with engine.begin() as connection:
            connection.execute(insert, {"id": ident, "body": str(request.get_json())})
        return jsonify(id=ident), 201

    return app


@contextmanager
def serving(desk: Desk, port: int, bare_url: str = "") -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The process of a server for this desk, and the seconds until it answered first; stopped at the end."""
    url = desk.database.url.render_as_string(hide_password=False)
    environ = os.environ | {
        "ANNOTATE_HOME": str(desk.settings.home), "DATABASE_URL": url, "ANNOTATE_SECURE_COOKIES": "0",
    }  # fmt: skip
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # no desk compiles its modules at every start
    begun = time.perf_counter()
    command = [sys.executable, "-m", "annotate.cli.bench", str(port), bare_url]
    with subprocess.Popen(command, env=environ) as process:
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                    raise RuntimeError("The server that is to be measured does not start.")
                time.sleep(0.02)
            yield process, time.perf_counter() - begun
        finally:
            process.terminate()


def resident(process: subprocess.Popen[bytes]) -> int:
    """Resident memory in bytes, 0 where the system does not say."""
    status = Path(f"/proc/{process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), 0)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def serve(port: int, bare_url: str) -> None:
    """Serve the desk of the environment, with the bare view at /bare/ if it has a database, until terminated."""
    around: dict[str, Any] = {"/bare": bare(bare_url)} if bare_url else {}
    run(open_desk(), "127.0.0.1", port, lambda app: DispatcherMiddleware(app, around))
