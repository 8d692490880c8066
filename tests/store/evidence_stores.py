"""Stores to test: a folder, and a bucket of an S3 server that runs as a process of its own on this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

#: Seconds that the server may take to answer.
PATIENCE = 60
NO_SERVER = 'no S3 server to test with: pip install -e ".[test]"'
#: What the server takes for credentials; set for the test alone.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """The address of a server that lives as long as the block; skips where none is installed."""
    if not all(find_spec(name) for name in ("boto3", "moto", "flask_cors")):
        pytest.skip(NO_SERVER)
    port = free_port()
    with (folder / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        # Whatever the environment says of a real store is not for the server, nor for what talks to it.
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=clean | CREDENTIALS)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def new_bucket(client: object) -> str:
    """An empty bucket."""
    name = f"evidence-{uuid.uuid4().hex[:12]}"
    client.create_bucket(Bucket=name)
    return name


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("The S3 server did not start.")
