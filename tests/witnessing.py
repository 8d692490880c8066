"""A witness as a process of its own, as a partner newsroom runs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from click.testing import CliRunner, Result

from annotate.cli import main
from annotate.domain.note import Key, key
from annotate.services.witnesses import Remote

NAME = "witness.example/1"


def run(*words: object) -> Result:
    """The result of a command."""
    return CliRunner().invoke(main, [str(word) for word in words])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def watching(log: Key, folder: Path) -> Iterator[Remote]:
    """A witness that watches this log, until the block ends; `witness.vkey` in the folder is its public key."""
    made = run("witness", "init", NAME, "--home", folder / "witness")
    (folder / "witness.vkey").write_text(made.stdout)
    (folder / "watched.vkey").write_text(str(log))
    port = free_port()
    command = [sys.executable, "-m", "annotate", "witness", "serve", "--home", str(folder / "witness")]
    command += ["--log", str(folder / "watched.vkey"), "--port", str(port)]
    with subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 30
            while time.monotonic() < until and process.poll() is None:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.05)
            yield Remote(f"http://127.0.0.1:{port}", key(made.stdout))
        finally:
            process.terminate()
